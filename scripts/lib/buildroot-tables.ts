import { compareVersions } from '../../src/compare-versions.ts';
import { run } from './run.ts';

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

/** The commit that a release's tag is of. */
export async function commitOf(gitDirectory: string, tag: string): Promise<string> {
  return (await run('git', ['-C', gitDirectory, 'rev-parse', `${tag}^{commit}`])).stdout.trim();
}

/** The text of a file of a release. */
export async function showFile(gitDirectory: string, tag: string, path: string): Promise<string> {
  return (await run('git', ['-C', gitDirectory, 'show', `${tag}:${path}`])).stdout;
}

/** 64-bit cores by gcc's name, with the gcc major that each needs, in one release. */
export async function readCpus(gitDirectory: string, tag: string): Promise<Map<string, number>> {
  const text = await showFile(gitDirectory, tag, 'arch/Config.in.arm');
  const cpus = new Map<string, number>();
  for (const [block, symbol = ''] of text.matchAll(/^config (BR2_\w+)\n(?:\t.*\n)*/gm)) {
    const is64 = /BR2_ARM_CPU_ARMV[89]A$/m.test(block) && !/depends on !BR2_ARCH_IS_64/.test(block);
    const name = new RegExp(`default "([^"]+)"\\s+if ${symbol}(?: |$)`, 'm').exec(text)?.[1];
    const gcc = Number(/select BR2_ARCH_NEEDS_GCC_AT_LEAST_(\d+)$/m.exec(block)?.[1] ?? 0);
    // big.LITTLE pairs are another spelling of the same instruction sets.
    if (is64 && name !== undefined && !name.includes('.')) cpus.set(name, gcc);
  }
  return cpus;
}
