import type { Host } from '../host/host.ts';
import type { ImageSet } from '../image/image-set.ts';
import type { BlobOrigin, LayerBlob } from '../image/layer.ts';
import type { Platform } from '../image/platform.ts';
import type { PublishedImage } from '../registry/published.ts';

/** The part of Host that sinks need. */
export type SinkHost = Pick<Host, 'env' | 'exec' | 'secret' | 'info' | 'signal'>;

/** An image that is there already. */
export interface FoundImage extends PublishedImage {
  /** Gives it all the names that it is to have. */
  setTags(): Promise<void>;
}

/** A place to put a finished image; it does not know what is in it. */
export interface Sink {
  /** For the log: `registry ghcr.io/owner/image:1.0`, `OCI layout ./image`. */
  readonly description: string;
  /** Sees, before anything is built, whether it could be put there, where that can be known; rejects if not. */
  check?(): Promise<void>;
  /**
   * Looks for an image with the label, put there earlier. Undefined when it is not under any of the names, or this is
   * a place where looking is no quicker than publishing.
   */
  find?(platform: Platform, label: readonly [name: string, value: string]): Promise<FoundImage | undefined>;
  /** Told before the first `begin` where the layers of a base image lie, so that it can ask for the right to have them. */
  expect?(origin: BlobOrigin): void;
  /**
   * Begins to put a layer there before the rest of the image is known, where that can be done without anybody seeing
   * it; rejects when it fails, which `publish` then does too.
   */
  begin?(layer: LayerBlob): Promise<void>;
  /** Puts it all there or rejects; what was there under the same name stays until it is whole. */
  publish(set: ImageSet): Promise<void>;
  /** By which ID an engine has the image that was published without a name: not every engine's is the same. */
  loadedId?(): string | undefined;
}
