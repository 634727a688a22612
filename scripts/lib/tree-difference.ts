import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** An entry that two trees do not have in common. */
export interface Difference {
  readonly path: string;
  /** What the entry is in each; undefined where there is none. */
  readonly left?: string;
  readonly right?: string;
}

/** What each entry below a directory is: type, mode, and the hash of its bytes or the target of its link. */
export async function readTree(directory: string): Promise<Map<string, string>> {
  const tree = new Map<string, string>();
  for (const name of (await readdir(directory, { recursive: true })).sort()) {
    tree.set(name, await describe(join(directory, name)));
  }
  return tree;
}

async function describe(path: string): Promise<string> {
  const status = await lstat(path);
  const mode = (status.mode & 0o7777).toString(8);
  if (status.isSymbolicLink()) return `link to ${await readlink(path)}`;
  if (status.isDirectory()) return `directory ${mode}`;
  if (!status.isFile()) return `special file ${mode}`;
  const hash = createHash('sha256').update(await readFile(path));
  return `file ${mode} ${status.size} bytes ${hash.digest('hex')}`;
}

/** Where two trees differ, by path. */
export function compareTrees(
  left: ReadonlyMap<string, string>,
  right: ReadonlyMap<string, string>,
): Difference[] {
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort();
  return paths
    .map((path) => ({ path, left: left.get(path), right: right.get(path) }))
    .filter((entry) => entry.left !== entry.right)
    .map(({ path, left: a, right: b }) => ({
      path,
      ...(a !== undefined && { left: a }),
      ...(b !== undefined && { right: b }),
    }));
}
