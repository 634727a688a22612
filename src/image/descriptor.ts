import { digestOf } from './digest.ts';
import type { Digest } from './layer.ts';
import type { Platform } from './platform.ts';

/** OCI image-spec descriptor.md: what names a blob wherever it lies. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly platform?: Platform;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A small JSON document (configuration, manifest) as the exact bytes that its descriptor names. */
export interface JsonBlob {
  readonly bytes: Uint8Array;
  readonly descriptor: Descriptor;
}

/** Serialises once; the key order is the document's own, so the same document gives the same digest. */
export function jsonBlob(mediaType: string, document: object): JsonBlob {
  const bytes = Buffer.from(JSON.stringify(document), 'utf8');
  return { bytes, descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length } };
}
