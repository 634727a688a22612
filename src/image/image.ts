import { type ConfigSettings, imageConfig } from './config.ts';
import { type JsonBlob, jsonBlob } from './descriptor.ts';
import type { Digest, Layer } from './layer.ts';
import { imageManifest } from './manifest.ts';
import { MEDIA_TYPES } from './media-types.ts';
import { type Platform, parsePlatform } from './platform.ts';

/** A finished, immutable image. Its digest is the manifest's: the same inputs give the same one. */
export interface Image {
  readonly platform: Platform;
  readonly digest: Digest;
  readonly config: JsonBlob;
  readonly manifest: JsonBlob;
  /** Base layers first. */
  readonly layers: readonly Layer[];
}

export interface ImageParts extends Omit<ConfigSettings, 'platform'> {
  /** The root filesystem, as it came. */
  readonly baseLayers: readonly Layer[];
  /** What we add, one layer for each component, in a fixed order. */
  readonly layers: readonly Layer[];
  /** `linux/amd64`; ToolError `platform-invalid` when it cannot be parsed. */
  readonly platform: string;
}

/** Puts an image together; does no I/O and opens no layer. */
export function assembleImage(parts: ImageParts): Image {
  const layers = [...parts.baseLayers, ...parts.layers];
  const platform = parsePlatform(parts.platform);
  const config = jsonBlob(MEDIA_TYPES.config, imageConfig(layers, { ...parts, platform }));
  const manifest = jsonBlob(MEDIA_TYPES.manifest, imageManifest(config.descriptor, layers));
  return { platform, digest: manifest.descriptor.digest, config, manifest, layers };
}
