import { createHash } from 'node:crypto';
import { lstat, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

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
  const bytes = await withoutVersion(path, await readFile(path));
  const hash = createHash('sha256').update(bytes);
  return `file ${mode} ${bytes.length} bytes ${hash.digest('hex')}`;
}

/**
 * An ELF file or archive without the compiler's version string (.comment), which names the revision of Debian's
 * package, and the build id, which is a hash over it: native and emulated compiler are packages of their own.
 */
async function withoutVersion(path: string, bytes: Buffer): Promise<Buffer> {
  const kind = bytes.toString('latin1', 0, 8);
  if (!kind.startsWith('\x7fELF') && kind !== '!<arch>\n') return bytes;
  const directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-compare-'));
  try {
    const copy = join(directory, 'copy');
    const sections = ['--remove-section=.comment', '--remove-section=.note.gnu.build-id'];
    await run('aarch64-linux-gnu-objcopy', ['--enable-deterministic-archives', ...sections, path, copy]);
    return await readFile(copy);
  } finally {
    await rm(directory, { recursive: true });
  }
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
