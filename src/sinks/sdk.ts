import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { writeAtomically } from '../atomic-file.ts';
import { destinationError } from './destination-error.ts';
import type { Sink } from './sink.ts';

/** How resolve.ts calls the layer. */
const CREATED_BY = 'arm64-on-x86: toolchain';

/**
 * Writes the toolchain alone, as a tarball that the input `toolchain` takes: its layer, as it is in the image. The
 * file appears whole or not at all. Rejects with ToolError `output-failed`.
 */
export function sdkSink(file: string, signal: AbortSignal): Sink {
  return {
    description: `toolchain ${file}`,
    async publish({ images: [{ layers }] }) {
      const layer = layers.find(({ createdBy }) => createdBy === CREATED_BY);
      if (layer === undefined) throw new Error('the image has no toolchain');
      try {
        await writeAtomically(file, (partial) =>
          pipeline(layer.open(), createWriteStream(partial), { signal }),
        );
      } catch (error) {
        throw error instanceof Error && !signal.aborted ? destinationError(file, error) : error;
      }
    },
  };
}
