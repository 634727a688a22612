import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ensurePackages } from '../../scripts/lib/packages.ts';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import type { Scope } from '../../scripts/lib/scope.ts';

/** The tarball of a real Buildroot, whose name says its release; an override file; the libc; a download directory. */
const {
  BUILDROOT_SOURCE = '',
  BUILDROOT_OVERRIDES,
  BUILDROOT_LIBC = 'glibc',
  BUILDROOT_DL_DIR,
} = process.env;

/** What a build by a real Buildroot is given, as inputs are named. */
export interface RealBuildroot {
  readonly buildrootSource: string;
  /** A fragment, which names the override file where there is one. */
  readonly buildrootConfig: string;
  readonly buildrootDlDir?: string;
}

/** Why tests with a real Buildroot for this libc are skipped; false where they are not. */
export function withoutBuildroot(libc: 'glibc' | 'musl'): string | false {
  if (BUILDROOT_SOURCE === '') return 'BUILDROOT_SOURCE names no tarball of Buildroot';
  return BUILDROOT_LIBC !== libc && `BUILDROOT_LIBC is not ${libc}`;
}

/** Installs what Buildroot needs, and writes the fragment. */
export async function realBuildroot(scope: Scope): Promise<RealBuildroot> {
  await ensurePackages(['build', 'rootfs', 'natives', 'buildroot', 'test'], { signal: scope.signal });
  const buildrootConfig = join(await scope.tempDir('buildroot'), 'config');
  const overrides = BUILDROOT_OVERRIDES && `BR2_PACKAGE_OVERRIDE_FILE="${resolve(BUILDROOT_OVERRIDES)}"\n`;
  await writeFile(buildrootConfig, overrides ?? '');
  return {
    buildrootSource: BUILDROOT_SOURCE,
    buildrootConfig,
    ...(BUILDROOT_DL_DIR ? { buildrootDlDir: resolve(BUILDROOT_DL_DIR) } : {}),
  };
}

/** The command line of a build that makes an image of a root filesystem with the toolchain that is built for it. */
export async function buildArguments(
  rootfs: string,
  given: RealBuildroot,
  scope: Scope,
): Promise<readonly string[]> {
  const layout = join(await scope.tempDir('image'), 'layout');
  return [
    ...['build', '--rootfs', rootfs, '--emulator-source', 'distro'],
    ...['--toolchain', 'buildroot', '--buildroot-source', given.buildrootSource],
    ...['--buildroot-config', given.buildrootConfig],
    ...(given.buildrootDlDir === undefined ? [] : ['--buildroot-dl-dir', given.buildrootDlDir]),
    ...['--outputs', `type=oci,dest=${layout}`],
  ];
}

/**
 * Makes such an image, whose toolchain is then in the product's cache; says on the way what is done.
 * @returns what the command printed, the first time and when it was asked again.
 */
export async function buildTwice(rootfs: string, given: RealBuildroot, scope: Scope) {
  const args = await buildArguments(rootfs, given, scope);
  const { signal } = scope;
  const first = await run(program, args, { signal, onLine: (line) => console.log(line) });
  return { first, again: await run(program, args, { signal }) };
}
