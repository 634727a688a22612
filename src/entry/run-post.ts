import { createGithubHost, removeLeftTempDirs } from '../host/github.ts';
import { createGithubRollingCache } from '../host/github-rolling-cache.ts';
import { keptByMain } from '../host/github-step.ts';
import { saveCompilerCache } from '../run/compiler-cache.ts';
import { type LeftOver, removeContainer, settleFiles } from '../run/settle.ts';
import { explainFailure } from './explain.ts';
import { LEFT_OVER } from './run-state.ts';

const host = createGithubHost(process.env);
try {
  await removeLeftTempDirs();
  const left = keptByMain(LEFT_OVER) as LeftOver | undefined;
  if (left !== undefined) {
    await removeContainer(left, host);
    await settleFiles(left, host);
    if (left.compilerCache !== undefined)
      await saveCompilerCache(left.compilerCache, createGithubRollingCache(host.warning));
  }
} catch (error) {
  // The step's own work is done: what is left behind is worth a warning, no failure.
  host.warning(explainFailure(error).message);
} finally {
  await host.close();
}
