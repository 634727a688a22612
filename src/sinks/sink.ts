import type { Host } from '../host/host.ts';
import type { Image } from '../image/image.ts';

/** The part of Host that sinks need. */
export type SinkHost = Pick<Host, 'env' | 'exec' | 'secret' | 'info' | 'signal'>;

/** A place to put a finished image; it does not know what is in it. */
export interface Sink {
  /** For the log: `registry ghcr.io/owner/image:1.0`, `OCI layout ./image`. */
  readonly description: string;
  /** Puts the whole image there or rejects; what was there under the same name stays until it is whole. */
  publish(image: Image): Promise<void>;
}
