import { ToolError } from '../errors.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { checkBoolean, listOf, textReader } from './text.ts';
import { splitWords } from './words.ts';

/** A step that runs in a container of the image: what run/action.yml takes. */
export interface RunInputs {
  readonly image: string;
  readonly pull: 'auto' | 'always' | 'missing' | 'never';
  readonly script: string;
  /** As in a workflow's `shell`: empty, a known name, or a command with {0} for the script's file. */
  readonly shell: string;
  readonly env: readonly EnvironmentEntry[];
  /** Empty for the workspace. */
  readonly workingDirectory: string;
  /** Further arguments of docker run. */
  readonly options: readonly string[];
  /** Empty for the image's own user, `runner` for that of the runner, else what docker run --user takes. */
  readonly user: string;
  /** Undefined: if the image has a native ccache. */
  readonly compilerCache: boolean | undefined;
  readonly compilerCacheKey: string;
}

/** A variable for the script; without a value, it has that of the step's own environment. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value?: string;
}

export const RUN_INPUTS: readonly InputDefinition[] = [
  {
    name: 'image',
    description: 'The image to run in, such as the output image of arm64-on-x86',
    required: true,
    kind: 'text',
  },
  {
    name: 'pull',
    description:
      'When the image is pulled: auto (one with a tag once in a job, also where this machine has it, if its registry answers; one with a digest, or made here, when it is missing), always, missing (only then), or never',
    default: 'auto',
    kind: 'text',
  },
  { name: 'run', description: 'The script', required: true, kind: 'text' },
  {
    name: 'shell',
    description:
      'What runs the script: bash, sh, python, or a command with {0} for its file; bash -e, or sh -e where there is no bash, when not given',
    kind: 'text',
  },
  {
    name: 'env',
    description:
      'Variables for the script, one a line: NAME=value, or NAME alone to hand on what the step has, secrets for example; GITHUB_*, RUNNER_* and the proxies (https_proxy) are always there',
    kind: 'list',
  },
  {
    name: 'working-directory',
    description: 'Where the script starts, relative to the workspace; the workspace when not given',
    kind: 'text',
  },
  { name: 'options', description: 'Further options of docker run, as in a shell', kind: 'text' },
  {
    name: 'user',
    description:
      "Who runs the script in the container: runner (the user of the runner), or a user as docker run --user takes it; the image's own user, mostly root, when not given. Files belong to the runner's user afterwards",
    kind: 'text',
  },
  {
    name: 'compiler-cache',
    description:
      'Keep what ccache has compiled between runs: auto (in images with accelerate: build or full), true (also for a ccache of the script), or false',
    default: 'auto',
    kind: 'text',
  },
  {
    name: 'compiler-cache-key',
    description: 'Tells this compiler cache from others of the same job and image, in a matrix for example',
    kind: 'text',
  },
];

/** @throws ToolError `input-…` naming the input and its value. */
export function readRunInputs(read: InputReader): RunInputs {
  const text = textReader(RUN_INPUTS, read);
  return {
    image: checkImage(text('image')),
    pull: checkPull(text('pull')),
    script: text('run'),
    shell: text('shell'),
    env: listOf(text('env')).map(parseVariable),
    workingDirectory: text('working-directory'),
    options: splitWords('options', text('options')),
    user: checkUser(text('user')),
    compilerCache: checkCompilerCache(text('compiler-cache')),
    compilerCacheKey: text('compiler-cache-key'),
  };
}

/**
 * The variables, each with its value.
 * @param env the step's whole environment: a token of the job is handed on when it is named.
 */
export function withValues(
  entries: readonly EnvironmentEntry[],
  env: Readonly<Record<string, string | undefined>>,
): EnvironmentEntry[] {
  return entries.map(({ name, value = env[name] }) => (value === undefined ? { name } : { name, value }));
}

/** An image that begins with a dash would be an option. */
function checkImage(image: string): string {
  if (/^[A-Za-z0-9]\S*$/.test(image)) return image;
  throw new ToolError(
    'input-image',
    `image: "${image}" is not the name of an image`,
    'use registry/name:tag',
  );
}

function checkPull(value: string): RunInputs['pull'] {
  const known = ['auto', 'always', 'missing', 'never'] as const;
  const pull = known.find((word) => word === value);
  if (pull !== undefined) return pull;
  throw new ToolError(
    'input-pull',
    `pull: "${value}" is not known`,
    `use ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`,
  );
}

/** POSIX.1-2024, 8.1: what shells can set. */
function parseVariable(entry: string): EnvironmentEntry {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?$/s.exec(entry) ?? [];
  if (name !== undefined) return value === undefined ? { name } : { name, value };
  // The entry may be a secret: it is not shown.
  throw new ToolError('input-env', 'env: a line is not NAME=value', 'write one NAME=value or NAME a line');
}

function checkCompilerCache(value: string): boolean | undefined {
  return value === 'auto' ? undefined : checkBoolean('compiler-cache', value, ['auto']);
}

function checkUser(user: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$|^$/.test(user)) return user;
  throw new ToolError(
    'input-user',
    `user: "${user}" is not a user`,
    'use runner, a name, or ids such as 1000:1000',
  );
}
