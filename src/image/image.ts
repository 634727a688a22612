import { type Annotations, annotationsOf } from './annotations.ts';
import { imageConfig } from './config.ts';
import type { ConfigSettings } from './config-settings.ts';
import { type JsonBlob, jsonBlob } from './descriptor.ts';
import type { Digest, Layer } from './layer.ts';
import { imageManifest } from './manifest.ts';
import { type MediaTypeFamily, mediaTypesOf } from './media-types.ts';
import { type Platform, parsePlatform } from './platform.ts';

/** A finished, immutable image. Its digest is the manifest's: the same inputs give the same one. */
export interface Image {
  readonly platform: Platform;
  readonly family: MediaTypeFamily;
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
  /** `oci` when absent. */
  readonly family?: MediaTypeFamily;
  readonly annotations?: Annotations;
}

/** Puts an image together; does no I/O and opens no layer. ToolError `media-type-zstd`. */
export function assembleImage(parts: ImageParts): Image {
  const layers = [...parts.baseLayers, ...parts.layers];
  const platform = parsePlatform(parts.platform);
  return finishImage(imageConfig(layers, { ...parts, platform }), layers, { ...parts, platform });
}

/** An image of a finished configuration and its layers. */
export function finishImage(
  configuration: object,
  layers: readonly Layer[],
  settings: {
    readonly platform: Platform;
    readonly family?: MediaTypeFamily;
    readonly annotations?: Annotations;
  },
): Image {
  const { platform, family = 'oci', annotations = [] } = settings;
  const types = mediaTypesOf(family);
  const config = jsonBlob(types.config, configuration);
  const own = annotationsOf(annotations, 'manifest', platform);
  const manifest = jsonBlob(types.manifest, imageManifest(config.descriptor, layers, family, own));
  return { platform, family, digest: manifest.descriptor.digest, config, manifest, layers };
}
