import { createGithubHost } from '../host/github.ts';
import { finishJob } from '../host/github-state.ts';
import { keptByMain } from '../host/github-step.ts';
import { closeCompilerCaches, compilerCacheState } from '../run/compiler-cache.ts';
import { removeJobRecord } from '../run/job-record.ts';
import { type LeftOver, removeContainer, settleFiles } from '../run/settle.ts';
import { readForeign } from '../run/step-files.ts';
import { cacheProgram } from './cache-program.ts';
import { explainFailure } from './failure.ts';
import { LEFT_OVER } from './run-state.ts';

const host = createGithubHost(process.env, cacheProgram);
const left = keptByMain(LEFT_OVER) as LeftOver | undefined;
try {
  if (left !== undefined) {
    await removeContainer(left, host);
    // Main has done so, mostly: what came later is others'.
    const foreign = await readForeign(left.files);
    if (foreign !== undefined) await settleFiles(left, foreign, host);
    await closeCompilerCaches(left.runner.temp);
    await removeJobRecord(left.runner.temp);
  }
  // A compiler cache that only gave is the same as before the job.
  const isWorth = async (directory: string) =>
    (await compilerCacheState(directory)) !== (left?.compilerCache?.before ?? '');
  await finishJob(process.env, cacheProgram, isWorth);
} catch (error) {
  // The step's own work is done: what is left behind is worth a warning, no failure.
  host.warning(explainFailure(error).message);
} finally {
  await host.close();
}
