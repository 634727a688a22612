// Decompresses a .tar.gz and hashes what comes, which is all that must be done to know its layer: hash-file.ts FILE
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const [file = ''] = process.argv.slice(2);
const hash = createHash('sha256');
await pipeline(
  createReadStream(file, { highWaterMark: 1 << 20 }),
  createGunzip({ chunkSize: 1 << 20 }),
  async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) hash.update(chunk);
  },
);
console.log(hash.digest('hex'));
