import { appendFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { createGithubHost } from '../host/github.ts';
import { readInputs } from '../inputs.ts';
import { buildImage } from '../pipeline.ts';
import { outputValues } from '../report/outputs.ts';
import { summaryMarkdown } from '../report/summary.ts';
import { explainFailure } from './explain.ts';
import { checkPlatform } from './platform.ts';

const host = createGithubHost(process.env);
try {
  checkPlatform(process.platform, process.arch);
  const result = await buildImage(readInputs((name) => core.getInput(name)), host);
  for (const [name, value] of Object.entries(outputValues(result))) host.setOutput(name, value);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary) await appendFile(summary, summaryMarkdown(result));
} catch (error) {
  const { message, hint, exitCode } = explainFailure(error, host.signal);
  core.error(hint === undefined ? message : `${message}\nhint: ${hint}`);
  process.exitCode = exitCode;
} finally {
  await host.close();
}
