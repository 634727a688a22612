import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../../errors.ts';
import { hashFile } from '../../key.ts';
import { overrideDirectories, overrideFiles } from './config.ts';

/** What Buildroot does not copy of a package's directory (package/pkg-utils.mk, RSYNC_VCS_EXCLUSIONS). */
const NOT_COPIED = new Set(['.svn', '.git', '.hg', '.bzr', 'CVS']);

/**
 * The user's override files and the directories that they name, as a part of the key: a line for each.
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
  return lines;
}

function requireThere(path: string, name: string): void {
  if (existsSync(path)) return;
  throw new ToolError(
    'buildroot-override-missing',
    `buildroot-config: ${name} names ${path}, which is not there`,
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
  await addDirectory(hash, directory, '');
  return hash.digest('hex');
}

async function addDirectory(
  hash: ReturnType<typeof createHash>,
  root: string,
  directory: string,
): Promise<void> {
  const items = await readdir(join(root, directory), { withFileTypes: true });
  for (const item of items.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, item.name);
    if (item.isDirectory() && !NOT_COPIED.has(item.name)) await addDirectory(hash, root, path);
    else if (item.isSymbolicLink()) add(hash, path, 'link', Buffer.from(readlinkSync(join(root, path))));
    else if (item.isFile()) {
      const kind = (lstatSync(join(root, path)).mode & 0o100) === 0 ? 'file' : 'program';
      add(hash, path, kind, readFileSync(join(root, path)));
    }
  }
}

/** With lengths, so that no two trees are one row of bytes. */
function add(hash: ReturnType<typeof createHash>, path: string, kind: string, bytes: Buffer): void {
  hash.update(JSON.stringify([path, kind, bytes.length])).update(bytes);
}
