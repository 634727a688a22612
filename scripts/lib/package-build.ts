import { join } from 'node:path';
import { type BinfmtRoot, runUnderBinfmt } from './binfmt-scope.ts';
import { cacheDirectory } from './cache-directory.ts';
import { run } from './run.ts';
import { fetchSource, unpackSource } from './source-package.ts';
import { bashSeconds } from './timing.ts';
import { inContainer, type Workbench } from './workbench/workbench.ts';

/**
 * How a package is built: all native in a container of the image, all emulated by the distribution's QEMU with
 * binfmt_misc, or by the plain cross compiler on the machine.
 */
export type PackageBuild = 'full' | 'emulated' | 'host';

/** Where it is built: the image, and the same root filesystem under binfmt_misc. */
interface BuildPlaces {
  readonly workbench: Workbench;
  readonly emulated: BinfmtRoot;
}

/** A source package whose configure and make are measured. */
interface BuiltPackage {
  readonly source: string;
  /** Below the unpacked source. */
  readonly directory: string;
  /** Done once, on the host, before anything is measured. */
  readonly prepare?: string;
  readonly script: string;
  /** Variables by which the script builds for arm64 on the host; in the image it needs none. */
  readonly cross: Readonly<Record<string, string>>;
}

export type BuiltPackageName = 'lua' | 'zlib' | 'sqlite3' | 'cpp';

const CROSS = 'aarch64-linux-gnu';

export const packages: Readonly<Record<BuiltPackageName, BuiltPackage>> = {
  lua: {
    source: 'lua5.4',
    directory: 'src',
    // Lua has no configure.
    script: `make linux \${CROSS:+"CC=$CROSS-gcc -std=gnu99" "AR=$CROSS-ar rcu" RANLIB=$CROSS-ranlib}`,
    cross: { CROSS },
  },
  zlib: {
    source: 'zlib',
    directory: '.',
    script: './configure --prefix=/usr && make',
    cross: { CHOST: CROSS },
  },
  sqlite3: {
    source: 'sqlite3',
    directory: '.',
    // The one large source file is put together by Tcl, which a root filesystem need not have.
    prepare:
      './configure --disable-tcl --disable-readline && make sqlite3.c sqlite3.h shell.c && rm -f Makefile libtool config.status sqlite_cfg.h sqlite3.pc',
    script: `./configure --disable-tcl --disable-readline \${CROSS:+--host=$CROSS} && make -o sqlite3.c -o sqlite3.h -o shell.c sqlite3`,
    cross: { CROSS },
  },
  // 100 files of C++, its tests among them, half of which make compiles.
  cpp: {
    source: 'cppunit',
    directory: '.',
    script: `./configure --disable-doxygen \${CROSS:+--host=$CROSS} && make`,
    cross: { CROSS },
  },
};

// Only the build itself is timed, from within: starting a container is not what is compared.
const timed = `
cd "$1" || exit
TIMEFORMAT=%R
{ time { eval "$2"; } > build.log 2>&1; } 2> time.txt || { tail -n 30 build.log >&2; exit 1; }
cat time.txt`;

/** Unpacks and prepares a package's source in the directory; returns it. */
export async function preparePackage(
  item: BuiltPackage,
  directory: string,
  signal: AbortSignal,
): Promise<string> {
  const { tarball } = await fetchSource(item.source, cacheDirectory(), { signal });
  await unpackSource(tarball, directory, { signal });
  if (item.prepare !== undefined) await run('sh', ['-c', item.prepare], { cwd: directory, signal });
  return directory;
}

/** Builds a fresh copy of a prepared source; returns the seconds that configure and make took. */
export async function buildPackage(
  how: PackageBuild,
  item: BuiltPackage,
  prepared: string,
  places: BuildPlaces,
): Promise<number> {
  const { signal } = places.workbench.scope;
  const copy = `${prepared}.${how}`;
  await run('rm', ['-rf', copy], { signal });
  await run('cp', ['-a', prepared, copy], { signal });
  // Root in a container without capabilities may write only what anybody may.
  await run('chmod', ['-R', 'a+rwX', copy], { signal });
  const { stdout } = await start(how, item, copy, places);
  return bashSeconds(stdout);
}

function start(how: PackageBuild, item: BuiltPackage, source: string, { workbench, emulated }: BuildPlaces) {
  const { signal } = workbench.scope;
  if (how === 'host') {
    const options = { signal, env: { ...item.cross, LC_ALL: 'C' } };
    return run('bash', ['-c', timed, 'bash', join(source, item.directory), item.script], options);
  }
  const command = ['bash', '-c', timed, 'bash', join('/build', item.directory), item.script];
  if (how === 'full') {
    const flags = ['--volume', `${source}:/build`, '--env', 'LC_ALL=C'];
    return inContainer(workbench, command, flags);
  }
  const view = [...(emulated.view ?? []), '--bind', source, '/build'];
  return runUnderBinfmt({ ...emulated, view }, command, { signal });
}
