import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../../src/errors.ts';
import { ifThere } from '../../src/files/if-there.ts';

const directory = '/proc/sys/fs/binfmt_misc';
const fixedFiles = new Set(['register', 'status']);

/** Whether a handler's file (kernel's Documentation/admin-guide/binfmt-misc.rst) takes aarch64 programs. */
export function takesAarch64(handler: string): boolean {
  if (!handler.startsWith('enabled')) return false;
  const offset = Number(/^offset (\d+)$/m.exec(handler)?.[1] ?? Number.NaN);
  const magic = /^magic ([0-9a-f]+)$/m.exec(handler)?.[1];
  if (magic === undefined || Number.isNaN(offset)) return false;
  // e_machine is at byte 18 of an ELF header; EM_AARCH64 is 183.
  return magic.slice((18 - offset) * 2, (20 - offset) * 2) === 'b700';
}

/** Names of the registered handlers for aarch64 programs; none when binfmt_misc is not mounted. */
export async function aarch64Handlers(from = directory): Promise<string[]> {
  const names = (await ifThere(readdir(from))) ?? [];
  const found: string[] = [];
  for (const name of names.filter((entry) => !fixedFiles.has(entry))) {
    if (takesAarch64(await readFile(join(from, name), 'utf8'))) found.push(name);
  }
  return found;
}

/** Throws ToolError where the kernel would start aarch64 programs itself: a demonstration would prove nothing. */
export async function refuseAarch64Handlers(): Promise<void> {
  const handlers = await aarch64Handlers();
  if (handlers.length === 0) return;
  throw new ToolError(
    'binfmt-registered',
    `binfmt_misc has handlers for aarch64 programs: ${handlers.join(', ')}`,
    `remove them, for this proves nothing with them: echo -1 > ${join(directory, handlers[0] ?? '')}`,
  );
}
