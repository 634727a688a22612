// A tarball's layer may be on its way to a registry while it is still being read.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Host } from '../../src/host/host.ts';
import { createTerminalHost } from '../../src/host/terminal.ts';
import type { LayerBlob } from '../../src/image/layer.ts';
import { openRootfs } from '../../src/rootfs/open.ts';
import { randomBytesOf } from '../support/random.ts';
import { type FakeEntry, smallRootfs, tarOf } from '../support/rootfs-tar.ts';

const LARGE: FakeEntry = { path: 'usr/share/large', bytes: Buffer.alloc(32 << 20) };
const AARCH64 = 183;
const X86_64 = 62;

describe('the layer of a tarball that is read for the first time', () => {
  let directory: string;
  let host: Host;
  let files = 0;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-'));
    const quiet = () => new PassThrough().resume();
    const env = { TMPDIR: directory };
    host = createTerminalHost({ env, cacheDirectory: directory, stdout: quiet(), stderr: quiet() });
  });
  after(async () => {
    await host.close();
    await rm(directory, { recursive: true, force: true });
  });

  const write = async (entries: readonly FakeEntry[], pack = gzipSync): Promise<string> => {
    const path = join(directory, `${++files}.tar.gz`);
    await writeFile(path, pack(await tarOf(entries)));
    return path;
  };
  /** What was told, and at the end what came of it. */
  const events = async (rootfs: string, rootfsExclude: readonly string[] = []): Promise<string[]> => {
    const told: string[] = [];
    const layer = ({ digest }: LayerBlob) => void told.push(digest);
    await openRootfs({ rootfs, rootfsExclude }, host, { layer }).then(
      ({ layers }) => told.push(...layers.map(({ digest }) => `taken ${digest}`)),
      (error) => told.push(error.code),
    );
    return told;
  };

  it('is told of before all of it has been read, and only the first time', async () => {
    const path = await write([...smallRootfs(), LARGE]);
    const [early = '', taken = '', ...more] = await events(path);
    assert.deepEqual([taken, more], [`taken ${early}`, []]);
    assert.deepEqual(await events(path), [taken]);
  });

  it('has all its bytes for who takes them meanwhile', async () => {
    const rootfs = await write([...smallRootfs(), { path: 'random', bytes: randomBytesOf(1, 24 << 20) }]);
    let sent: Promise<Buffer> | undefined;
    const layer = ({ open }: LayerBlob): void => {
      sent = buffer(open());
    };
    await openRootfs({ rootfs, rootfsExclude: [] }, host, { layer });
    assert.ok((await sent)?.equals(await readFile(rootfs)));
  });

  it('is not told of when nothing of the guest has been seen, or so little that the rest soon comes', async () => {
    assert.deepEqual(await events(await write([...smallRootfs(X86_64), LARGE])), ['rootfs-not-aarch64']);
    const [taken = '', ...more] = await events(await write(smallRootfs(AARCH64)));
    assert.deepEqual([taken.startsWith('taken sha256:'), more], [true, []]);
  });

  it('is not told of when another layer comes of it', async () => {
    const entries = [...smallRootfs(), LARGE];
    for (const told of [
      await events(await write(entries), ['usr/share']),
      await events(await write(entries, (tar) => tar as never)),
    ])
      assert.deepEqual([told.length, told[0]?.startsWith('taken sha256:')], [1, true]);
  });
});
