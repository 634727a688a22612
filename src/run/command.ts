import type { RunInputs } from '../inputs/run.ts';
import type { Engine } from './engine.ts';
import type { ContainerEnvironment } from './environment.ts';
import { PROLOGUE } from './prologue.ts';
import type { Runner } from './runner.ts';
import type { StepFiles } from './step-files.ts';

/** Ids of the user that runs the action. */
export interface RunnerUser {
  readonly uid: number;
  readonly gid: number;
}

interface ContainerSettings {
  readonly engine: Engine;
  readonly name: string;
  readonly inputs: Pick<RunInputs, 'image' | 'options' | 'user'>;
  readonly runner: Runner;
  readonly user: RunnerUser;
  readonly directory: string;
  readonly environment: ContainerEnvironment;
  /** File for --env-file; undefined when the environment needs none. */
  readonly environmentFile: string | undefined;
  readonly files: StepFiles;
  /** A directory of links to ccache, or empty. */
  readonly ccacheLinks: string;
  /** Directories that come before the image's PATH. */
  readonly paths: readonly string[];
  readonly command: readonly string[];
}

/** The arguments of `docker run` (or podman's), none of which holds a variable's value from the user. */
export function containerArguments(settings: ContainerSettings): string[] {
  const { engine, inputs, runner, environment, environmentFile, files, ccacheLinks, paths } = settings;
  return [
    'run',
    ...['--name', settings.name],
    '--rm',
    ...runner.mounts.flatMap((path) => ['--mount', mount(path)]),
    ...['--workdir', settings.directory],
    ...userArguments(engine, inputs.user, settings.user),
    ...(engine.program === 'podman' ? ['--security-opt', 'label=disable'] : []),
    // docker-run(1), --env-file: --env would win over the user's own.
    ...(/^HOME=/m.test(environment.file) ? [] : ['--env', `HOME=${runner.home}`]),
    ...Object.keys(environment.byName).flatMap((name) => ['--env', name]),
    ...(environmentFile === undefined ? [] : ['--env-file', environmentFile]),
    // An image made FROM ours may have an entrypoint of its own, which is not for steps; the runner does the same.
    ...['--entrypoint', 'sh'],
    ...inputs.options,
    inputs.image,
    ...[
      '-c',
      PROLOGUE,
      'sh',
      files.directory,
      files.script,
      ccacheLinks,
      paths.join(':'),
      ...settings.command,
    ],
  ];
}

/** Who is who inside: `runner` is the user outside, by whatever id it has in the engine's user namespace. */
function userArguments(engine: Engine, user: string, { uid, gid }: RunnerUser): string[] {
  const host = engine.userNamespace === 'remapped' ? ['--userns', 'host'] : [];
  if (user === '') return host;
  if (user !== 'runner') return [...host, '--user', user];
  // Rootless: root inside is the user outside.
  return [...host, '--user', engine.userNamespace === 'user' ? '0:0' : `${uid}:${gid}`];
}

/** docker-run(1), --mount: a CSV record (RFC 4180), so quotes make any path possible. */
export function mount(path: string): string {
  const field = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return ['type=bind', field(`source=${path}`), field(`target=${path}`)].join(',');
}
