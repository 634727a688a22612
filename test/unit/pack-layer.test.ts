import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import type { TreeEntry } from '../../src/tar/entry.ts';
import { packLayer } from '../../src/tar/pack.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pack-layer-'));
});
after(() => rm(directory, { recursive: true }));

const options = { createdBy: 'test', sourceDateEpoch: 1_700_000_000 };
const text = (content: string) => ({ bytes: Buffer.from(content) });
const entries: TreeEntry[] = [
  { type: 'file', path: 'x86_64/bin/launch', mode: 0o755, source: text('launch') },
  { type: 'symlink', path: 'lib64/ld-linux-x86-64.so.2', target: '/x86_64/lib/ld-linux-x86-64.so.2' },
  { type: 'directory', path: 'x86_64/native', mode: 0o700 },
  { type: 'file', path: 'x86_64/empty', mode: 0o644, source: text('') },
  { type: 'file', path: `x86_64/${'long/'.repeat(60)}é`, mode: 0o644, source: text('deep') },
];

async function members(blob: string): Promise<{ header: Header; body: string }[]> {
  const found: { header: Header; body: string }[] = [];
  const tar = extract();
  tar.end(gunzipSync(await readFile(blob)));
  for await (const entry of tar) {
    let body = '';
    for await (const chunk of entry) body += chunk;
    found.push({ header: entry.header, body });
  }
  return found;
}

test('packs a sorted tree with its parents, owner root, one mtime', async () => {
  const blob = join(directory, 'tree');
  await packLayer(entries, blob, options);
  const found = await members(blob);
  const names = found.map(({ header }) => header.name);
  assert.deepEqual(names.slice(0, 5), [
    'lib64/',
    'lib64/ld-linux-x86-64.so.2',
    'x86_64/',
    'x86_64/bin/',
    'x86_64/bin/launch',
  ]);
  assert.equal(names.at(-1), 'x86_64/native/');
  for (const { header } of found) {
    assert.deepEqual([header.uid, header.gid], [0, 0]);
    assert.equal(header.mtime?.getTime(), 1_700_000_000_000);
  }
  const of = (name: string) => found.find(({ header }) => header.name === name);
  assert.equal(of('x86_64/bin/launch')?.body, 'launch');
  assert.equal(of('x86_64/bin/launch')?.header.mode, 0o755);
  assert.equal(of('x86_64/native/')?.header.mode, 0o700);
  assert.equal(of('lib64/ld-linux-x86-64.so.2')?.header.linkname, '/x86_64/lib/ld-linux-x86-64.so.2');
  assert.equal(of(`x86_64/${'long/'.repeat(60)}é`)?.body, 'deep');
});

test('the order of the entries and the source of the bytes do not change the digest', async () => {
  const file = join(directory, 'source');
  await writeFile(file, 'launch');
  const fromDisk: TreeEntry = { type: 'file', path: 'x86_64/bin/launch', mode: 0o755, source: { file } };
  const [first, second] = [join(directory, 'first'), join(directory, 'second')];
  const a = await packLayer(entries, first, options);
  const b = await packLayer([...entries.slice(1), fromDisk].reverse(), second, options);
  assert.deepEqual(await readFile(first), await readFile(second));
  assert.equal(a.digest, b.digest);
  assert.equal(a.diffId, b.diffId);
});

test('digest, size and diffID are those of the bytes', async () => {
  const blob = join(directory, 'hashed');
  const layer = await packLayer(entries, blob, options);
  const bytes = await readFile(blob);
  const sha256 = (data: Buffer) => `sha256:${createHash('sha256').update(data).digest('hex')}`;
  assert.equal(layer.digest, sha256(bytes));
  assert.equal(layer.diffId, sha256(gunzipSync(bytes)));
  assert.equal(layer.size, bytes.length);
  assert.equal(layer.mediaType, 'application/vnd.oci.image.layer.v1.tar+gzip');
  const read: Buffer[] = await layer.open().toArray();
  assert.deepEqual(Buffer.concat(read), bytes);
});

test('a large file passes through whole', async () => {
  const file = join(directory, 'large');
  const content = Buffer.alloc(3_000_001, 'arm64-on-x86 ');
  await writeFile(file, content);
  const blob = join(directory, 'large-layer');
  await packLayer([{ type: 'file', path: 'large', mode: 0o644, source: { file } }], blob, options);
  assert.equal((await members(blob))[0]?.body, content.toString());
});

const file = (path: string): TreeEntry => ({ type: 'file', path, mode: 0o644, source: text('x') });
for (const [what, tree, message] of [
  ['a path twice', [file('a'), file('a')], /a is there twice/],
  ['an entry under a file', [file('a'), file('a/b')], /a\/b lies under a, a file/],
  ['an absolute path', [file('/a')], /not a relative/],
  ['a path with ..', [file('a/../b')], /not a relative/],
  ['an empty path', [file('')], /not a relative/],
] as const) {
  test(`refuses ${what}`, async () => {
    await assert.rejects(packLayer(tree, join(directory, 'bad'), options), message);
  });
}

test('leaves nothing behind when a source is missing or the work is cancelled', async () => {
  const blob = join(directory, 'gone');
  const missing: TreeEntry = { ...file('a'), source: { file: join(directory, 'nowhere') } } as TreeEntry;
  await assert.rejects(packLayer([missing], blob, options), { code: 'ENOENT' });
  await assert.rejects(packLayer(entries, blob, { ...options, signal: AbortSignal.abort() }), {
    name: 'AbortError',
  });
  await assert.rejects(stat(blob), { code: 'ENOENT' });
  assert.deepEqual(
    (await readdir(directory)).filter((name) => name.startsWith('gone')),
    [],
  );
});

test('fails when a file is shorter than it was', async () => {
  const path = join(directory, 'shrinking');
  await writeFile(path, 'abc');
  const { tarStream } = await import('../../src/tar/stream.ts');
  const member = {
    name: 'a',
    type: 'file',
    mode: 0o644,
    size: 5,
    open: () => createReadStream(path),
  } as const;
  await assert.rejects(tarStream([member], 0).toArray(), /Size mismatch/);
});

test('packs the same tree as ever: for other bytes, raise FORMAT in src/components/key.ts', async () => {
  const { diffId } = await packLayer(entries, join(directory, 'format-2'), options);
  assert.equal(diffId, 'sha256:96a162b9e52d56acbc76a58c91a68e54b36a49690883beb45b4260ae2deabac5');
});
