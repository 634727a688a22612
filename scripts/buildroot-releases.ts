import { writeFile } from 'node:fs/promises';
import { readRelease } from '../src/components/toolchain/buildroot/plan/release-files.ts';
import { type Release, seriesOf } from '../src/components/toolchain/buildroot/plan/releases.ts';
import { ToolError } from '../src/errors.ts';
import versions from '../src/versions.json' with { type: 'json' };
import { type CpuRow, commitOf, newestOfEachSeries, readCpus, showFile } from './lib/buildroot-tables.ts';
import { main } from './lib/main.ts';
import { repository } from './lib/repository.ts';

/**
 * Older releases cannot be used: GNU make 4.3, which Debian 12 and Ubuntu 22.04 and 24.04 have, stops at their
 * makefiles with "No rule to make target '.br-external.mk'" before anything is configured.
 */
const OLDEST = '2019.02';

const TABLE = 'src/components/toolchain/buildroot/plan/releases.json';
const PINS = 'src/versions.json';

// Derives the releases, what each offers and its commit, from Buildroot's own repository:
//   node scripts/buildroot-releases.ts GIT_DIRECTORY
await main(async () => {
  const [gitDirectory] = process.argv.slice(2);
  if (gitDirectory === undefined) {
    throw new ToolError(
      'option-value',
      'no Git directory is given',
      'clone https://gitlab.com/buildroot.org/buildroot and give its path',
    );
  }
  const releases: Record<string, Omit<Release, 'version'>> = {};
  const pins: Record<string, { version: string; commit: string }> = {};
  const cpus: Record<string, CpuRow> = {};
  for (const tag of await newestOfEachSeries(gitDirectory, OLDEST)) {
    const { version, ...offers } = await readRelease(tag, (path) => showFile(gitDirectory, tag, path));
    releases[seriesOf(tag)] = offers;
    pins[seriesOf(tag)] = { version, commit: await commitOf(gitDirectory, tag) };
    for (const [cpu, gcc] of await readCpus(gitDirectory, tag)) {
      cpus[cpu] = { since: cpus[cpu]?.since ?? seriesOf(tag), gcc: Math.max(gcc, cpus[cpu]?.gcc ?? 0) };
    }
  }
  await writeJson(TABLE, { releases, cpus });
  await writeJson(PINS, { ...versions, buildroot: { ...versions.buildroot, releases: pins } });
});

async function writeJson(file: string, content: unknown): Promise<void> {
  await writeFile(`${repository}/${file}`, `${JSON.stringify(content, undefined, 2)}\n`);
}
