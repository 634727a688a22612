import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Host } from '../host/host.ts';
import { createDigester } from '../image/digest.ts';
import type { Digest } from '../image/layer.ts';
import { openDecompressed } from './format.ts';
import type { Archive } from './read.ts';

/** An archive that was compressed again as gzip, in a temporary directory or the cache. */
export interface Recompressed {
  readonly path: string;
  readonly digest: Digest;
}

/** Makes a gzip file of an archive; the same archive gives the same bytes (zlib writes no name and no time). */
export async function recompress(
  { path, compression, location }: Archive,
  host: Host,
): Promise<Recompressed> {
  const target = join(await host.tempDir('rootfs'), 'rootfs.tar.gz');
  const digester = createDigester((total) =>
    host.progress(`compressing ${location} as gzip: ${(total / 1e6).toFixed(0)} MB`),
  );
  await pipeline(
    openDecompressed(path, compression, host.signal),
    createGzip(),
    digester.stream,
    createWriteStream(target),
    { signal: host.signal },
  );
  return { path: target, digest: digester.result().digest };
}
