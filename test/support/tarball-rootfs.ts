import assert from 'node:assert/strict';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Scope } from '../../scripts/lib/scope.ts';
import type { Host } from '../../src/host/host.ts';
import { createTerminalHost } from '../../src/host/terminal.ts';
import { openRootfs } from '../../src/rootfs/open.ts';
import { smallRootfs, tarOf } from './rootfs-tar.ts';

/** A small root filesystem's tar, and a host with a directory for what becomes of it. */
export async function makeTarballs(scope: Scope): Promise<{ directory: string; host: Host; tar: Buffer }> {
  const directory = await scope.tempDir('rootfs');
  const host = quietHost(directory);
  scope.defer(() => host.close());
  return { directory, host, tar: await tarOf(smallRootfs()) };
}

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
