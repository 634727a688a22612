import { writeFile } from 'node:fs/promises';
import { readRelease } from '../src/components/toolchain/buildroot/plan/release-files.ts';
import type { Release } from '../src/components/toolchain/buildroot/plan/releases.ts';
import { ToolError } from '../src/errors.ts';
import { type CpuRow, newestOfEachSeries, readCpus, showFile } from './lib/buildroot-tables.ts';
import { main } from './lib/main.ts';
import { repository } from './lib/repository.ts';

/**
 * Older releases cannot be used: GNU make 4.3, which Debian 12 and Ubuntu 22.04 and 24.04 have, stops at their
 * makefiles with "No rule to make target '.br-external.mk'" before anything is configured.
 */
const OLDEST = '2019.02';

const FILE = 'src/components/toolchain/buildroot/plan/releases.json';

// Derives the table of releases from Buildroot's own repository: node scripts/buildroot-releases.ts GIT_DIRECTORY
await main(async () => {
  const [gitDirectory] = process.argv.slice(2);
  if (gitDirectory === undefined) {
    throw new ToolError(
      'option-value',
      'no Git directory is given',
      'clone https://gitlab.com/buildroot.org/buildroot and give its path',
    );
  }
  const releases: Release[] = [];
  const cpus: Record<string, CpuRow> = {};
  for (const tag of await newestOfEachSeries(gitDirectory, OLDEST)) {
    releases.push(await readRelease(tag, (path) => showFile(gitDirectory, tag, path)));
    for (const [cpu, gcc] of await readCpus(gitDirectory, tag)) {
      cpus[cpu] = { since: cpus[cpu]?.since ?? tag.slice(0, 7), gcc: Math.max(gcc, cpus[cpu]?.gcc ?? 0) };
    }
  }
  await writeFile(`${repository}/${FILE}`, `${JSON.stringify({ releases, cpus }, undefined, 2)}\n`);
});
