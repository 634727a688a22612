import type { BaseConfig } from './base-config.ts';
import type { ConfigSettings } from './config.ts';

const LAUNCH = '/x86_64/bin/launch';
/** Links to launch for the container runtime, see src/components/runtime/enter.ts; launch removes it from PATH. */
const ENTER = '/x86_64/enter';
/** What a login gives on Debian and most others. */
export const DEFAULT_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * How a container runtime starts programs, OCI image-spec config.md and Docker's additions. It hands them to the
 * kernel, which refuses arm64 ones, so wherever it starts one of a base image, launch stands before it: entrypoint,
 * shell, health check. A command without an entrypoint gets launch as its entrypoint. All else stays as the base
 * image has it; its PATH comes after ours.
 */
export function processSettings({
  accelerate,
  profile,
  base,
}: Pick<ConfigSettings, 'accelerate' | 'profile' | 'base'>): object {
  const { entrypoint = [], cmd = [], shell = [], user, workingDir, other = {} } = base ?? {};
  const command = cmd.length > 0 || entrypoint.length > 0 ? cmd : [profile.shell];
  return {
    ...(user === undefined ? {} : { User: user }),
    Env: environment(accelerate, base),
    Entrypoint: launched(entrypoint),
    ...(command.length === 0 ? {} : { Cmd: command }),
    WorkingDir: workingDir ?? '/',
    Shell: launched(shell.length > 0 ? shell : ['/bin/sh', '-c']),
    ...other,
    ...healthcheck(base),
  };
}

/** A base image may be one of ours already. */
function launched(command: readonly string[]): readonly string[] {
  return command[0] === LAUNCH ? command : [LAUNCH, ...command];
}

function environment(accelerate: ConfigSettings['accelerate'], base: BaseConfig | undefined): string[] {
  const entries = base?.env ?? [];
  const isPath = (entry: string): boolean => entry.startsWith('PATH=');
  const guest = entries.findLast(isPath)?.slice('PATH='.length).split(':') ?? DEFAULT_PATH;
  const native = accelerate === 'none' ? [] : ['/x86_64/native/usr/bin'];
  const ours = [ENTER, ...native, '/x86_64/host/bin'];
  const path = [...ours, ...guest.filter((directory) => !directory.startsWith('/x86_64/'))];
  return [`PATH=${path.join(':')}`, ...entries.filter((entry) => !isPath(entry))];
}

/** Docker Engine API, HealthConfig: `CMD` is a program with arguments, `CMD-SHELL` a line for Shell. */
function healthcheck(base: BaseConfig | undefined): object {
  const { healthcheck: check } = base ?? {};
  if (check === undefined) return {};
  const { Test: test } = check;
  if (!Array.isArray(test) || test[0] !== 'CMD' || test[1] === LAUNCH) return { Healthcheck: check };
  return { Healthcheck: { ...check, Test: ['CMD', LAUNCH, ...test.slice(1)] } };
}
