import { formatReference, parseReference } from '../registry/reference.ts';
import { describeProfile } from './profile.ts';
import type { BuildResult } from './result.ts';

/** One output as users see it; the action's outputs have the same names. */
export interface OutputDefinition {
  readonly name: string;
  readonly description: string;
}

/** The one table of outputs; action.yml is checked against it. */
export const OUTPUTS = [
  { name: 'image', description: "The image's first name, pinned by its digest when it was pushed" },
  { name: 'digest', description: "The digest of the image's manifest, or of the index" },
  { name: 'tags', description: "The image's names, one a line" },
  { name: 'metadata', description: 'What was built, as JSON: names, digests, root filesystem, components' },
  { name: 'cache-hit', description: 'true when every component came from the cache' },
  { name: 'emulator-cache-hit', description: 'true when the emulator came from the cache' },
  { name: 'toolchain-cache-hit', description: 'true when the toolchain came from the cache' },
] as const satisfies readonly OutputDefinition[];

export type OutputName = (typeof OUTPUTS)[number]['name'];

/** The values of all outputs. */
export function outputValues(result: BuildResult): Record<OutputName, string> {
  const tags = imageNames(result);
  const hit = (name: string): boolean =>
    result.components.some((component) => component.name === name && component.cacheHit);
  return {
    image: imageName(result, tags),
    digest: result.set.digest,
    tags: tags.join('\n'),
    metadata: JSON.stringify(metadata(result, tags)),
    'cache-hit': String(result.components.every(({ cacheHit }) => cacheHit)),
    'emulator-cache-hit': String(hit('emulator')),
    'toolchain-cache-hit': String(hit('toolchain')),
  };
}

/** The image's full names: `docker.io/library/image:latest` for `image`. */
export function imageNames({ inputs }: BuildResult): string[] {
  return inputs.tags.map((tag) => formatReference(parseReference(tag)));
}

/** A digest can be looked up only where the image was pushed. */
function imageName({ inputs, set }: BuildResult, tags: readonly string[]): string {
  const first = tags[0];
  if (first === undefined) return '';
  const pushed = inputs.push || inputs.outputs.some((output) => /(^|,)type=registry(,|$)/.test(output));
  return pushed ? `${first}@${set.digest}` : first;
}

/** The first names are those of docker buildx's metadata file. */
function metadata({ image, set, profile, components }: BuildResult, tags: readonly string[]): object {
  return {
    'containerimage.digest': set.digest,
    'containerimage.config.digest': image.config.descriptor.digest,
    'image.name': tags.join(','),
    rootfs: {
      description: describeProfile(profile),
      distribution: profile.distribution,
      libc: profile.libc,
    },
    components: components.map(({ name, key, cacheHit, layer }) => ({
      name,
      key,
      cacheHit,
      digest: layer.digest,
      size: layer.size,
    })),
  };
}
