import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { repositoryRoot } from '../../src/files/repository-root.ts';
import { type FakeEntry, tarOf } from './rootfs-tar.ts';

const SERIES = '10.0';

/**
 * A tarball that is taken for QEMU's source as far as its configure: of the files that our patch changes it has the
 * lines around the changes.
 * @param configure the script that stands in for QEMU's own.
 */
export async function qemuStandin(configure: string): Promise<Buffer> {
  const patch = await readFile(join(repositoryRoot(), `native/emulator/patches/${SERIES}.patch`), 'utf8');
  const files = new Map([
    ['VERSION', `${SERIES}.0\n`],
    ['target/arm/cpu64.c', '{ .name = "neoverse-n1", .initfn = n1 },\n'],
    // With which no meson is asked for.
    ['python/wheels/meson-1.5.0-py3-none-any.whl', ''],
    ['configure', configure],
    ...unpatched(patch),
  ]);
  const entries: FakeEntry[] = [...files].map(([path, text]) => ({
    path: `qemu-${SERIES}.0/${path}`,
    bytes: Buffer.from(text),
  }));
  return gzipSync(await tarOf(entries));
}

/** What a unified diff wants to find, each line where it looks for it. */
function unpatched(patch: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const part of patch.split(/^--- a\//m).slice(1)) {
    const [path = ''] = part.split('\n', 1);
    const lines: string[] = [];
    for (const hunk of part.split(/^@@ /m).slice(1)) {
      const [head = '', ...body] = hunk.split('\n');
      const start = Number(/^-(\d+)/.exec(head)?.[1]) - 1;
      while (lines.length < start) lines.push('');
      for (const line of body) if (/^[ -]/.test(line)) lines.push(line.slice(1));
    }
    files.set(path, `${lines.join('\n')}\n`);
  }
  return files;
}
