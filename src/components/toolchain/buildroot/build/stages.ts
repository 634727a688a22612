import { existsSync } from 'node:fs';
import { readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildrootPlaces } from './make.ts';

/**
 * Buildroot's marks for a package that is built and installed everywhere, any of these sets of them. `.stamp_installed`
 * is there since 2020.08 (package/pkg-generic.mk); before, what is installed for the host has one, and what is for the
 * target one for each of two places. Such a release's packages for one of the two are no more than a few files
 * (skeleton, virtual packages), and are made again.
 */
const FINISHED = [
  ['.stamp_installed'],
  ['.stamp_host_installed'],
  ['.stamp_staging_installed', '.stamp_target_installed'],
] as const;

/** Marks, and licences, which the image's notices quote. */
const KEPT = /^(\.|COPYING|LICEN[CS]E)/;

/** Names of directories in `output`/build with the package finished; false for those that were cut off. */
async function packageDirectories(output: string): Promise<Map<string, boolean>> {
  const build = join(output, 'build');
  const items = existsSync(build) ? await readdir(build, { withFileTypes: true }) : [];
  const directories = items.filter((item) => item.isDirectory() && item.name !== 'buildroot-config');
  return new Map(directories.map(({ name }) => [name, isFinished(join(build, name))]));
}

function isFinished(directory: string): boolean {
  return FINISHED.some((marks) => marks.every((mark) => existsSync(join(directory, mark))));
}

/** The directories of finished packages in `output`/build. */
export async function finishedPackages(output: string): Promise<string[]> {
  const directories = await packageDirectories(output);
  return [...directories.keys()].filter((name) => directories.get(name));
}

/**
 * Removes what a build that was cut off had begun: files may be half written where it was killed, and the compiler
 * cache makes good most of the time that they took. @returns the directories of finished packages.
 */
export async function dropUnfinishedPackages(output: string): Promise<string[]> {
  const directories = await packageDirectories(output);
  for (const [name, finished] of directories) {
    if (!finished) await rm(join(output, 'build', name), { recursive: true });
  }
  return finishedPackages(output);
}

/**
 * Takes the sources and objects of finished packages away, of which only the marks are needed any more: gigabytes
 * that would have to be saved and restored.
 */
export async function pruneFinishedPackages(output: string): Promise<void> {
  for (const name of await finishedPackages(output)) {
    const directory = join(output, 'build', name);
    for (const item of await readdir(directory)) {
      if (!KEPT.test(item)) await rm(join(directory, item), { recursive: true, force: true });
    }
  }
}

/**
 * Leaves of unfinished work in `directory` what the next run goes on from, if it is a Buildroot build at all: without
 * the package that was cut off, which that run would begin anew, without the others' sources and objects, and without the
 * downloads once a package is finished: then they are complete, and kept under a key of their own.
 */
export async function trimUnfinishedBuild(directory: string): Promise<void> {
  const { output, downloads } = buildrootPlaces(await realpath(directory), '', '');
  const finished = await dropUnfinishedPackages(output);
  if (finished.length > 0) await rm(downloads, { recursive: true, force: true });
  await pruneFinishedPackages(output);
}
