import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Host } from '../../src/host/host.ts';
import type { Layer } from '../../src/image/layer.ts';
import { openRootfs } from '../../src/rootfs/open.ts';
import { openScope } from '../support/open-scope.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';
import { makeTarballs, openTarball, quietHost } from '../support/tarball-rootfs.ts';

/** What a layer is, without how it is read. */
const described = (layer: Layer): object => ({ ...layer, open: 0, pieces: 0 });

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('root filesystem', () => {
  let directory = '';
  let tar: Buffer;
  let host: Host;
  const write = async (name: string, bytes: Uint8Array): Promise<string> => {
    await writeFile(join(directory, name), bytes);
    return join(directory, name);
  };
  const program = (name: string): Buffer => execFileSync(name, ['-c'], { input: tar });
  /** Where the cache has something of a plain tar, whose own digest is its diffID. */
  const cacheEntry = async (kind: string, path: string): Promise<string> => {
    const digest = sha256(await readFile(path)).slice(0, 32);
    const keys = await readdir(join(directory, 'cache', 'v1'));
    const key = keys.find((key) => key.startsWith(kind) && key.includes(digest));
    return join(directory, 'cache', 'v1', key ?? 'none');
  };
  const scope = openScope();
  before(async () => {
    ({ directory, host, tar } = await makeTarballs(scope));
  });
  after(() => scope.close());

  it('passes gzip and zstd through byte for byte', async () => {
    for (const [name, bytes, type] of [
      ['r.tar.gz', gzipSync(tar), 'gzip'],
      ['r.tar.zst', zstdCompressSync(tar), 'zstd'],
      // Members and frames one after the other, as pigz and pzstd write them.
      ['two.gz', Buffer.concat([gzipSync(tar.subarray(0, 1000)), gzipSync(tar.subarray(1000))]), 'gzip'],
      [
        'two.zst',
        Buffer.concat([zstdCompressSync(tar.subarray(0, 1000)), zstdCompressSync(tar.subarray(1000))]),
        'zstd',
      ],
    ] as const) {
      const { layer, profile } = await openTarball(await write(name, bytes), host);
      assert.deepEqual(await buffer(layer.open()), bytes, name);
      assert.equal(layer.digest, `sha256:${sha256(bytes)}`);
      assert.equal(layer.diffId, `sha256:${sha256(tar)}`, name);
      assert.equal(layer.size, bytes.length);
      assert.equal(layer.mediaType, `application/vnd.oci.image.layer.v1.tar+${type}`);
      assert.equal(profile.distribution.id, 'test');
      assert.deepEqual(profile.programs, ['/usr/bin/dash', '/usr/bin/sh']);
    }
  });

  it('packs gzip again that is padded with zeros, which Go does not unpack', async () => {
    const padded = Buffer.concat([gzipSync(tar), Buffer.alloc(1 << 20)]);
    for (const [name, bytes] of [
      ['padded.gz', padded],
      // Longer than what is read at a time, so that zlib does not see all of it.
      ['long.gz', Buffer.concat([padded, Buffer.alloc(20 << 20)])],
    ] as const) {
      const path = await write(name, bytes);
      for (const layer of [(await openTarball(path, host)).layer, (await openTarball(path, host)).layer]) {
        const blob = await buffer(layer.open());
        assert.ok(blob.length < gzipSync(tar).length + 100, `${blob.length} bytes`);
        assert.deepEqual(gunzipSync(blob), tar);
        assert.equal(layer.diffId, `sha256:${sha256(tar)}`);
        assert.equal(layer.digest, `sha256:${sha256(blob)}`);
      }
    }
  });

  it('compresses others again as gzip, the same bytes each time, and from the cache too', async () => {
    const files = { 'r.tar': tar, 'r.tar.xz': program('xz'), 'r.tar.bz2': program('bzip2') };
    for (const [name, bytes] of Object.entries(files)) {
      const path = await write(name, bytes);
      const first = await openTarball(path, host);
      const again = await openTarball(path, host);
      const blob = await buffer(first.layer.open());
      assert.deepEqual(gunzipSync(blob), tar, name);
      assert.equal(first.layer.digest, `sha256:${sha256(blob)}`);
      assert.equal(first.layer.size, blob.length);
      assert.equal(first.layer.diffId, `sha256:${sha256(tar)}`);
      assert.match(first.layer.mediaType, /tar\+gzip$/);
      assert.deepEqual(described(again.layer), described(first.layer));
      assert.deepEqual(await buffer(again.layer.open()), blob);
      assert.deepEqual(again.profile, first.profile);
    }
  });

  it('reads anew what is damaged in the cache, and replaces it', async () => {
    const path = await write('damaged.tar', await tarOf([...smallRootfs(), { path: 'damaged' }]));
    const first = await openTarball(path, host);
    for (const name of ['record.json', 'blob', 'layer.json']) {
      const file = join(
        await cacheEntry(name === 'record.json' ? 'rootfs-read-' : 'rootfs-gzip', path),
        name,
      );
      const whole = await readFile(file);
      await rm(file);
      await writeFile(file, whole.subarray(0, 100));
      const again = await openTarball(path, host);
      assert.deepEqual(described(again.layer), described(first.layer), name);
      assert.deepEqual(again.profile, first.profile);
      assert.deepEqual(await readFile(file), whole, name);
    }
  });

  it('keeps nothing of a file that changes while it is read', async () => {
    const other = await tarOf([...smallRootfs(), { path: 'other' }]);
    for (const rootfsExclude of [[], ['etc']]) {
      const path = await write(`changing-${rootfsExclude}.tar`, tar);
      const inputs = { rootfs: path, rootfsExclude };
      await openRootfs(inputs, host); // so that what is in it is known
      const asked: string[] = [];
      const cache: Host['cache'] = {
        ...host.cache,
        async restore(key, into) {
          if (!key.startsWith('rootfs-gzip')) return host.cache.restore(key, into);
          asked.push(key);
          await host.cache.discard(key);
          await writeFile(path, other);
          return false;
        },
      };
      await assert.rejects(openRootfs(inputs, { ...host, cache }), {
        code: 'rootfs-changed',
        message: new RegExp(path),
      });
      const kept = await readdir(join(directory, 'cache', 'v1'));
      assert.deepEqual([asked.length, kept.filter((key) => asked.includes(key))], [1, []]);
    }
  });

  it('does not keep what it found in a file that changed before it was read', async () => {
    const path = await write('swapped.tar.gz', gzipSync(await tarOf([...smallRootfs(), { path: 'old' }])));
    const asked: string[] = [];
    const cache: Host['cache'] = {
      ...host.cache,
      async restore(key) {
        asked.push(key);
        await writeFile(path, gzipSync(await tarOf([...smallRootfs(), { path: 'new' }])));
        return false;
      },
    };
    const inputs = { rootfs: path, rootfsExclude: [] };
    await assert.rejects(openRootfs(inputs, { ...host, cache }), { code: 'rootfs-changed' });
    const kept = await readdir(join(directory, 'cache', 'v1'));
    assert.deepEqual([asked.length, kept.filter((key) => asked.includes(key))], [1, []]);
  });

  it('does not take the layer of another tar from the cache', async () => {
    const one = await write('one.tar', await tarOf([...smallRootfs(), { path: 'one' }]));
    const other = await write('another.tar', await tarOf([...smallRootfs(), { path: 'another' }]));
    const { layer } = await openTarball(one, host);
    await openTarball(other, host);
    const entry = await cacheEntry('rootfs-gzip', one);
    await rm(entry, { recursive: true });
    await cp(await cacheEntry('rootfs-gzip', other), entry, { recursive: true });
    assert.equal((await openTarball(one, host)).layer.digest, layer.digest);
  });

  it('names the package when xz is not installed', async () => {
    const path = await write('other.tar.xz', program('xz'));
    const bare = quietHost(directory, { TMPDIR: directory });
    const before = process.env.PATH;
    process.env.PATH = directory;
    try {
      const other = await tarOf([...smallRootfs(), { path: 'x' }]);
      await writeFile(path, execFileSync('/usr/bin/xz', ['-c'], { input: other }));
      await assert.rejects(openTarball(path, bare), {
        code: 'unpacker-missing',
        hint: /apt-get install xz-utils/,
      });
    } finally {
      process.env.PATH = before;
      await bare.close();
    }
  });

  it('takes a checksum, and refuses another', async () => {
    const path = await write('sum.tar', tar);
    await openTarball(`${path}#sha256=${sha256(tar).toUpperCase()}`, host);
    await assert.rejects(openTarball(`${path}#sha256=${'0'.repeat(64)}`, host), {
      code: 'checksum-mismatch',
      message: new RegExp(sha256(tar)),
    });
  });

  it('leaves no temporary directory when the host closes', async () => {
    const own = await mkdtemp(join(directory, 'tmp-'));
    const closing = quietHost(directory, { TMPDIR: own });
    await openTarball(await write('last.tar', tar), closing);
    assert.notDeepEqual(await readdir(own), []);
    await closing.close();
    assert.deepEqual(await readdir(own), []);
    assert.ok((await readFile(join(directory, 'last.tar'))).equals(tar));
  });
});
