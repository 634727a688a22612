import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolError } from '../../src/errors.ts';
import { cacheDirectory } from './cache-directory.ts';
import { compatHeaders } from './musl-compat-headers.ts';
import { type RunOptions, run } from './run.ts';
import { fetchSource, unpackSource } from './source-package.ts';

/** A source package of Debian's, and Buildroot's packages that are built from it. */
interface Source {
  readonly name: string;
  readonly packages: readonly string[];
  /** Debian repacks it without manuals, and changes the makefiles with these of its patches, so that none is missed. */
  readonly patches?: readonly string[];
  /** Leading parts of the names in the patches that are no directories of the tree; 1 when not given. */
  readonly strip?: number;
  /** Directories of manuals that it lacks and configure asks for: they get makefiles that do nothing. */
  readonly manuals?: readonly string[];
  /** Only these parts of a large tree. */
  readonly parts?: readonly string[];
}

/** What `make headers_install` of the kernel reads (its Documentation/kbuild/headers_install.rst), for arm64. */
const HEADERS = [
  ...['Makefile', 'Kbuild', 'Kconfig', 'COPYING', 'usr', 'scripts', 'include', 'tools/include'],
  ...['arch/arm64/include', 'arch/arm64/Makefile', 'arch/arm64/Kconfig', 'arch/arm64/tools'],
];

/** C libraries that a toolchain can be built with, and their source packages. */
const LIBCS = {
  glibc: { name: 'glibc', packages: ['GLIBC'], patches: ['all/local-remove-manual.diff'] },
  musl: { name: 'musl', packages: ['MUSL'] },
} as const satisfies Record<string, Source>;

type Libc = keyof typeof LIBCS;

const sources = (gcc: string, libc: Libc): readonly Source[] => [
  { name: 'gmp', packages: ['HOST_GMP'], manuals: ['doc'] },
  { name: 'mpfr4', packages: ['HOST_MPFR'] },
  { name: 'mpclib3', packages: ['HOST_MPC'] },
  { name: 'isl', packages: ['HOST_ISL'] },
  { name: 'binutils', packages: ['HOST_BINUTILS'] },
  {
    name: gcc,
    packages: ['HOST_GCC_INITIAL', 'HOST_GCC_FINAL'],
    patches: ['gcc-gfdl-build.diff'],
    strip: 2,
  },
  LIBCS[libc],
  { name: 'linux', packages: ['LINUX_HEADERS'], parts: HEADERS },
];

/**
 * Unpacks the sources of a toolchain from this distribution's source packages, and writes a Buildroot override file
 * that names them (manual, "Using Buildroot during development"): a real Buildroot can then be tried where only the
 * distribution's archive can be reached. @returns the override file.
 */
export async function prepareBuildrootSources(
  directory: string,
  gccMajor: number,
  libc: Libc,
  options: RunOptions,
): Promise<string> {
  const lines: string[] = [];
  for (const source of sources(`gcc-${gccMajor}`, libc)) {
    const tree = join(directory, source.name);
    const { tarball } = await fetchSource(source.name, cacheDirectory(), options);
    await rm(tree, { recursive: true, force: true });
    await unpackSource(tarball, tree, options);
    await unpackNested(tree, source.name, options);
    await patch(tree, source, tarball, options);
    for (const manual of source.manuals ?? []) {
      await mkdir(join(tree, manual), { recursive: true });
      await writeFile(join(tree, manual, 'Makefile.in'), '%:\n\t@:\n');
    }
    if (source.parts !== undefined) await keepOnly(tree, source.parts);
    lines.push(
      `# ${tarball.split('/').at(-1)}`,
      ...source.packages.map((name) => `${name}_OVERRIDE_SRCDIR = ${tree}`),
    );
  }
  if (libc === 'musl') lines.push(...(await compatHeaders(directory)));
  const file = join(directory, 'sources.mk');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/** gcc's tarball holds another one, beside newlib and others that only Debian builds. */
async function unpackNested(tree: string, name: string, options: RunOptions): Promise<void> {
  const inner = (await readdir(tree)).find((entry) => /^gcc-[\d.]+.*\.tar\./.test(entry));
  if (!name.startsWith('gcc-') || inner === undefined) return;
  const moved = `${tree}.inner`;
  await rename(tree, moved);
  await unpackSource(join(moved, inner), tree, options);
  await rm(moved, { recursive: true });
}

async function patch(
  tree: string,
  { name, patches = [], strip = 1 }: Source,
  tarball: string,
  options: RunOptions,
): Promise<void> {
  if (patches.length === 0) return;
  const debian = (await readdir(dirname(tarball))).find((entry) => /\.debian\.tar\./.test(entry));
  if (debian === undefined)
    throw new ToolError('no-source', `${name} has no .debian.tar`, 'please report it');
  await run('tar', ['-xf', join(dirname(tarball), debian), '-C', tree], options);
  for (const file of patches)
    await run('patch', [`-p${strip}`, '--silent', '-i', join('debian/patches', file)], {
      ...options,
      cwd: tree,
    });
}

async function keepOnly(tree: string, parts: readonly string[]): Promise<void> {
  const kept = `${tree}.kept`;
  await rm(kept, { recursive: true, force: true });
  for (const part of parts) {
    await mkdir(dirname(join(kept, part)), { recursive: true });
    await cp(join(tree, part), join(kept, part), { recursive: true, verbatimSymlinks: true });
  }
  await rm(tree, { recursive: true });
  await rename(kept, tree);
}
