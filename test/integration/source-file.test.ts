import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { buildEmulator } from '../../src/components/emulator/build.ts';
import { selectEmulatorSource } from '../../src/components/emulator/source.ts';
import { repositoryRoot } from '../../src/files/repository-root.ts';
import { openSource } from '../../src/source/file.ts';
import { serveFiles } from '../support/file-server.ts';
import { tarOf } from '../support/rootfs-tar.ts';
import { startScriptedServer } from '../support/scripted-server.ts';

const BYTES = Buffer.from('some bytes');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

async function setUp(t: TestContext, files: Readonly<Record<string, Uint8Array>>) {
  const [host, server] = [createTestHost(), await serveFiles(files)];
  t.after(async () => {
    server.close();
    await host.close();
  });
  return { host, server };
}

test('an address with a checksum is downloaded only when it is asked for', async (t) => {
  const { host, server } = await setUp(t, { '/sdk.tar': BYTES });
  const source = await openSource(`${server.base}/sdk.tar#sha256=${SHA256}`, 'toolchain', host);
  assert.deepEqual([source.sha256, server.requests, host.warnings], [SHA256, [], []]);
  assert.deepEqual(await readFile(await source.fetch()), BYTES);
  assert.deepEqual(server.requests, ['/sdk.tar']);
});

test('an address without one is downloaded at once, with a warning that names it', async (t) => {
  const { host, server } = await setUp(t, { '/sdk.tar': BYTES });
  const source = await openSource(`${server.base}/sdk.tar`, 'toolchain', host);
  assert.deepEqual(await readFile(await source.fetch()), BYTES);
  assert.deepEqual([source.sha256, server.requests], [SHA256, ['/sdk.tar']]);
  assert.match(host.warnings.join(), /toolchain: http.*\/sdk\.tar has no checksum/);
});

test('other bytes than those that the checksum names are refused', async (t) => {
  const { host, server } = await setUp(t, { '/q.tar': BYTES });
  const source = await selectEmulatorSource(`${server.base}/q.tar#sha256=${'0'.repeat(64)}`, host);
  await assert.rejects(source.fetch(await host.tempDir('q')), {
    code: 'checksum-mismatch',
    message: new RegExp(`emulator-source: ${server.base}/q\\.tar has sha256 ${SHA256}, not 0{64}`),
  });
});

test('credentials in an address fetch it, and are seen nowhere', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const hidden: string[] = [];
  const asked: string[] = [];
  const server = await startScriptedServer(({ path, headers }) => {
    asked.push(`${path} ${headers.authorization}`);
    return path.startsWith('/none') ? { status: 404 } : { status: 200, body: String(BYTES) };
  });
  t.after(() => server.stop());
  const address = `http://ci:pass%2Fword@${server.host}/q.tar?token=${'t'.repeat(20)}`;
  const watched = { ...host, secret: (value: string) => void hidden.push(value) };
  const { origin, identity } = await selectEmulatorSource(address, watched);
  assert.equal(origin, `http://${server.host}/q.tar sha256 ${SHA256}`);
  assert.equal(identity, `tarball ${SHA256}`);
  assert.deepEqual(asked, [
    `/q.tar?token=${'t'.repeat(20)} Basic ${Buffer.from('ci:pass/word').toString('base64')}`,
  ]);
  await assert.rejects(openSource(address.replace('q.tar', 'none'), 'toolchain', watched), {
    message: `toolchain: cannot download http://${server.host}/none: the server answered 404 Not Found`,
  });
  const said = [...host.warnings, ...host.infos, ...host.progressed.map(({ line }) => line)].join('\n');
  assert.match(said, new RegExp(`emulator-source: http://${server.host}/q\\.tar has no checksum`));
  for (const secret of ['pass', 'tttt']) assert.ok(!said.includes(secret), said);
  assert.deepEqual([...new Set(hidden)].sort(), ['pass%2Fword', 'pass/word', 't'.repeat(20)]);
});

test('a file on this machine is what it was when its checksum was taken, or refused', async (t) => {
  const { host } = await setUp(t, {});
  const path = join(await host.tempDir('own'), 'sdk.tar');
  await writeFile(path, BYTES);
  const source = await openSource(path, 'toolchain', host);
  const fetched = await source.fetch();
  await writeFile(path, BYTES.toString().toUpperCase());
  assert.deepEqual([source.sha256, await readFile(fetched)], [SHA256, BYTES]);
  await assert.rejects(source.fetch(), {
    code: 'source-changed',
    message: `toolchain: ${path} was changed after its checksum was taken`,
  });
  await rm(path);
  await assert.rejects(source.fetch(), { code: 'source-not-found', message: new RegExp(path) });
});

test('a server that refuses is named', async (t) => {
  const { host, server } = await setUp(t, {});
  await assert.rejects(openSource(`${server.base}/none`, 'toolchain', host), {
    code: 'download-failed',
    message: /toolchain: cannot download .*\/none: the server answered 404/,
  });
});

test('QEMU of a series without a patch is refused before anything of it runs', async (t) => {
  const tree = [{ path: 'qemu-3.1.0/' }, { path: 'qemu-3.1.0/VERSION', bytes: Buffer.from('3.1.0\n') }];
  const { host, server } = await setUp(t, { '/qemu-3.1.0.tar.gz': gzipSync(await tarOf(tree)) });
  const source = await selectEmulatorSource(`${server.base}/qemu-3.1.0.tar.gz`, host);
  const directory = await source.fetch(await host.tempDir('q'));
  const before = [...host.commands];
  await assert.rejects(
    buildEmulator(directory, source.origin, `${repositoryRoot()}/native`, 'neoverse-n1', host),
    {
      code: 'qemu-series-unsupported',
      message: /QEMU 3\.1\.0; supported series: 6\.2, 7\.2, .*10\.0/,
    },
  );
  assert.deepEqual(host.commands, before);
});
