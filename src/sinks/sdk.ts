import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createdBy } from '../image/created-by.ts';
import { checkDestination, writeDestination } from './destination.ts';
import type { Sink } from './sink.ts';

/**
 * Writes the toolchain alone, as a tarball that the input `toolchain` takes: its layer, as it is in the image. The
 * file appears whole or not at all.
 * @throws ToolError `output-failed`.
 */
export function sdkSink(file: string, signal: AbortSignal): Sink {
  return {
    description: `toolchain ${file}`,
    check: () => checkDestination(file),
    async publish({ images: [{ layers }] }) {
      const layer = layers.find((item) => item.createdBy === createdBy('toolchain'));
      if (layer === undefined) throw new Error('the image has no toolchain');
      await writeDestination(file, signal, (partial) =>
        pipeline(layer.open(), createWriteStream(partial), { signal }),
      );
    },
  };
}
