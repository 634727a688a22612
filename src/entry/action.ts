import { addToSummary, annotateError, createGithubHost, readActionInput } from '../host/github.ts';
import { readInputs } from '../inputs/inputs.ts';
import { buildImage } from '../pipeline.ts';
import { outputValues } from '../report/outputs.ts';
import { summaryMarkdown } from '../report/summary.ts';
import { explainFailure } from './explain.ts';
import { checkPlatform } from './platform.ts';

const host = createGithubHost(process.env);
try {
  checkPlatform(process.platform, process.arch);
  const result = await buildImage(readInputs(readActionInput), host);
  for (const [name, value] of Object.entries(outputValues(result))) host.setOutput(name, value);
  await addToSummary(summaryMarkdown(result), process.env);
} catch (error) {
  const { message, hint, exitCode } = explainFailure(error, host.signal);
  annotateError(hint === undefined ? message : `${message}\nhint: ${hint}`);
  process.exitCode = exitCode;
} finally {
  await host.close();
}
