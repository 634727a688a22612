import { compareVersions } from '../../../../compare-versions.ts';
import type { Release } from './releases.ts';

/** The files of a Buildroot tree that say what it offers. */
export const RELEASE_FILES = [
  'package/gcc/Config.in.host',
  'package/binutils/Config.in.host',
  'package/linux-headers/Config.in.host',
  'package/glibc/glibc.mk',
  'package/musl/musl.mk',
] as const;

/**
 * What a release offers for aarch64, from its own package files.
 * @param show the text of one of RELEASE_FILES.
 * @throws Error (a plain one) for a file in which a version is not where all releases so far have it.
 */
export async function readRelease(
  version: string,
  show: (path: (typeof RELEASE_FILES)[number]) => Promise<string>,
): Promise<Release> {
  const binutilsConfig = await show('package/binutils/Config.in.host');
  const binutils = all(binutilsConfig, /default "([\d.]+)"\s+if BR2_BINUTILS_VERSION_[\d_]+X/g);
  const series = last(
    binutilsConfig,
    /^\tdefault BR2_BINUTILS_VERSION_(\d+_\d+)_X(?: if !BR2_arc(?: && !BR2_csky)?)?$/gm,
  );
  const headers = all(
    await show('package/linux-headers/Config.in.host'),
    /^config BR2_KERNEL_HEADERS_(\d+_\d+)$/gm,
  );
  return {
    version,
    // Assignments for architectures with a branch of their own (arc, csky) come before the usual one.
    glibc: last(await show('package/glibc/glibc.mk'), /^GLIBC_VERSION = (?:glibc-)?(2\.\d+)/gm),
    musl: last(await show('package/musl/musl.mk'), /^MUSL_VERSION = ([\d.]+)$/gm),
    gcc: gccVersions(await show('package/gcc/Config.in.host')),
    binutils,
    defaultBinutils: binutils.find((full) => `${full}.`.startsWith(`${series.replace('_', '.')}.`)) ?? '',
    headers: headers.map((name) => name.replace('_', '.')),
  };
}

/** Before gcc 5 the major was two numbers; nothing that old is of use. Nor is what cannot build the release's glibc. */
function gccVersions(text: string): string[] {
  const blocks = text.matchAll(/^config BR2_GCC_VERSION_(\d+)_X\n(?:\t.*\n)*/gm);
  const withoutGlibc = [...blocks]
    .filter(([block]) => block.includes('depends on !BR2_TOOLCHAIN_USES_GLIBC'))
    .map(([, major = '']) => `${major}.`);
  const versions = all(text, /default "([\d.]+)" +if BR2_GCC_VERSION_\d+_X/g);
  return versions.filter((version) => !withoutGlibc.some((major) => version.startsWith(major)));
}

function all(text: string, pattern: RegExp): string[] {
  const found = [...new Set([...text.matchAll(pattern)].map(([, value = '']) => value))];
  if (found.length === 0) throw new Error(`nothing matches ${pattern}`);
  return found.sort(compareVersions);
}

function last(text: string, pattern: RegExp): string {
  const value = [...text.matchAll(pattern)].at(-1)?.[1];
  if (value === undefined) throw new Error(`nothing matches ${pattern}`);
  return value;
}
