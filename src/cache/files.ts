import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../files/make-directory.ts';
import { isCode } from '../is-code.ts';

/** Keys are file names as they are, and tags of a registry, unless they hold something that those may not. */
export function fileNameOf(key: string): string {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(key)
    ? key
    : createHash('sha256').update(key).digest('hex');
}

/** Copies regular files (as clones where the filesystem can), read-only, since entries never change. */
export function copyTree(source: string, target: string): Promise<void> {
  return eachFile(source, target, async (from, to) => {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    await chmod(to, 0o444);
  });
}

/** Hard links cost nothing for large layers; on another filesystem it has to be a copy. */
export function linkTree(source: string, target: string): Promise<void> {
  return eachFile(source, target, async (from, to) => {
    try {
      await link(from, to);
    } catch (error) {
      if (!isCode(error, 'EXDEV', 'EPERM', 'EMLINK')) throw error;
      await copyFile(from, to, constants.COPYFILE_FICLONE);
    }
  });
}

/** Moves what is in a directory into another one; both are on one filesystem. */
export async function moveContents(source: string, target: string): Promise<void> {
  for (const name of await readdir(source)) await rename(join(source, name), join(target, name));
}

/** Half an entry must not pass for one: what it left is removed. */
export async function emptyDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
}

async function eachFile(
  source: string,
  target: string,
  work: (from: string, to: string) => Promise<void>,
): Promise<void> {
  await makeDirectory(target);
  for (const item of await readdir(source, { withFileTypes: true })) {
    const from = join(source, item.name);
    const to = join(target, item.name);
    if (item.isDirectory()) await eachFile(from, to, work);
    else if (item.isFile()) await work(from, to);
  }
}
