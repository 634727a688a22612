import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixAddress } from '../../elf/fix-address.ts';
import { ToolError } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import { compilerEnvironment } from '../compiler-environment.ts';
import { modelOf } from '../cpu-model.ts';
import { applyHook } from './apply-hook.ts';
import { configureArguments, cpuModels } from './configure.ts';
import { fixedAddressSymbols, IMAGE_ADDRESS } from './fixed-address.ts';
import { checkMeson } from './prerequisites.ts';
import { omitTooling } from './python-tooling.ts';
import { findSeries, type Series } from './series.ts';
import { checkStarts } from './smoke.ts';

/** A built emulator: the stripped program, and what the notices have to say of it. */
export interface BuiltEmulator {
  readonly program: string;
  readonly source: string;
  readonly version: string;
  readonly series: Series;
}

/**
 * Patches, configures and builds qemu-aarch64 in the source tree, which came from `origin`. `native` is the
 * repository's directory of C code. The same source, compiler and CPU give the same bytes.
 * @throws ToolError when there is no patch for the version or it does not fit, no such CPU, meson is too old, or a
 *   step fails.
 */
export async function buildEmulator(
  source: string,
  origin: string,
  native: string,
  cpu: string,
  host: Host,
): Promise<BuiltEmulator> {
  const version = await readVersion(source);
  const series = await findSeries(version, join(native, 'emulator', 'patches'));
  await checkCpu(source, version, series, cpu);
  await checkMeson(version, source, host);
  await applyHook(source, native, series, { origin, version }, host);
  await omitTooling(source);
  const build = join(source, 'build-arm64-on-x86');
  await mkdir(build);
  host.progress(`configuring QEMU ${version}`);
  const env = await compilerEnvironment(host);
  await host.exec(join(source, 'configure'), configureArguments({ version, cpu, source }), {
    cwd: build,
    env,
  });
  await host.exec('ninja', ['-C', build, 'qemu-aarch64'], {
    env,
    onLine: (line) => ninjaProgress(line, version, host),
  });
  const program = join(build, 'qemu-aarch64');
  const { stdout: symbols } = await host.exec('nm', ['--defined-only', program]);
  await host.exec('strip', ['--strip-all', program]);
  if (await keepsTranslations(series)) {
    const fixed = fixAddress(await readFile(program), fixedAddressSymbols(symbols), IMAGE_ADDRESS);
    await writeFile(program, fixed);
  }
  await checkStarts(program, cpu, host);
  return { program, source, version, series };
}

/** Ninja's headlines (manual, NINJA_STATUS): `[12/345] Compiling C object …`. */
export function ninjaProgress(line: string, version: string, host: Pick<Host, 'progress'>): void {
  const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
  if (total === undefined) return;
  host.progress(`compiling QEMU ${version}: ${done}/${total}`, Number(done) / Number(total));
}

async function readVersion(source: string): Promise<string> {
  try {
    return (await readFile(join(source, 'VERSION'), 'utf8')).trim();
  } catch (cause) {
    const hint = 'give a QEMU release tarball, as from https://download.qemu.org';
    throw new ToolError('emulator-source-broken', 'the emulator source has no file VERSION', hint, { cause });
  }
}

/** Whether the series' patch has the translation cache, without which nothing puts the program headers right. */
async function keepsTranslations(series: Series): Promise<boolean> {
  return (await readFile(series.patch, 'utf8')).includes('/cache_place.c');
}

/** The model must be one of QEMU's or of the patch's; whether it has the properties behind it, the built emulator says. */
async function checkCpu(source: string, version: string, series: Series, cpu: string): Promise<void> {
  const added = cpuModels(await readFile(series.patch, 'utf8'));
  const models = [...new Set([...(await knownCpuModels(join(source, 'target', 'arm'))), ...added])].sort();
  if (models.includes(modelOf(cpu))) return;
  throw new ToolError(
    'cpu-unknown',
    `cpu "${cpu}" is not a model of QEMU ${version}`,
    `use one of: ${models.join(', ')}; or another emulator-source: newer series have more`,
  );
}

async function knownCpuModels(directory: string): Promise<string[]> {
  const files = (await readdir(directory, { recursive: true })).filter((name) =>
    /^(tcg\/)?cpu.*\.c$/.test(name),
  );
  const texts = await Promise.all(files.map((name) => readFile(join(directory, name), 'utf8')));
  return texts.flatMap(cpuModels);
}
