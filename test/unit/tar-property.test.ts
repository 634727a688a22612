import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ArchiveError } from '../../src/tar/read/error.ts';
import { writeChecksum } from '../../src/tar/read/header.ts';
import { paxRecord, paxRecords } from '../../src/tar/read/pax.ts';
import { decodeName, encodeName } from '../../src/tar/read/text.ts';
import { randomNumbers } from '../support/random.ts';
import { readTar } from '../support/read-tar.ts';
import { archive, type BlockFields, member, paxHeader } from '../support/tar-blocks.ts';

const random = randomNumbers(20261125);
const randomBytes = (most: number): Buffer =>
  Buffer.from(Array.from({ length: random(most + 1) }, () => random(256)));
/** Mostly ASCII, as names are, so that all of decodeName's ways are taken. */
const randomName = (): Buffer =>
  random(3) === 0 ? randomBytes(20) : Buffer.from(randomBytes(20).toString('base64'));

describe('tar, by chance', () => {
  it('gives names back as they were, and tells different ones apart', () => {
    const seen = new Map<string, string>();
    for (let round = 0; round < 5000; round++) {
      const bytes = randomName();
      const text = decodeName(bytes);
      assert.deepEqual(encodeName(text), bytes);
      assert.equal(seen.get(text) ?? bytes.toString('hex'), bytes.toString('hex'));
      seen.set(text, bytes.toString('hex'));
    }
  });

  it('reads the PAX records that it writes', () => {
    for (let round = 0; round < 1000; round++) {
      const written = Array.from({ length: random(5) }, (_, index) => ({
        key: `k${index}.${'x'.repeat(random(100))}`,
        value: randomBytes(random(1200)),
      }));
      const bytes = Buffer.concat(written.map(({ key, value }) => paxRecord(key, value)));
      const read = [...paxRecords(bytes)].map(({ key, value }) => ({ key, value }));
      assert.deepEqual(read, written);
    }
  });

  it('reads what was written, whatever the names and sizes, however it comes', () => {
    for (let round = 0; round < 200; round++) {
      const files = Array.from({ length: 1 + random(5) }, () => ({
        name: Buffer.concat([Buffer.from('n'), randomName()]).map((byte) => byte || 1),
        data: randomBytes(random(1500)),
      }));
      const bytes = archive(
        ...files.flatMap(({ name, data }) => [paxHeader([['path', Buffer.from(name)]]), member({}, data)]),
      );
      const read = readTar(bytes, 1 + random(700));
      assert.deepEqual(
        read.map(({ path, content }) => [encodeName(path), content]),
        files.map(({ name, data }) => [Buffer.from(name), data]),
      );
    }
  });

  it('either reads a damaged archive or refuses it', () => {
    let read = 0;
    for (let round = 0; round < 3000; round++) {
      const bytes = damaged();
      try {
        readTar(bytes, 1 + random(2000));
        read++;
      } catch (error) {
        // A file of terabytes, all holes, is a valid one; the test cannot hold it.
        if (!(error instanceof ArchiveError || error instanceof RangeError)) throw error;
      }
    }
    assert.ok(read > 100 && read < 2900, `${read} of 3000 were read`);
  });
});

const FIELDS: readonly BlockFields[] = [
  { name: 'a/b', type: '5' },
  { name: 'c' },
  { name: 'd', type: '1', link: 'c' },
  { name: 'e', type: 'S', magic: 'ustar  \0', at: { 386: '00000000000\x0000000000005\0' } },
];
const WHOLE = archive(
  ...FIELDS.flatMap((field, index) => [
    paxHeader([
      ['path', `n${index}`],
      ['GNU.sparse.map', '0,3'],
      ['GNU.sparse.realsize', '700'],
    ]),
    member(field, index % 2 === 1 ? 'x'.repeat(700) : ''),
  ]),
);

/** The archive with some bytes changed, perhaps cut off. */
function damaged(): Buffer {
  const bytes = Buffer.from(WHOLE.subarray(0, random(4) === 0 ? 1 + random(WHOLE.length) : undefined));
  for (let changes = random(4); changes >= 0; changes--) {
    const at = random(bytes.length);
    bytes[at] = random(256);
    // Half of the time a header stays valid, so that what is behind the checksum is reached.
    const block = bytes.subarray(at - (at % 512), at - (at % 512) + 512);
    if (random(2) === 0 && block.length === 512) writeChecksum(block);
  }
  return bytes;
}
