import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ifThere } from './if-there.ts';

/**
 * What tells one state of a file from another without reading it, as git does for its index: device, inode, size, and
 * the times of the last write and of the last change, the second of which no program can set (inode(7)).
 */
export function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}

/** The state of the file at a path; undefined when there is none. Rejects as ifThere. */
export async function fileState(path: string): Promise<string | undefined> {
  const info = await ifThere(stat(path, { bigint: true }), 'ENOTDIR');
  return info && stateOf(info);
}
