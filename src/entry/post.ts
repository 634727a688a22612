import { annotateWarning } from '../host/github.ts';
import { finishJob } from '../host/github-state.ts';
import { cacheProgram } from './cache-program.ts';
import { explainFailure } from './explain.ts';

try {
  await finishJob(process.env, cacheProgram);
} catch (error) {
  // The build is done: what is not kept for the next one is worth a warning, no failure.
  annotateWarning(explainFailure(error).message);
}
