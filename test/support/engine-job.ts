import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../scripts/lib/run.ts';
import type { Scope } from '../../scripts/lib/scope.ts';
import type { Engine } from '../../scripts/lib/workbench/docker.ts';
import { type Job, makeJob } from '../../scripts/lib/workbench/step.ts';
import { titledBlocks } from './markdown.ts';

/** A job whose steps may use the engine, as the group docker may on a runner; `env` is theirs besides. */
export async function engineJob(
  engine: Engine,
  scope: Scope,
  env: Readonly<Record<string, string>> = {},
): Promise<Job> {
  const socket = engine.env.DOCKER_HOST?.replace('unix://', '');
  if (socket !== undefined) await chmod(socket, 0o666);
  return makeJob(scope, { ...engine.env, ...env });
}

/** Writes the files whose text a document has, which are the blocks titled with a path, into the job's workspace. */
export async function writeProject(markdown: string, job: Job): Promise<void> {
  for (const { title, text } of titledBlocks(markdown).filter((block) => block.title.includes('/'))) {
    const file = join(job.workspace, title);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: title.endsWith('rules') ? 0o755 : 0o644 });
  }
  await run('chown', ['-R', String(job.uid), job.workspace]);
}
