import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, test } from 'node:test';
import { readLayerDirectory, writeLayerDirectory } from '../../src/cache/layer-directory.ts';
import type { Layer } from '../../src/image/layer.ts';
import { packLayer } from '../../src/tar/pack.ts';

let work: string;
let layer: Layer;
let directory: string;
let count = 0;
before(async () => {
  work = await mkdtemp(join(tmpdir(), 'layer-directory-'));
  const source = { bytes: Buffer.from('hello') };
  layer = await packLayer([{ type: 'file', path: 'a', mode: 0o644, source }], join(work, 'elsewhere'), {
    createdBy: 'test',
    sourceDateEpoch: 0,
  });
});
after(() => rm(work, { recursive: true }));
beforeEach(async () => {
  count += 1;
  directory = join(work, `layer-${count}`);
  await writeLayerDirectory(directory, layer);
});

test('a layer read back is the layer written', async () => {
  const read = await readLayerDirectory(directory);
  assert.ok(read);
  const { open, pieces, ...record } = read;
  const { open: openOriginal, ...original } = layer;
  assert.deepEqual(record, original);
  const bytes = Buffer.concat(await openOriginal().toArray());
  assert.deepEqual(Buffer.concat(await open().toArray()), bytes);
  assert.ok(pieces);
  assert.deepEqual(await buffer(pieces()), bytes);
});

test('a blob packed in place is kept', async () => {
  const inPlace = join(work, 'in-place');
  await writeLayerDirectory(inPlace, layer);
  await writeLayerDirectory(inPlace, layer);
  assert.equal((await readLayerDirectory(inPlace))?.digest, layer.digest);
});

test('a missing directory is a miss', async () => {
  assert.equal(await readLayerDirectory(join(work, 'nowhere')), undefined);
});

test('a truncated blob is a miss', async () => {
  await truncate(join(directory, 'blob'), layer.size - 1);
  assert.equal(await readLayerDirectory(directory), undefined);
});

for (const [what, json] of [
  ['no JSON', '{"mediaType": '],
  ['null', 'null'],
  ['incomplete', '{"mediaType":"a","size":3}'],
]) {
  test(`a layer.json that is ${what} is a miss`, async () => {
    await writeFile(join(directory, 'layer.json'), json ?? '');
    assert.equal(await readLayerDirectory(directory), undefined);
  });
}
