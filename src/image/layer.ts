import type { Readable } from 'node:stream';

/** A content digest, OCI image-spec descriptor.md "Digests"; only sha256 is written by us. */
export type Digest = `sha256:${string}`;

/** A repository of a registry that has a blob already; names as in src/registry/reference.ts. */
export interface BlobOrigin {
  readonly registry: string;
  readonly repository: string;
}

/** What uploading needs of a layer, known before the rest. */
export type LayerBlob = Pick<Layer, 'digest' | 'size' | 'from' | 'open' | 'pieces'>;

/** A finished, immutable layer: compressed blob, its digest and the digest of its uncompressed tar (diffID). */
export interface Layer {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly diffId: Digest;
  /** Goes into the image's history as created_by; of a layer of ours what createdBy says (created-by.ts). */
  readonly createdBy: string;
  /** Where the blob lies already, for a layer of a base image: the same registry can mount it from there. */
  readonly from?: BlobOrigin;
  /** The compressed bytes, anew at each call. */
  open(): Readable;
  /** The same in pieces, each the reader's until it asks for the next, where buffers can be used again. */
  pieces?(): AsyncIterable<Buffer>;
}
