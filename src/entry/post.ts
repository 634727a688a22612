import { trimUnfinishedBuild } from '../components/toolchain/buildroot/build/stages.ts';
import { annotateWarning } from '../host/github.ts';
import { finishJob, hasContent } from '../host/github-state.ts';
import { cacheProgram } from './cache-program.ts';
import { explainFailure } from './failure.ts';

try {
  await finishJob(process.env, cacheProgram, async (directory) => {
    await trimUnfinishedBuild(directory);
    return hasContent(directory);
  });
} catch (error) {
  // The build is done: what is not kept for the next one is worth a warning, no failure.
  annotateWarning(explainFailure(error).message);
}
