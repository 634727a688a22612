import type { LayerBlob } from '../image/layer.ts';
import type { Sink } from './sink.ts';

/** Layers that are on their way while the rest of the image is still being made. */
export interface EarlyUpload {
  /** Lets each sink that can begin with the layer. */
  begin(layer: LayerBlob): void;
  /** The work's result, or at once the error with which an upload failed meanwhile: a build may take an hour. */
  orFailure<T>(work: Promise<T>): Promise<T>;
}

/** Makes what has the sinks begin with layers while others are made. */
export function createEarlyUpload(sinks: readonly Sink[]): EarlyUpload {
  const { promise: failure, reject } = Promise.withResolvers<never>();
  failure.catch(() => undefined); // counts only while somebody waits for work
  return {
    begin(layer) {
      for (const sink of sinks) sink.begin?.(layer).catch(reject);
    },
    orFailure: (work) => Promise.race([work, failure]),
  };
}
