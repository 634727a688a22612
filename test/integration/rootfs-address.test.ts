import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Host } from '../../src/host/host.ts';
import { openScope } from '../support/open-scope.ts';
import { makeTarballs, openTarball } from '../support/tarball-rootfs.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a root filesystem at an address', () => {
  let tar: Buffer;
  let host: Host;
  const scope = openScope();
  before(async () => {
    ({ host, tar } = await makeTarballs(scope));
  });
  after(() => scope.close());
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
    ['loop', 'download-failed', /redirections/],
    ['away', 'source-protocol', /http:\/\/example\.org/],
  ] as const) {
    it(`refuses ${path}`, () => assert.rejects(openTarball(`${base}/${path}`, host), { code, message }));
  }
});
