import assert from 'node:assert/strict';
import { readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { digestOf } from '../../src/image/digest.ts';
import { rememberedDigest } from '../../src/rootfs/source/remembered-digest.ts';
import { openScope } from '../support/open-scope.ts';

const OLD = Buffer.from('what was read');
const OTHER = Buffer.from('something new');

describe('the digest of a file that was read before', () => {
  const scope = openScope();
  const bare = createTestHost();
  let directory: string;
  let file: string;
  const host = () => ({ ...bare, localDirectory: join(directory, 'cache') });
  const memory = () => join(directory, 'cache/digests.json');
  const read = async () => (await rememberedDigest(file, host())).digest;
  /** When what was written just now is as it stays. */
  const later = () => Date.now() + 2100;

  before(() => scope.defer(() => bare.close()));
  after(() => scope.close());
  beforeEach(async () => {
    directory = await scope.tempDir('digests');
    file = join(directory, 'file');
    await writeFile(file, OLD);
  });

  /** Reads the file when its clock's grain is over, and puts another digest into the memory: who answers is told. */
  async function remember(): Promise<string> {
    assert.equal((await rememberedDigest(file, host(), later)).digest, digestOf(OLD));
    const text = await readFile(memory(), 'utf8');
    await writeFile(memory(), text.replace(digestOf(OLD), digestOf(OTHER)));
    return text;
  }

  it('is not computed again', async () => {
    await remember();
    assert.deepEqual(await rememberedDigest(file, host()), { digest: digestOf(OTHER), size: OLD.length });
  });

  it('is computed again when the file was written to, replaced or moved, whatever its times say', async () => {
    await remember();
    const past = new Date(1000);
    await utimes(file, past, past);
    assert.equal(await read(), digestOf(OLD), 'other times');
    await writeFile(file, OTHER);
    await utimes(file, past, past);
    assert.equal(await read(), digestOf(OTHER), 'other bytes');
    const beside = join(directory, 'beside');
    await writeFile(beside, OLD);
    await rename(beside, file);
    assert.equal(await read(), digestOf(OLD), 'another file');
  });

  it('is not kept of a file that was written to just now, nor where nothing is kept', async () => {
    const { ctimeMs } = await stat(file);
    await rememberedDigest(file, host(), () => Math.round(ctimeMs) + 1900);
    await assert.rejects(readFile(memory()), { code: 'ENOENT' });
    await remember();
    assert.equal((await rememberedDigest(file, bare)).digest, digestOf(OLD));
  });

  it('is computed where what is kept is damaged, or cannot be', async () => {
    const text = await remember();
    for (const damaged of ['', '{', '{}', '[1,null,{}]', text.replace('sha256:', 'md5:')]) {
      await writeFile(memory(), damaged);
      assert.equal(await read(), digestOf(OLD), damaged);
    }
    const nowhere = { ...bare, localDirectory: file };
    assert.equal((await rememberedDigest(file, nowhere)).digest, digestOf(OLD));
  });

  it('is forgotten of the files that were read longest ago', async () => {
    const names = Array.from({ length: 40 }, (_, index) => join(directory, `file-${index}`));
    for (const name of names) await writeFile(name, name);
    for (const name of names) await rememberedDigest(name, host(), later);
    const kept = JSON.parse(await readFile(memory(), 'utf8')).map(({ path }: { path: string }) => path);
    assert.deepEqual(kept, names.slice(-32).reverse());
  });
});
