import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Host } from '../../src/host/host.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';
import { openTarball, quietHost } from '../support/tarball-rootfs.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a root filesystem at an address', () => {
  let directory = '';
  let tar: Buffer;
  let host: Host;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-'));
    host = quietHost(directory);
    tar = await tarOf(smallRootfs());
  });
  after(async () => {
    await host.close();
    await rm(directory, { recursive: true, force: true });
  });
  const redirects = new Map([
    ['/loop', '/loop'],
    ['/moved', '/r.tar'],
    ['/away', 'http://example.org/r.tar'],
  ]);
  const server = createServer(({ url = '' }, response) => {
    const location = redirects.get(url);
    if (location !== undefined) response.writeHead(302, { location }).end();
    else if (url === '/r.tar') response.end(tar);
    else if (url === '/short') {
      response.writeHead(200, { 'content-length': String(tar.length) });
      response.write(tar.subarray(0, 1000), () => response.destroy());
    } else response.writeHead(404).end();
  });
  let base = '';
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('downloads, follows redirects and checks', async () => {
    const { layer } = await openTarball(`${base}/moved#sha256=${sha256(tar)}`, host);
    assert.equal(layer.diffId, `sha256:${sha256(tar)}`);
    await assert.rejects(openTarball(`${base}/r.tar#sha256=${'1'.repeat(64)}`, host), {
      code: 'checksum-mismatch',
    });
  });

  for (const [path, code, message] of [
    ['none', 'download-failed', /404/],
    ['short', 'download-failed', /cannot download/],
    ['loop', 'download-failed', /redirects/],
    ['away', 'source-protocol', /http:\/\/example\.org/],
  ] as const) {
    it(`refuses ${path}`, () => assert.rejects(openTarball(`${base}/${path}`, host), { code, message }));
  }
});
