// Compresses a file as a layer is compressed, and hashes both sides: gzip-file.ts FILE. Nothing is written.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { compress, DEFAULT_COMPRESSION } from '../src/compress/compression.ts';
import { createDigester } from '../src/image/digest.ts';

const [file = ''] = process.argv.slice(2);
const plain = createDigester();
const compressed = createDigester();
await pipeline(
  createReadStream(file, { highWaterMark: 1 << 18 }),
  plain.stream,
  (source: AsyncIterable<Uint8Array>) => compress(source, DEFAULT_COMPRESSION),
  compressed.stream.resume(),
);
console.log(compressed.result().digest);
