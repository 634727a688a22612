import type { Digest } from '../layer.ts';
import {
  digest,
  type Fields,
  invalid,
  list,
  object,
  optionalText,
  parseObject,
  size,
  texts,
} from './document.ts';

/** A descriptor, OCI image-spec descriptor.md. */
export interface ForeignDescriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly annotations: Readonly<Record<string, string>>;
}

/** An index (image-index.md, Docker's manifest list), or an image's manifest (manifest.md, Docker's schema 2). */
type ForeignManifest =
  | { readonly kind: 'index'; readonly manifests: readonly ForeignDescriptor[] }
  | {
      readonly kind: 'image';
      readonly config: ForeignDescriptor;
      readonly layers: readonly ForeignDescriptor[];
    };

/**
 * Tells an index from a manifest by what it holds, since the media type may be absent (OCI image-spec 1.0) or wrong.
 * @param what names the document in messages.
 * @throws ToolError `image-invalid`.
 */
export function parseManifest(bytes: Uint8Array, what: string): ForeignManifest {
  const fields = parseObject(bytes, what);
  if (fields.manifests !== undefined) {
    const manifests = list(fields.manifests, `the list in ${what}`);
    return { kind: 'index', manifests: manifests.map((item) => descriptor(item, what)) };
  }
  if (fields.schemaVersion === 1)
    throw invalid(what, "is of Docker's old schema 1, which no longer names its layers");
  return {
    kind: 'image',
    config: descriptor(fields.config, what),
    layers: list(fields.layers, `the list of layers in ${what}`).map((item) => descriptor(item, what)),
  };
}

function descriptor(value: unknown, what: string): ForeignDescriptor {
  const fields = object(value, `a descriptor in ${what}`);
  const platform = fields.platform === undefined ? undefined : platformOf(object(fields.platform, what));
  return {
    mediaType: optionalText(fields.mediaType) ?? '',
    digest: digest(fields.digest, `a digest in ${what}`),
    size: size(fields.size, `a size in ${what}`),
    ...(platform === undefined ? {} : { platform }),
    annotations: textMap(fields.annotations),
  };
}

function platformOf(fields: Fields): NonNullable<ForeignDescriptor['platform']> {
  const variant = optionalText(fields.variant);
  return {
    os: optionalText(fields.os) ?? '',
    architecture: optionalText(fields.architecture) ?? '',
    ...(variant === undefined ? {} : { variant }),
  };
}

/** Texts by name; what is no text is passed over. */
export function textMap(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, text]) => texts([text]).length === 1));
}
