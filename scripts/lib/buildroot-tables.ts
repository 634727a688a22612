import { compareVersions } from '../../src/compare-versions.ts';
import { run } from './run.ts';

/** A Buildroot release as it stands in releases.json. */
export interface ReleaseRow {
  readonly version: string;
  readonly glibc: string;
  readonly musl: string;
  readonly gcc: readonly string[];
  readonly binutils: readonly string[];
  /** Of binutils, what is built where the configuration does not say. */
  readonly defaultBinutils: string;
  readonly headers: readonly string[];
}

/** A core that Buildroot can set as gcc's default: from which release on, and from which gcc major on. */
export interface CpuRow {
  readonly since: string;
  readonly gcc: number;
}

/**
 * The newest point release of each series (YYYY.MM) from `oldest` on, oldest first.
 * @param gitDirectory a clone of Buildroot's repository with its tags, bare or not.
 */
export async function newestOfEachSeries(gitDirectory: string, oldest: string): Promise<string[]> {
  const { stdout } = await run('git', ['-C', gitDirectory, 'tag', '--list', '20*']);
  const releases = stdout.split('\n').filter((tag) => /^20\d\d\.\d\d(\.\d+)?$/.test(tag));
  const newest = new Map<string, string>();
  for (const tag of releases.sort(compareVersions)) newest.set(tag.slice(0, 7), tag);
  return [...newest].filter(([series]) => series >= oldest).map(([, tag]) => tag);
}

/** What a release offers for aarch64, from its own package files. */
export async function readRelease(gitDirectory: string, tag: string): Promise<ReleaseRow> {
  const show = async (path: string) =>
    (await run('git', ['-C', gitDirectory, 'show', `${tag}:${path}`])).stdout;
  const binutilsConfig = await show('package/binutils/Config.in.host');
  const binutils = all(binutilsConfig, /default "([\d.]+)"\s+if BR2_BINUTILS_VERSION_[\d_]+X/g);
  const series = last(
    binutilsConfig,
    /^\tdefault BR2_BINUTILS_VERSION_(\d+_\d+)_X if !BR2_arc(?: && !BR2_csky)?$/gm,
  );
  return {
    version: tag,
    // Assignments for architectures with a branch of their own (arc, csky) come before the usual one.
    glibc: last(await show('package/glibc/glibc.mk'), /^GLIBC_VERSION = (?:glibc-)?(2\.\d+)/gm),
    musl: last(await show('package/musl/musl.mk'), /^MUSL_VERSION = ([\d.]+)$/gm),
    // Before gcc 5 the major was two numbers; nothing that old is of use.
    gcc: all(await show('package/gcc/Config.in.host'), /default "([\d.]+)" +if BR2_GCC_VERSION_\d+_X/g),
    binutils,
    defaultBinutils:
      binutils.find((version) => `${version}.`.startsWith(`${series.replace('_', '.')}.`)) ?? '',
    headers: all(
      await show('package/linux-headers/Config.in.host'),
      /^config BR2_KERNEL_HEADERS_(\d+_\d+)$/gm,
    ).map((series) => series.replace('_', '.')),
  };
}

/** 64-bit cores by gcc's name, with the gcc major that each needs, in one release. */
export async function readCpus(gitDirectory: string, tag: string): Promise<Map<string, number>> {
  const { stdout } = await run('git', ['-C', gitDirectory, 'show', `${tag}:arch/Config.in.arm`]);
  const cpus = new Map<string, number>();
  for (const [block, symbol = ''] of stdout.matchAll(/^config (BR2_\w+)\n(?:\t.*\n)*/gm)) {
    const is64 = /BR2_ARM_CPU_ARMV[89]A$/m.test(block) && !/depends on !BR2_ARCH_IS_64/.test(block);
    const name = new RegExp(`default "([^"]+)"\\s+if ${symbol}(?: |$)`, 'm').exec(stdout)?.[1];
    const gcc = Number(/select BR2_ARCH_NEEDS_GCC_AT_LEAST_(\d+)$/m.exec(block)?.[1] ?? 0);
    // big.LITTLE pairs are another spelling of the same instruction sets.
    if (is64 && name !== undefined && !name.includes('.')) cpus.set(name, gcc);
  }
  return cpus;
}

function all(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, value = '']) => value))].sort(compareVersions);
}

function last(text: string, pattern: RegExp): string {
  const value = [...text.matchAll(pattern)].at(-1)?.[1];
  if (value === undefined) throw new Error(`nothing matches ${pattern}`);
  return value;
}
