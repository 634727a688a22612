import { join } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';
import { run } from './run.ts';
import type { ComparedPackage } from './same-results-packages.ts';
import type { Scope } from './scope.ts';
import { fetchSource, unpackSource } from './source-package.ts';
import { compareTrees, type Difference, readTree } from './tree-difference.ts';
import type { GuestRoot } from './workbench/guest-root.ts';

/** What building one package twice gave. */
export interface Comparison {
  readonly name: string;
  /** The upstream tarball's name, with the version in it. */
  readonly tarball: string;
  /** Entries of the installed tree. */
  readonly entries: number;
  readonly differences: readonly Difference[];
  /** Results of the package's own tests, one a line, and those that only one of the two builds has. */
  readonly tests: readonly string[];
  readonly testDifferences: readonly string[];
  /** Seconds for build, installation and tests. */
  readonly seconds: Readonly<Record<Way, number>>;
}

/** Both builds run in the same root filesystem; only what is native differs. */
type Way = 'emulated' | 'full';
const LEVELS: Readonly<Record<Way, string>> = { emulated: '0', full: 'full' };

/** What came of a package that was built, installed to /build/to, and tested. */
interface TestedBuild {
  /** What was installed, as `readTree` gives it. */
  readonly tree: ReadonlyMap<string, string>;
  /** Results of the package's own tests, one a line, and the exit code of the last of them. */
  readonly tests: readonly string[];
  readonly seconds: number;
}

/**
 * Builds, installs and tests a Debian source package twice, wholly emulated and with all that there is native, at the
 * same place in the same root filesystem, and compares. Throws ToolError `command-failed` where a build fails.
 */
export async function compareResults(
  item: ComparedPackage,
  guest: GuestRoot,
  scope: Scope,
  onLine: (line: string) => void,
): Promise<Comparison> {
  const tarball = await sourceTarball(item, scope);
  const builds = {} as Record<Way, TestedBuild>;
  for (const way of ['full', 'emulated'] as const) {
    onLine(`${item.source}: ${way}`);
    builds[way] = await buildAndTest(item, LEVELS[way], guest, scope);
  }
  const { full, emulated } = builds;
  const onlyOne = (a: TestedBuild, b: TestedBuild, label: Way) =>
    a.tests.filter((line) => !b.tests.includes(line)).map((line) => `${label}: ${line}`);
  return {
    name: item.source,
    tarball: tarball.slice(tarball.lastIndexOf('/') + 1),
    entries: full.tree.size,
    differences: compareTrees(emulated.tree, full.tree),
    tests: full.tests,
    testDifferences: [...onlyOne(full, emulated, 'full'), ...onlyOne(emulated, full, 'emulated')],
    seconds: { emulated: emulated.seconds, full: full.seconds },
  };
}

async function sourceTarball({ source }: ComparedPackage, { signal }: Scope): Promise<string> {
  return (await fetchSource(source, cacheDirectory(), { signal })).tarball;
}

/**
 * Builds a package in /build of the guest, installs it to /build/to and runs its tests, whose failure is a result like
 * any other. Throws ToolError `command-failed` where the build fails.
 * @param level ARM64_ON_X86_ACCELERATE.
 */
export async function buildAndTest(
  item: ComparedPackage,
  level: string,
  guest: GuestRoot,
  scope: Scope,
): Promise<TestedBuild> {
  const { signal } = scope;
  const source = join(guest.path, 'build');
  await run('rm', ['-rf', source], { signal });
  await unpackSource(await sourceTarball(item, scope), source, { signal });
  const env = { LC_ALL: 'C', HOME: '/root', ARM64_ON_X86_ACCELERATE: level };
  const started = performance.now();
  const script = `set -e; cd /build; { ${item.build}\n} > build.log 2>&1 || { tail -n 40 build.log; exit 1; }`;
  await guest.run(['sh', '-c', script], env, { strict: true });
  const tested = await guest.run(['sh', '-c', `cd /build; { ${item.test}\n} 2>&1`], env);
  const seconds = Math.round((performance.now() - started) / 1000);
  const lines = tested.stdout.split('\n').filter((line) => item.result.test(line));
  const tests = lines.map((line) => line.replace(/ \(\d+ m?s\)$/, ''));
  const end = `exit code ${tested.code}`;
  return { tree: await readTree(join(source, 'to')), tests: [...tests, end], seconds };
}
