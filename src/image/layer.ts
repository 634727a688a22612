import type { Readable } from 'node:stream';

/** A content digest, OCI image-spec descriptor.md "Digests"; only sha256 is written by us. */
export type Digest = `sha256:${string}`;

/** A finished, immutable layer: compressed blob, its digest and the digest of its uncompressed tar (diffID). */
export interface Layer {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly diffId: Digest;
  /** Goes into the image's history as created_by, for example `arm64-on-x86: emulator`. */
  readonly createdBy: string;
  /** The compressed bytes, anew at each call. */
  open(): Readable;
}
