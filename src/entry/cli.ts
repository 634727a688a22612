import { defaultCacheDirectory } from '../cache/directory.ts';
import { withCaches } from '../cache/open.ts';
import { writeEmulator } from '../components/emulator/write.ts';
import { planToolchain } from '../components/toolchain/buildroot/plan/choose-plan.ts';
import { readOverrides } from '../components/toolchain/buildroot/plan/plan-inputs.ts';
import { homeDirectory } from '../files/home-directory.ts';
import type { Host } from '../host/host.ts';
import { signalCode } from '../host/signal-code.ts';
import { createTerminalHost } from '../host/terminal.ts';
import { type CacheInputs, readCacheInputs } from '../inputs/cache.ts';
import type { InputReader } from '../inputs/definition.ts';
import { readEmulatorInputs } from '../inputs/emulator.ts';
import { readInputs } from '../inputs/inputs.ts';
import { readRegistryInputs } from '../inputs/registries.ts';
import { readRootfsInputs } from '../inputs/rootfs.ts';
import { readToolchainInputs } from '../inputs/toolchain.ts';
import { buildImage } from '../pipeline.ts';
import { inspectionJson, inspectionText } from '../report/inspection.ts';
import { outputValues } from '../report/outputs.ts';
import { planJson, planText } from '../report/plan.ts';
import { summaryText } from '../report/summary.ts';
import { openRootfs } from '../rootfs/open.ts';
import { checkDestination } from '../sinks/destination.ts';
import { version } from '../version.ts';
import { cacheProgram } from './cache-program.ts';
import type { CommandName } from './commands.ts';
import { explainFailure } from './failure.ts';
import { commandHelp, helpText } from './help.ts';
import { type Command, parseCommandLine } from './options.ts';
import { checkPlatform } from './platform.ts';

let host: Host | undefined;

function openHost(inputs: CacheInputs): Host {
  const { env, stdout, stderr } = process;
  const cacheDirectory = inputs.cacheDir ?? defaultCacheDirectory(env, homeDirectory(env));
  host = createTerminalHost({ env, cacheDirectory, stdout, stderr });
  return withCaches(host, inputs, cacheProgram);
}

async function build(read: InputReader): Promise<void> {
  const inputs = readInputs(read);
  const terminal = openHost(inputs);
  const result = await buildImage(inputs, terminal);
  terminal.info(summaryText(result));
  for (const [name, value] of Object.entries(outputValues(result))) terminal.setOutput(name, value);
}

async function emulator(read: InputReader): Promise<void> {
  const inputs = readEmulatorInputs(read);
  const dest = read('dest') ?? '';
  await checkDestination(dest, 'dest');
  await writeEmulator(inputs, dest, openHost(readCacheInputs(read)));
}

async function inspect(read: InputReader): Promise<void> {
  const inputs = { ...readRootfsInputs(read), ...readRegistryInputs(read) };
  const terminal = openHost(readCacheInputs(read));
  const rootfs = await terminal.phase('root filesystem', () => openRootfs(inputs, terminal));
  process.stdout.write(read('json') === undefined ? inspectionText(rootfs) : inspectionJson(rootfs));
}

async function plan(read: InputReader): Promise<void> {
  const inputs = {
    ...readRootfsInputs(read),
    ...readRegistryInputs(read),
    ...readToolchainInputs((name) => (name === 'toolchain' ? 'buildroot' : read(name))),
    ...readEmulatorInputs(read),
  };
  const terminal = openHost(readCacheInputs(read));
  const { profile } = await openRootfs(inputs, terminal);
  const chosen = planToolchain(profile, await readOverrides(inputs, terminal));
  process.stdout.write((read('json') === undefined ? planText : planJson)(profile, chosen));
}

const RUN: Readonly<Record<CommandName, (read: InputReader) => Promise<void>>> = {
  build,
  emulator,
  inspect,
  plan,
};

async function run(command: Command): Promise<void> {
  if (command.kind === 'help')
    process.stdout.write(command.command === undefined ? helpText() : commandHelp(command.command));
  else if (command.kind === 'version') process.stdout.write(`${version()}\n`);
  else {
    checkPlatform(process.platform, process.arch);
    await RUN[command.name](command.read);
  }
}

/** Says what went wrong; gives the exit code. */
function fail(error: unknown): number {
  const { message, hint, exitCode } = explainFailure(error, host?.signal);
  const text = `error: ${message}${hint === undefined ? '' : `\n  hint: ${hint}`}`;
  // The host hides secrets, which may be among the last lines of a program that failed.
  if (host === undefined) process.stderr.write(`${text}\n`);
  else host.info(text);
  return exitCode;
}

// Other programs end by SIGPIPE where nobody reads their result any more (head(1)).
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? signalCode('SIGPIPE') : fail(error)),
);

try {
  await run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  process.exitCode = fail(error);
} finally {
  await host?.close();
}
