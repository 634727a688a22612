import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { homeDirectory } from '../files/home-directory.ts';
import { ifThere } from '../files/if-there.ts';
import { readOptional } from '../files/optional-file.ts';
import type { Host } from '../host/host.ts';

/** Options of a TLS connection (node:tls): whom to trust, and who we are. */
export interface TlsIdentity {
  readonly ca?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
}

/**
 * What Docker and podman have for a registry in their certs.d (containers-certs.d(5)): `*.crt` are authorities to
 * trust besides the usual ones, `NAME.cert` and `NAME.key` are what we show. Empty when there is nothing.
 */
export async function registryIdentity(registry: string, env: Host['env']): Promise<TlsIdentity> {
  for (const base of certificateDirectories(env)) {
    const directory = join(base, registry);
    // What may not be read is not meant for us: so podman has it (containers/image, pkg/tlsclientconfig).
    const names = (await ifThere(readdir(directory), 'ENOTDIR', 'EACCES')) ?? [];
    const authorities = names.filter((name) => name.endsWith('.crt'));
    const [client] = names.filter((name) => name.endsWith('.cert'));
    if (authorities.length === 0 && client === undefined) continue;
    const read = (name: string) => readFile(join(directory, name), 'utf8');
    const ca = await Promise.all(authorities.sort().map(read));
    const key = client && (await readOptional(join(directory, `${client.slice(0, -'.cert'.length)}.key`)));
    return {
      ...(ca.length > 0 && { ca: [...getCACertificates('default'), ...ca] }),
      ...(client !== undefined && key !== undefined && { cert: await read(client), key }),
    };
  }
  return {};
}

/** Whether certs.d has a directory for the registry. */
export function hasCertificates(registry: string, env: Host['env']): boolean {
  return certificateDirectories(env).some((base) => existsSync(join(base, registry)));
}

/**
 * The identity, trusting what the machine's other programs trust as well: a company's authority is there, and not
 * among those that Node.js brings along. Reading them takes a quarter of a second, so only when it is needed.
 */
export function trustingSystem(identity: TlsIdentity): TlsIdentity {
  const known = identity.ca ?? getCACertificates('default');
  return { ...identity, ca: [...known, ...getCACertificates('system')] };
}

/** OpenSSL's words (verify(1)) for a certificate whose issuer is not known. */
export function isUnknownIssuer(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && UNKNOWN_ISSUER.includes(String(error.code));
}

/** The code of {@link UntrustedHost}. */
export const UNTRUSTED = 'UNTRUSTED_HOST';

/** A host whose certificate's issuer is not known; it may be another host than was asked for. */
export class UntrustedHost extends Error {
  readonly code = UNTRUSTED;

  constructor(host: string, { message }: Error) {
    super(`${host} shows a certificate that is not trusted: ${message}`);
    this.name = 'UntrustedHost';
  }
}

const UNKNOWN_ISSUER: readonly string[] = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

function certificateDirectories(env: Host['env']): readonly string[] {
  const home = homeDirectory(env);
  return [
    join(home, '.config/containers/certs.d'),
    '/etc/containers/certs.d',
    join(home, '.docker/certs.d'),
    '/etc/docker/certs.d',
  ];
}
