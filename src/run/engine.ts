import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';

/** The container engine of this machine, and what root in its containers is outside. */
export interface Engine {
  readonly program: 'docker' | 'podman';
  /**
   * `root`: root is root. `user`: root in a container is the user that runs the engine (rootless). `remapped`: root
   * in a container is some other user (dockerd --userns-remap).
   */
  readonly userNamespace: 'root' | 'user' | 'remapped';
}

/**
 * Docker when its daemon answers, else podman, which needs none.
 * @throws ToolError `no-container-engine`.
 */
export async function findEngine(host: Host): Promise<Engine> {
  // Without a daemon some clients end with 0 all the same (docker/cli issue 5900): it has no version then.
  const docker = await ask(host, 'docker', [
    'info',
    '--format',
    '{{.ServerVersion}} {{json .SecurityOptions}}',
  ]);
  if (docker !== undefined && /^\w/.test(docker))
    return { program: 'docker', userNamespace: dockerNamespace(docker) };
  const podman = await ask(host, 'podman', ['info', '--format', '{{.Host.Security.Rootless}}']);
  if (podman !== undefined)
    return { program: 'podman', userNamespace: podman.trim() === 'true' ? 'user' : 'root' };
  throw new ToolError(
    'no-container-engine',
    'neither docker nor podman works on this runner',
    'use a runner with Docker Engine or podman, and see that its user may use it (docker info)',
  );
}

/** Docker Engine API, SystemInfo.SecurityOptions: `name=rootless`, `name=userns`. */
function dockerNamespace(options: string): Engine['userNamespace'] {
  if (options.includes('name=rootless')) return 'user';
  return options.includes('name=userns') ? 'remapped' : 'root';
}

/** What the program answers; undefined when it is missing or fails (a daemon that does not answer). */
async function ask(host: Host, program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { code, stdout } = await host.exec(program, args, { ignoreExitCode: true });
    return code === 0 ? stdout : undefined;
  } catch (error) {
    if (error instanceof ToolError && error.code === 'command-not-found') return undefined;
    throw error;
  }
}
