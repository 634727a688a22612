import { readFile } from 'node:fs/promises';
import type { TreeEntry } from '../../tar/entry.ts';
import { isTargetFile, type ToolchainFile } from './needs.ts';

/** The files of a tree that the gate reads; links to them are not read twice. */
export function targetFiles(entries: Iterable<TreeEntry>): ToolchainFile[] {
  return [...entries].flatMap((entry) => {
    if (entry.type !== 'file' || !isTargetFile(entry.path)) return [];
    const { source, path } = entry;
    return [
      { path, read: async () => ('file' in source ? readFile(source.file) : Buffer.from(source.bytes)) },
    ];
  });
}
