import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { createdBy } from '../image/created-by.ts';
import type { Layer } from '../image/layer.ts';
import { packLayer } from '../tar/pack.ts';
import type { RootfsProfile } from './profile.ts';
import type { RootfsTree } from './tree.ts';

const VARIABLES = 'etc/yum/vars';
/** Amazon Linux 2's instances have it; its repositories' addresses are made from it and from releasever. */
const MARK = 'amazonlinux';
const RELEASE = '2';

/**
 * Where yum's variable `releasever` has to be set: on Amazon Linux 2, told by its variable `amazonlinux`. There yum
 * asks the instance for it, and a container is no instance. Amazon Linux 2023 knows its releasever from a package, and
 * has no such file.
 */
export function findReleasever(
  tree: RootfsTree,
  { version }: RootfsProfile['distribution'],
): RootfsProfile['yumReleasever'] {
  const isAmazon2 = tree.resolve(`${VARIABLES}/${MARK}`)?.type === 'file' && /^(2|)$/.test(version);
  return isAmazon2 ? { path: tree.wouldBe(`${VARIABLES}/releasever`), value: RELEASE } : undefined;
}

/** A layer that sets the variable; undefined where none is to be set. */
export async function releaseverLayer(
  { yumReleasever }: RootfsProfile,
  sourceDateEpoch: number,
  host: Host,
): Promise<Layer | undefined> {
  if (yumReleasever === undefined) return undefined;
  const { path, value } = yumReleasever;
  const source = { bytes: Buffer.from(`${value}\n`) };
  const blob = join(await host.tempDir('releasever'), 'blob');
  return packLayer([{ type: 'file', path, mode: 0o644, source }], blob, {
    createdBy: createdBy(`releasever=${value} for yum`),
    sourceDateEpoch,
    signal: host.signal,
  });
}
