import { homedir } from 'node:os';
import { defaultCacheDirectory } from '../cache/directory.ts';
import type { Host } from '../host/host.ts';
import { createTerminalHost } from '../host/terminal.ts';
import { readInputs } from '../inputs.ts';
import { buildImage } from '../pipeline.ts';
import { outputValues } from '../report/outputs.ts';
import { summaryText } from '../report/summary.ts';
import { explainFailure } from './explain.ts';
import { helpText, parseCommandLine } from './options.ts';
import { checkPlatform } from './platform.ts';
import { version } from './version.ts';

let host: Host | undefined;
try {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.kind === 'help') process.stdout.write(helpText());
  else if (command.kind === 'version') process.stdout.write(`${version()}\n`);
  else {
    checkPlatform(process.platform, process.arch);
    const inputs = readInputs(command.read);
    const { env, stdout, stderr } = process;
    const cacheDirectory = inputs.cacheDir ?? defaultCacheDirectory(env, homedir());
    host = createTerminalHost({ env, cacheDirectory, stdout, stderr });
    const result = await buildImage(inputs, host);
    host.info(summaryText(result));
    for (const [name, value] of Object.entries(outputValues(result))) host.setOutput(name, value);
  }
} catch (error) {
  const { message, hint, exitCode } = explainFailure(error, host?.signal);
  process.stderr.write(`error: ${message}\n${hint === undefined ? '' : `  hint: ${hint}\n`}`);
  process.exitCode = exitCode;
} finally {
  await host?.close();
}
