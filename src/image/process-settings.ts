import type { BaseConfig } from './base-config.ts';
import type { ConfigSettings } from './config-settings.ts';

const LAUNCH = '/x86_64/bin/launch';
/** Links to launch for the container runtime, see src/components/runtime/enter.ts; launch removes it from PATH. */
const ENTER = '/x86_64/enter';
/** The toolchain's programs by their real names. */
const TOOLCHAIN = '/x86_64/host/bin';
/** What a login gives on Debian and most others. */
export const DEFAULT_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * How a container runtime starts programs, OCI image-spec config.md and Docker's additions. It hands them to the
 * kernel, which refuses arm64 ones, so wherever it starts one of a base image, launch stands before it: entrypoint,
 * shell, health check. A command without an entrypoint gets launch as its entrypoint. All else stays as the base
 * image has it, and its PATH in its order.
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
  const given = entries.findLast(isPath)?.slice('PATH='.length).split(':') ?? DEFAULT_PATH;
  const guest = given.filter((directory) => !directory.startsWith('/x86_64/'));
  const path = accelerate === 'none' ? [TOOLCHAIN, ...guest] : withShadows(guest);
  return [`PATH=${[ENTER, ...path].join(':')}`, ...entries.filter((entry) => !isPath(entry))];
}

/** Where a distribution has the compilers for which shadows stand; in the second Red Hat's newer ones (gcc-toolset). */
const COMPILERS = /^((\/usr)?\/bin|\/opt\/rh\/[^/]+\/root(\/usr)?\/bin)\/?$/;

/**
 * PATH with the shadows of compilers (src/components/runtime/shadows.ts) right before the first directory in which the
 * guest has such, or would have them: what comes before that (a wrapper in /usr/local/bin, /usr/lib/ccache) still does.
 * The toolchain itself comes after them, since some of its programs have the guest's names.
 */
function withShadows(guest: readonly string[]): string[] {
  const first = guest.findIndex((directory) => COMPILERS.test(directory));
  return guest.toSpliced(first < 0 ? guest.length : first, 0, '/x86_64/native/usr/bin', TOOLCHAIN);
}

/** Docker Engine API, HealthConfig: `CMD` is a program with arguments, `CMD-SHELL` a line for Shell. */
function healthcheck(base: BaseConfig | undefined): object {
  const { healthcheck: check } = base ?? {};
  if (check === undefined) return {};
  const { Test: test } = check;
  if (!Array.isArray(test) || test[0] !== 'CMD' || test[1] === LAUNCH) return { Healthcheck: check };
  return { Healthcheck: { ...check, Test: ['CMD', LAUNCH, ...test.slice(1)] } };
}
