import { withCaches } from '../cache/open.ts';
import { addToSummary, annotateError, createGithubHost, readActionInput } from '../host/github.ts';
import { readInputs } from '../inputs/inputs.ts';
import { buildImage } from '../pipeline.ts';
import { outputValues } from '../report/outputs.ts';
import { summaryMarkdown } from '../report/summary.ts';
import { cacheProgram } from './cache-program.ts';
import { explainFailure } from './failure.ts';
import { checkPlatform } from './platform.ts';

const host = createGithubHost(process.env, cacheProgram);
try {
  checkPlatform(process.platform, process.arch);
  const inputs = readInputs(readActionInput);
  const result = await buildImage(inputs, withCaches(host, inputs, cacheProgram));
  for (const [name, value] of Object.entries(outputValues(result))) host.setOutput(name, value);
  await addToSummary(summaryMarkdown(result), process.env);
} catch (error) {
  const { message, hint, exitCode } = explainFailure(error, host.signal);
  annotateError(message, hint);
  process.exitCode = exitCode;
} finally {
  await host.close();
}
