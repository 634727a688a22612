// What has to be set in a root filesystem of Amazon Linux, with real tar archives.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { Host } from '../../src/host/host.ts';
import { openRootfs } from '../../src/rootfs/open.ts';
import { quietHost } from '../support/quiet-host.ts';
import { elfHead, type FakeEntry, tarOf } from '../support/rootfs-tar.ts';

const text = (content: string) => ({ bytes: Buffer.from(content), mode: 0o644 });
const amazonLinux = (version: string): FakeEntry[] => [
  { path: './bin/sh', bytes: elfHead(183) },
  { path: './etc/os-release', ...text(`ID="amzn"\nVERSION_ID="${version}"\n`) },
];
const variable: FakeEntry = { path: './etc/yum/vars/amazonlinux', ...text('amzn2\n') };

describe("Amazon Linux's releasever", () => {
  let directory = '';
  let host: Host;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-releasever-'));
    host = quietHost(join(directory, 'cache'), { TMPDIR: directory });
  });
  after(async () => {
    await host.close();
    await rm(directory, { recursive: true, force: true });
  });
  const open = async (entries: readonly FakeEntry[]) => {
    const rootfs = join(directory, 'rootfs.tar');
    await writeFile(rootfs, await tarOf(entries));
    return openRootfs({ rootfs, rootfsExclude: [] }, host);
  };

  it('is set for yum on Amazon Linux 2, in a layer of its own', async () => {
    const { layers, profile } = await open([...amazonLinux('2'), variable]);
    assert.deepEqual(profile.yumReleasever, { path: 'etc/yum/vars/releasever', value: '2' });
    assert.equal(layers.length, 2);
    const layer = layers[1];
    assert.ok(layer);
    assert.equal(layer.createdBy, 'arm64-on-x86: releasever=2 for yum');
    const out = await mkdtemp(join(directory, 'out-'));
    execFileSync('tar', ['-xz', '-C', out], { input: await buffer(layer.open()) });
    assert.equal(execFileSync('cat', [join(out, 'etc/yum/vars/releasever')], { encoding: 'utf8' }), '2\n');
    const again = await open([...amazonLinux('2'), variable]);
    assert.equal(again.layers[1]?.digest, layer.digest);
  });

  it('is written to where a link leads, and only where the variable is', async () => {
    const linked: FakeEntry[] = [
      { path: './etc/yum/vars', link: '../dnf/vars' },
      { path: './etc/dnf/vars/amazonlinux', ...text('amzn2\n') },
    ];
    const { profile } = await open([...amazonLinux('2'), ...linked]);
    assert.equal(profile.yumReleasever?.path, 'etc/dnf/vars/releasever');
    for (const entries of [amazonLinux('2'), [...amazonLinux('2023'), variable]])
      assert.equal((await open(entries)).layers.length, 1);
  });
});
