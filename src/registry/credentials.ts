import { join } from 'node:path';
import { homeDirectory } from '../files/home-directory.ts';
import type { Host } from '../host/host.ts';
import { type AuthFile, type Credentials, inlineCredentials, readAuthFile } from './auth/auth-file.ts';
import { helperCredentials } from './auth/credential-helper.ts';

export type { Credentials } from './auth/auth-file.ts';

/** The part of Host that finding credentials needs. */
type CredentialHost = Pick<Host, 'env' | 'exec' | 'secret'>;

/** What Docker's own files call Docker Hub. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/**
 * Credentials for a repository, from the first of these files that has any: REGISTRY_AUTH_FILE (podman,
 * containers-auth.json(5)), Docker's config.json (in DOCKER_CONFIG or ~/.docker), podman's auth.json.
 * In a file: the registry's credential helper, its own entry, then the general store. Undefined when nobody
 * is logged in; ToolError `registry-credentials` when a file or a helper is broken.
 */
export async function findCredentials(
  registry: string,
  repository: string,
  host: CredentialHost,
): Promise<Credentials | undefined> {
  for (const path of authFiles(host.env)) {
    const file = await readAuthFile(path);
    const found = file && (await fromFile(file, registry, repository, host));
    if (found === undefined) continue;
    host.secret('identityToken' in found ? found.identityToken : found.password);
    return found;
  }
  return undefined;
}

function authFiles(env: CredentialHost['env']): readonly string[] {
  const home = homeDirectory(env);
  const docker = env.DOCKER_CONFIG || join(home, '.docker');
  const files = [join(docker, 'config.json'), join(home, '.config/containers/auth.json')];
  if (env.XDG_RUNTIME_DIR) files.splice(1, 0, join(env.XDG_RUNTIME_DIR, 'containers/auth.json'));
  return env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE, ...files] : files;
}

async function fromFile(
  file: AuthFile,
  registry: string,
  repository: string,
  host: CredentialHost,
): Promise<Credentials | undefined> {
  const server = registry === 'docker.io' ? DOCKER_HUB_KEY : registry;
  const helper = file.credHelpers[registry] ?? file.credHelpers[server];
  if (helper !== undefined) return helperCredentials(helper, server, host);
  const inline = inlineCredentials(file, authKeys(registry, repository));
  if (inline !== undefined || file.credsStore === undefined) return inline;
  return helperCredentials(file.credsStore, server, host);
}

/** Keys under which `auths` may know a repository, the most specific first (containers-auth.json(5)). */
function authKeys(registry: string, repository: string): readonly string[] {
  const parts = repository.split('/');
  const namespaces = parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join('/'));
  const general = [registry, `https://${registry}`, `https://${registry}/`];
  const versioned = [`https://${registry}/v1/`, `https://${registry}/v2/`];
  const hub = registry === 'docker.io' ? [DOCKER_HUB_KEY, 'index.docker.io'] : [];
  return [...namespaces, ...general, ...versioned, ...hub];
}
