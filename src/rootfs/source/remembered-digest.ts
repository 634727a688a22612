import type { BigIntStats } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writeAtomically } from '../../files/atomic-file.ts';
import { digestFile } from '../../files/digest-file.ts';
import { stateOf } from '../../files/file-state.ts';
import { makeDirectory } from '../../files/make-directory.ts';
import type { Host } from '../../host/host.ts';
import type { Digest } from '../../image/layer.ts';

interface Remembered {
  readonly path: string;
  /** What the file was when it was read. */
  readonly state: string;
  readonly digest: Digest;
  readonly size: number;
}

/** The last ones only: a machine that builds has a few root filesystems, and names that never come again. */
const MOST = 32;
/** Clocks of file systems are no coarser (FAT's counts two seconds). */
const GRAIN_NS = 2_000_000_000n;

/**
 * Digest and size of a file. One that nobody has touched since it was last read is not read again, which its state
 * tells; not of what was written within the clock's grain of being read (git's Documentation/technical/racy-git). A host
 * that keeps nothing reads it each time.
 * @param now milliseconds since the epoch.
 * @throws the file system's error, or the signal's reason.
 */
export async function rememberedDigest(
  file: string,
  host: Host,
  now: () => number = Date.now,
): Promise<{ readonly digest: Digest; readonly size: number }> {
  const { localDirectory, signal } = host;
  if (localDirectory === undefined) return digestFile(file, signal);
  const memory = join(localDirectory, 'digests.json');
  const path = resolve(file);
  const before = await stat(path, { bigint: true });
  const state = stateOf(before);
  const all = await readMemory(memory);
  const known = all.find((item) => item.path === path && item.state === state);
  if (known !== undefined) return { digest: known.digest, size: known.size };
  const settled = BigInt(now()) * 1_000_000n - GRAIN_NS > latest(before);
  const { digest, size } = await digestFile(path, signal);
  if (settled && stateOf(await stat(path, { bigint: true })) === state) {
    const others = all.filter((item) => item.path !== path);
    await writeMemory(memory, [{ path, state, digest, size }, ...others].slice(0, MOST));
  }
  return { digest, size };
}

function latest({ mtimeNs, ctimeNs }: BigIntStats): bigint {
  return mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
}

/** Whatever cannot be read is forgotten. */
async function readMemory(file: string): Promise<readonly Remembered[]> {
  try {
    const found: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(found) ? found.filter(isRemembered) : [];
  } catch {
    return [];
  }
}

function isRemembered(item: unknown): item is Remembered {
  if (typeof item !== 'object' || item === null) return false;
  const { path, state, digest, size } = item as Partial<Remembered>;
  return (
    typeof path === 'string' &&
    typeof state === 'string' &&
    typeof size === 'number' &&
    /^sha256:[0-9a-f]{64}$/.test(digest ?? '')
  );
}

/** What cannot be written is read again the next time. */
async function writeMemory(file: string, items: readonly Remembered[]): Promise<void> {
  try {
    await makeDirectory(dirname(file));
    await writeAtomically(file, (partial) => writeFile(partial, JSON.stringify(items)));
  } catch {
    // The run does not depend on it.
  }
}
