import assert from 'node:assert/strict';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Host } from '../../src/host/host.ts';
import { createTerminalHost } from '../../src/host/terminal.ts';
import { openRootfs } from '../../src/rootfs/open.ts';

/** The root filesystem of a tarball, which is one layer. */
export async function openTarball(rootfs: string, host: Host) {
  const { layers, ...rest } = await openRootfs({ rootfs, rootfsExclude: [] }, host);
  const [layer, second] = layers;
  assert.ok(layer !== undefined && second === undefined);
  return { layer, ...rest };
}

/** A terminal's host that nobody watches, with its cache in the directory. */
export function quietHost(directory: string, env: Host['env'] = { TMPDIR: directory }): Host {
  return createTerminalHost({
    env,
    cacheDirectory: join(directory, 'cache'),
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
  });
}
