import type { Readable } from 'node:stream';
import type { Compression } from '../../compress/unpack.ts';
import type { BaseConfig } from '../../image/base-config.ts';
import type { BlobOrigin, Digest, LayerBlob } from '../../image/layer.ts';
import type { ImageReference } from '../../registry/reference.ts';

/** A layer of a root filesystem where it lies, not read yet. */
export interface FoundLayer {
  readonly compression: Compression;
  /** Its bytes as they are; absent where they cannot be a layer as they are (a plain tar, xz, bzip2). */
  readonly blob?: Omit<LayerBlob, 'from'>;
  /** The tar. */
  unpack(): Readable;
  /** What its tar must be, if anybody says so. */
  readonly diffId?: Digest;
  readonly createdBy?: string;
  readonly from?: BlobOrigin;
}

/** A root filesystem where it lies: a tarball, or an image. */
export interface FoundRootfs {
  /** What the user called it, for messages. */
  readonly name: string;
  /** Names its content: the same means the same layers. */
  readonly digest: Digest;
  /** Whether it is still what the digest names; absent where layers are checked while they are read. */
  isUnchanged?(): Promise<boolean>;
  /** The lowest first. */
  readonly layers: readonly FoundLayer[];
  /** Of an image. */
  readonly config?: BaseConfig;
  /** Of an image that lies in a registry, with the digest of its own manifest. */
  readonly origin?: ImageReference;
}
