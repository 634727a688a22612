import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { EnvironmentEntry } from '../inputs/run.ts';

/** Variables of a container: how they are handed over without showing a value on a command line. */
export interface ContainerEnvironment {
  /** Handed over by name (`--env NAME`), their values in the environment of the engine's client. */
  readonly byName: Readonly<Record<string, string>>;
  /** Those that would change the client itself, as a file for `--env-file`; empty when there are none. */
  readonly file: string;
}

/** What docker, podman, their helpers, the Go runtime and the loader read (docker(1), podman(1), ld.so(8)). */
const CLIENTS_OWN =
  /^(PATH|HOME|USER|TMPDIR|LD_.*|XDG_.*|DOCKER_.*|BUILDKIT_.*|CONTAINERS?_.*|PODMAN_.*|STORAGE_.*|GO[A-Z]+|SSL_CERT_.*|(HTTPS?|FTP|NO|ALL)_PROXY)$/i;

/** What programs take for their proxies, in either case (curl(1), "ENVIRONMENT"; wget's manual, "Proxies"). */
const PROXIES = /^(https?|ftp|no|all)_proxy$/i;

/**
 * The variables of a step: those of the runner, then `defaults`, then what the user names, later ones winning.
 * @throws ToolError `input-env` for PATH, and for a variable of more than one line that the client itself would read.
 */
export function containerEnvironment(
  env: Host['env'],
  defaults: Readonly<Record<string, string>>,
  named: readonly EnvironmentEntry[],
): ContainerEnvironment {
  if (named.some(({ name }) => name === 'PATH')) {
    throw new ToolError(
      'input-env',
      'env: PATH would hide the programs of the image from its engine',
      'set it in the script: PATH=/opt/tool/bin:$PATH',
    );
  }
  const all = { ...runnersOwn(env), ...defaults };
  for (const { name, value = env[name] } of named) if (value !== undefined) all[name] = value;
  const [own, free] = partition(Object.entries(all), ([name]) => CLIENTS_OWN.test(name));
  return { byName: Object.fromEntries(free), file: own.map(fileLine).join('') };
}

/**
 * Not ACTIONS_*: those are the tokens of the cache and of OpenID Connect, which a `run` step has neither. The machine's
 * proxies, as the runner gives them to its own containers.
 */
function runnersOwn(env: Host['env']): Record<string, string> {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      (/^(CI|(GITHUB|RUNNER)_[A-Z0-9_]+)$/.test(entry[0]) || PROXIES.test(entry[0])),
  );
  return Object.fromEntries(entries);
}

function fileLine([name, value]: readonly [string, string]): string {
  if (!/[\r\n]/.test(value)) return `${name}=${value}\n`;
  throw new ToolError(
    'input-env',
    `env: ${name} has more than one line, and docker takes it for its own`,
    'give it another name',
  );
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
