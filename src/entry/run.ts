import { join } from 'node:path';
import { repositoryRoot } from '../files/repository-root.ts';
import { annotateError, createGithubHost, readActionInput } from '../host/github.ts';
import { addMatcher, keepForPost, removeMatcher } from '../host/github-step.ts';
import { readRunInputs, withValues } from '../inputs/run.ts';
import type { RunOutputName } from '../run/outputs.ts';
import { runStep } from '../run/step.ts';
import { cacheProgram } from './cache-program.ts';
import { explainFailure } from './failure.ts';
import { checkPlatform } from './platform.ts';
import { LEFT_OVER, MATCHER, runnerUser } from './run-state.ts';

const host = createGithubHost(process.env, cacheProgram);
try {
  checkPlatform(process.platform, process.arch);
  const inputs = readRunInputs(readActionInput);
  const given = { ...inputs, env: withValues(inputs.env, process.env) };
  const { exitCode, compilerCacheHit } = await runStep(given, host, {
    user: runnerUser(process),
    keep: (left) => keepForPost(LEFT_OVER, left),
    async around(work) {
      addMatcher(join(repositoryRoot(), MATCHER.file));
      try {
        return await work();
      } finally {
        removeMatcher(MATCHER.owner);
      }
    },
  });
  const outputs: Record<RunOutputName, string> = {
    'exit-code': String(exitCode),
    'compiler-cache-hit': String(compilerCacheHit),
  };
  for (const [name, value] of Object.entries(outputs)) host.setOutput(name, value);
  if (exitCode !== 0) annotateError(`the script ended with exit code ${exitCode}`, undefined);
  process.exitCode = exitCode;
} catch (error) {
  const { message, hint, exitCode } = explainFailure(error, host.signal);
  annotateError(message, hint);
  process.exitCode = exitCode;
} finally {
  await host.close();
}
