import { createHash } from 'node:crypto';
import { sortedLabels } from './image/config.ts';
import type { Digest } from './image/layer.ts';
import type { MediaTypeFamily } from './image/media-types.ts';
import type { Inputs } from './inputs/inputs.ts';
import { RECIPES } from './recipes/recipes.ts';
import type { Rootfs } from './rootfs/open.ts';

/** The label by which an image tells what it was made from, before anything of it is built again. */
export const INPUTS_LABEL = 'io.github.arm64-on-x86.inputs';

/**
 * Inputs that say where things are from and where they go; what they bring is known by its digest or key. Any other
 * input counts, so that a new one is not forgotten.
 */
const PLACES: ReadonlySet<string> = new Set<keyof Inputs>([
  ...([
    'rootfs',
    'rootfsExclude',
    'toolchain',
    'emulatorSource',
    'natives',
    'tags',
    'push',
    'load',
    'outputs',
  ] as const),
  ...(['buildrootSource', 'buildrootConfig', 'buildrootMirror', 'buildrootDlDir'] as const),
  ...(['insecureRegistries', 'cacheDir', 'cacheFrom', 'cacheTo', 'prebuilt', 'skipIfExists'] as const),
]);

/** What an image is made from. */
interface ImageOrigin {
  readonly inputs: Inputs;
  readonly rootfs: Rootfs;
  readonly family: MediaTypeFamily;
  /** Cache keys of the components, in the order of their layers. */
  readonly keys: readonly string[];
  readonly sourceDateEpoch: number;
}

/** A digest over all that an image is made from: the same one means the same image. */
export function inputsDigest({ inputs, rootfs, family, keys, sourceDateEpoch }: ImageOrigin): Digest {
  const { profile, base = null } = rootfs;
  const layers = rootfs.layers.map(({ mediaType, digest }) => [mediaType, digest]);
  const settings = Object.entries({ ...inputs, labels: sortedLabels(inputs.labels) })
    .filter(([name]) => !PLACES.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const origin = [RECIPES.image, settings, layers, profile, base, family, keys, sourceDateEpoch];
  return `sha256:${createHash('sha256').update(JSON.stringify(origin)).digest('hex')}`;
}
