import { ToolError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { RunInputs } from '../inputs/run.ts';
import type { Engine } from './engine.ts';
import { readJobRecord, updateJobRecord } from './job-record.ts';

/** Whether an image is pulled: not, if it can be, or else the step fails. */
export type Pulling = 'no' | 'try' | 'must';

/**
 * Gets the image as the input `pull` says. `auto`: a tag may name another image now than the one that this machine has,
 * so once in a job its registry is asked; what that does not have, or while it does not answer, is taken as it is here.
 * @param temp of the job, where its steps share what was pulled.
 * @throws ToolError `image-pull` with what the engine says, `image-missing` when it may not be pulled.
 */
export async function pullImage(
  engine: Engine,
  { image, pull }: Pick<RunInputs, 'image' | 'pull'>,
  temp: string,
  host: Host,
): Promise<void> {
  const digests = await localDigests(engine, image, host);
  const { pulled } = await readJobRecord(temp);
  const pulling = choosePulling(pull, image, digests, pulled.includes(image));
  if (pulling === 'no' && digests !== undefined) return;
  if (pulling === 'no') {
    throw new ToolError(
      'image-missing',
      `image: ${image} is not on this machine, and pull is never`,
      'load or build it in a step before, or leave pull out',
    );
  }
  const failure = await pullFrom(engine, image, host);
  if (failure === undefined) return updateJobRecord(temp, { pulled: [...pulled, image] });
  if (pulling === 'try') return host.info(`${image} as this machine has it is used: ${failure}`);
  throw new ToolError(
    'image-pull',
    `image: ${image} cannot be pulled: ${failure}`,
    `check the name; for a private image log in before (docker/login-action, or ${engine.program} login)`,
  );
}

/**
 * @param digests by which this machine knows the image in registries; undefined when it does not have it.
 * @param before whether a step of the same job has pulled it.
 */
export function choosePulling(
  pull: RunInputs['pull'],
  image: string,
  digests: readonly string[] | undefined,
  before: boolean,
): Pulling {
  if (pull === 'never') return 'no';
  if (pull === 'always' || digests === undefined) return 'must';
  if (pull === 'missing' || image.includes('@') || before) return 'no';
  // One that was made here and not pushed, which podman calls localhost/NAME: a registry that has the name means
  // another image.
  if (image.startsWith('localhost/')) return 'no';
  return digests.some((digest) => repository(digest) === repository(image)) ? 'try' : 'no';
}

/** The name without tag and digest, and without what Docker and podman leave out or add. */
function repository(name: string): string {
  return name
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .replace(/^docker\.io\/(library\/)?/, '');
}

async function localDigests({ program }: Engine, image: string, host: Host): Promise<string[] | undefined> {
  const args = ['image', 'inspect', '--format', '{{json .RepoDigests}}', image];
  const { code, stdout } = await host.exec(program, args, { ignoreExitCode: true });
  return code === 0 ? ((JSON.parse(stdout) as string[] | null) ?? []) : undefined;
}

/** @returns why the image could not be pulled. */
function pullFrom({ program }: Engine, image: string, host: Host): Promise<string | undefined> {
  return host.phase(`pull ${image}`, async () => {
    const options = { ignoreExitCode: true, onLine: (line: string) => host.progress(line) };
    const { code, stderr } = await host.exec(program, ['pull', image], options);
    return code === 0 ? undefined : (stderr.trim().split('\n').at(-1) ?? '');
  });
}
