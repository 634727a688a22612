import { createHash, type Hash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ToolError } from '../../../../errors.ts';
import { hashFile } from '../../../key.ts';
import { overrideDirectories, overrideFiles, patchDirectories } from './config.ts';

/** What Buildroot does not copy of a package's directory (package/pkg-utils.mk, RSYNC_VCS_EXCLUSIONS). */
const NOT_COPIED = new Set(['.svn', '.git', '.hg', '.bzr', 'CVS']);

/**
 * The user's override files, the directories that they name, and those of patches, as a part of the key: a line for
 * each.
 * @param config the text of a defconfig.
 * @throws ToolError `buildroot-override-missing`.
 */
export async function hashOverrides(config: string): Promise<string[]> {
  const lines: string[] = [];
  const seen = new Map<string, string>();
  for (const file of overrideFiles(config)) {
    requireThere(file, 'BR2_PACKAGE_OVERRIDE_FILE');
    lines.push(await hashFile(file));
    for (const [name, directory] of overrideDirectories(await readFile(file, 'utf8'))) {
      requireThere(directory, name);
      const hash = seen.get(directory) ?? (await hashSources(directory));
      seen.set(directory, hash);
      lines.push(`${name} ${hash}`);
    }
  }
  for (const directory of patchDirectories(config)) {
    requireThere(directory, 'BR2_GLOBAL_PATCH_DIR');
    lines.push(`BR2_GLOBAL_PATCH_DIR ${await hashPatches(directory)}`);
  }
  return lines;
}

/** Buildroot would take a relative path for one in its own tree, and pass over what is not there (-include). */
function requireThere(path: string, name: string): void {
  if (isAbsolute(path) && existsSync(path)) return;
  throw new ToolError(
    'buildroot-override-missing',
    `buildroot-config: ${name} names ${path}, which is ${isAbsolute(path) ? 'not there' : 'no absolute path'}`,
    'give an absolute path that is there, or leave the line out',
  );
}

/**
 * One hash over what a package is built from: names, links, leave to execute and contents, but not times, since each
 * checkout of the same sources has others. Waits for the file system for each of what may be a hundred thousand small
 * files: Node's threads would take longer than the reading. Between directories the run can be interrupted.
 */
async function hashSources(directory: string): Promise<string> {
  const hash = createHash('sha256');
  await addDirectory({ hash, root: directory }, '');
  return hash.digest('hex');
}

/** The same over patches, and what links among them lead to: Buildroot reads these, where it copies sources' links. */
async function hashPatches(directory: string): Promise<string> {
  const hash = createHash('sha256');
  await addDirectory({ hash, root: directory, entered: new Set([realpathSync(directory)]) }, '');
  return hash.digest('hex');
}

interface Walk {
  readonly hash: Hash;
  readonly root: string;
  /** Where links are followed: the directories that were read, none of which is read again. */
  readonly entered?: Set<string>;
}

async function addDirectory(walk: Walk, directory: string): Promise<void> {
  const { hash, root, entered } = walk;
  const items = await readdir(join(root, directory), { withFileTypes: true });
  for (const item of items.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, item.name);
    const whole = join(root, path);
    if (item.isSymbolicLink()) add(hash, path, 'link', Buffer.from(readlinkSync(whole)));
    const status = entered === undefined ? lstatSync(whole) : statSync(whole, { throwIfNoEntry: false });
    if (status?.isDirectory() && !NOT_COPIED.has(item.name)) {
      if (isFirst(whole, entered)) await addDirectory(walk, path);
    } else if (status?.isFile()) {
      add(hash, path, kindOf(status.mode), readFileSync(whole));
    }
  }
}

function kindOf(mode: number): string {
  return (mode & 0o100) === 0 ? 'file' : 'program';
}

function isFirst(directory: string, entered: Set<string> | undefined): boolean {
  if (entered === undefined) return true;
  const before = entered.size;
  return entered.add(realpathSync(directory)).size > before;
}

/** With lengths, so that no two trees are one row of bytes. */
function add(hash: Hash, path: string, kind: string, bytes: Buffer): void {
  hash.update(JSON.stringify([path, kind, bytes.length])).update(bytes);
}
