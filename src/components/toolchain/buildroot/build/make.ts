import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { ExecResult, Host } from '../../../../host/host.ts';
import { compilerEnvironment } from '../../../compiler-environment.ts';

/** Where one build of Buildroot's works. All paths are the same in each run for the same toolchain. */
export interface BuildrootPlaces {
  /** Below which all of it lies, but for the compiler cache. */
  readonly directory: string;
  /** Buildroot's own tree. */
  readonly tree: string;
  /** Our BR2_EXTERNAL tree. */
  readonly external: string;
  /** BR2_DL_DIR. */
  readonly downloads: string;
  /** O=, with .config, build/ and host/. */
  readonly output: string;
  /** The compiler cache, which builds of other toolchains use too. */
  readonly ccache: string;
  /** All that Buildroot prints, as it prints it. */
  readonly log: string;
}

interface MakeOptions {
  /** Variables that win over what Buildroot's files say (GNU make manual, "Overriding Variables"). */
  readonly variables?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

const ALWAYS = {
  // Buildroot builds GNU tar where the machine's is not of one narrow range of versions (check-host-tar.mk: up to 1.34),
  // only for the sake of equal bytes in archives that it packs from version control; it unpacks with any. The rules of
  // toolchain/ ask for that before an override file is read.
  TAR: 'tar',
  BR2_TAR_HOST_DEPENDENCY: '',
  // Releases without BR2_DOWNLOAD_FORCE_CHECK_HASHES take files of this list without a hash: headers of a version that
  // a user chose, for one (package/linux-headers/linux-headers.mk).
  BR_NO_CHECK_HASH_FOR: '',
} as const;

/**
 * Runs `make` in Buildroot's tree, with an environment of our own: /usr/lib/ccache (Debian's ccache(1), "RUN MODES")
 * comes first in PATH, and root may run configure. Never throws for a target that fails: the exit code says it.
 */
export async function buildrootMake(
  places: BuildrootPlaces,
  targets: readonly string[],
  host: Host,
  { variables = {}, onLine }: MakeOptions = {},
): Promise<ExecResult> {
  const args = [
    ...['-C', places.tree, `O=${places.output}`, `BR2_EXTERNAL=${places.external}`],
    ...Object.entries({ ...ALWAYS, ...variables }).map(([name, value]) => `${name}=${value}`),
    ...targets,
  ];
  const log = createWriteStream(places.log, { flags: 'a' });
  log.write(`$ make ${args.join(' ')}\n`);
  const running = host.exec('make', args, {
    env: environment(await compilerEnvironment(host), places),
    ignoreExitCode: true,
    onLine: (line) => {
      log.write(`${line}\n`);
      onLine?.(line);
    },
  });
  const [result] = await Promise.all([running.finally(() => log.end()), finished(log)]);
  return result;
}

function environment(
  passed: Record<string, string>,
  { directory, ccache }: BuildrootPlaces,
): Record<string, string> {
  return {
    HOME: directory,
    ...passed,
    PATH: '/usr/lib/ccache:/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C',
    TERM: 'dumb',
    // tar, coreutils and others refuse root otherwise (Buildroot manual, "System requirements": not as root).
    FORCE_UNSAFE_CONFIGURE: '1',
    CCACHE_DIR: ccache,
    // Its name has the toolchain's key in it: without it, one toolchain's cache has nothing for another's build.
    CCACHE_BASEDIR: directory,
    // gcc is built twice, in two directories, with the same flags: what has no debug information is the same.
    CCACHE_NOHASHDIR: '1',
    CCACHE_COMPILERCHECK: 'content',
    CCACHE_MAXSIZE: '1G',
  };
}

/** Places of a build below its directory. */
export function buildrootPlaces(directory: string, external: string, ccache: string): BuildrootPlaces {
  return {
    directory,
    tree: join(directory, 'buildroot'),
    external,
    downloads: join(directory, 'downloads'),
    output: join(directory, outputName(directory)),
    ccache,
    log: join(directory, 'build.log'),
  };
}

/**
 * Compilers keep their own place as a string, whose length shows in their code and layout: where the directory's name
 * is short enough, the name of the output directory is as long as makes both together always the same.
 */
function outputName(directory: string): string {
  return 'output'.padEnd(PLACE_LENGTH - directory.length - 1, '_');
}

/** Longer than what a runner's RUNNER_TEMP and most home directories make necessary. */
const PLACE_LENGTH = 120;
