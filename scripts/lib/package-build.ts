import { join } from 'node:path';
import { ToolError } from '../../src/errors.ts';
import { cacheDirectory } from './cache-directory.ts';
import { run } from './run.ts';
import { fetchSource, unpackSource } from './source-package.ts';
import { inContainer, type Workbench } from './workbench.ts';

/** How a package is built: all native or all emulated in a container of the image, or by the plain cross compiler. */
export type PackageBuild = 'full' | 'emulated' | 'host';

/** A source package whose configure and make are measured. */
export interface BuiltPackage {
  readonly source: string;
  /** Below the unpacked source. */
  readonly directory: string;
  /** Done once, on the host, before anything is measured. */
  readonly prepare?: string;
  readonly script: string;
  /** Variables by which the script builds for arm64 on the host; in the image it needs none. */
  readonly cross: Readonly<Record<string, string>>;
}

const CROSS = 'aarch64-linux-gnu';

export const packages: Readonly<Record<'lua' | 'zlib' | 'sqlite3', BuiltPackage>> = {
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
  workbench: Workbench,
): Promise<number> {
  const { signal } = workbench.scope;
  const copy = `${prepared}.${how}`;
  await run('rm', ['-rf', copy], { signal });
  await run('cp', ['-a', prepared, copy], { signal });
  // Root in a container without capabilities may write only what anybody may.
  await run('chmod', ['-R', 'a+rwX', copy], { signal });
  const { stdout } = await start(how, item, copy, workbench);
  const seconds = Number(stdout.trim());
  if (seconds > 0) return seconds;
  throw new ToolError('no-time', `bash's time printed "${stdout}"`, 'this is unexpected: please report it');
}

function start(how: PackageBuild, item: BuiltPackage, source: string, workbench: Workbench) {
  if (how === 'host') {
    const options = { signal: workbench.scope.signal, env: { ...item.cross, LC_ALL: 'C' } };
    return run('bash', ['-c', timed, 'bash', join(source, item.directory), item.script], options);
  }
  const level = how === 'full' ? 'full' : '0';
  const flags = [
    '--volume',
    `${source}:/build`,
    '--env',
    'LC_ALL=C',
    '--env',
    `ARM64_ON_X86_ACCELERATE=${level}`,
  ];
  const command = ['bash', '-c', timed, 'bash', join('/build', item.directory), item.script];
  return inContainer(workbench, command, flags);
}
