import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Host } from '../../src/host/host.ts';
import { openScope } from '../support/open-scope.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';
import { makeTarballs, openTarball } from '../support/tarball-rootfs.ts';

describe('archives that are no root filesystem', () => {
  let directory = '';
  let tar: Buffer;
  let host: Host;
  const scope = openScope();
  before(async () => {
    ({ directory, host, tar } = await makeTarballs(scope));
  });
  after(() => scope.close());
  const program = (name: string): Buffer => execFileSync(name, ['-c'], { input: tar });
  const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length / 2));
  const cases: readonly (readonly [string, () => Promise<Uint8Array> | Uint8Array, string])[] = [
    ['empty file', () => Buffer.alloc(0), 'rootfs-empty'],
    ['archive of nothing', () => tarOf([]), 'rootfs-empty'],
    ['truncated tar', () => tar.subarray(0, tar.indexOf('PRETTY_NAME')), 'rootfs-truncated'],
    ['truncated gzip', () => half(gzipSync(tar)), 'rootfs-truncated'],
    ['truncated zstd', () => half(zstdCompressSync(tar)), 'rootfs-truncated'],
    ['truncated xz', () => half(program('xz')), 'rootfs-truncated'],
    [
      'xz that wants a gibibyte of memory',
      () => execFileSync('xz', ['-c', '--lzma2=dict=1GiB,mode=fast,mf=hc3,nice=8'], { input: tar }),
      'rootfs-hostile',
    ],
    ['truncated bzip2', () => half(program('bzip2')), 'rootfs-truncated'],
    ['text', () => Buffer.from('hello\n'.repeat(200)), 'rootfs-not-a-tar'],
    ['text in gzip', () => gzipSync('hello\n'.repeat(200)), 'rootfs-not-a-tar'],
    ['text in xz', () => execFileSync('xz', ['-c'], { input: 'hello\n'.repeat(200) }), 'rootfs-not-a-tar'],
    ['zip', () => Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(600)]), 'rootfs-not-a-tar'],
    [
      'damaged gzip',
      () => Buffer.concat([gzipSync(tar).subarray(0, 100), Buffer.alloc(300, 0xff)]),
      'rootfs-damaged',
    ],
    ['amd64', () => tarOf(smallRootfs(62)), 'rootfs-not-aarch64'],
    ['no shell', () => tarOf([{ path: 'etc/' }]), 'rootfs-no-shell'],
  ];
  for (const [name, make, code] of cases) {
    it(`refuses: ${name}`, async () => {
      const path = join(directory, `bad-${name}`);
      await writeFile(path, await make());
      await assert.rejects(openTarball(path, host), (error: Error & { code: string; hint: string }) => {
        assert.equal(error.code, code, error.message);
        assert.ok(error.message.includes(path), error.message);
        assert.notEqual(error.hint, '');
        return true;
      });
    });
  }

  it('refuses what is not there, and a directory', async () => {
    await assert.rejects(openTarball(join(directory, 'none.tar'), host), { code: 'rootfs-missing' });
    await assert.rejects(openTarball(directory, host), {
      code: 'rootfs-not-a-tar',
      message: /is a directory/,
    });
  });
});
