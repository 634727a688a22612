import { formatReference, type ImageReference, parseReference } from '../registry/reference.ts';
import { allOutputs } from '../sinks/create.ts';
import { describeProfile, profileWithoutKeys } from './profile.ts';
import type { BuildResult } from './result.ts';

/** One output as users see it; the action's outputs have the same names. */
export interface OutputDefinition {
  readonly name: string;
  readonly description: string;
}

/** The one table of outputs; action.yml and the README are checked against it. */
export const OUTPUTS = [
  {
    name: 'image',
    description:
      "The image's first name, pinned by its digest when it was pushed; without a name, the ID by which it was loaded",
  },
  { name: 'digest', description: 'The digest of what the tags name: of the manifest, or of the index' },
  { name: 'imageid', description: "The image's ID: the digest of its configuration" },
  { name: 'tags', description: "The image's names, one a line" },
  { name: 'metadata', description: 'What was built, as JSON: names, digests, root filesystem, components' },
  { name: 'profile', description: 'What was found in the root filesystem, as JSON' },
  { name: 'durations', description: 'How long each phase took, as JSON: seconds by name' },
  { name: 'skipped', description: 'true when the registry had the image already, and nothing was built' },
  { name: 'cache-hit', description: 'true when no component had to be built' },
  { name: 'emulator-cache-hit', description: 'true when the emulator did not have to be built' },
  { name: 'toolchain-cache-hit', description: 'true when the toolchain did not have to be built' },
  {
    name: 'debugger-cache-hit',
    description: 'true when the debugger did not have to be built; empty when there is none of ours',
  },
  {
    name: 'natives-cache-hit',
    description: 'true when the native stand-ins did not have to be built; empty when there are none',
  },
  { name: 'runtime-cache-hit', description: 'true when the runtime did not have to be built' },
  { name: 'subject-name', description: "For actions/attest: the image's first name, without tag and digest" },
  { name: 'subject-digest', description: 'For actions/attest: the digest' },
] as const satisfies readonly OutputDefinition[];

type OutputName = (typeof OUTPUTS)[number]['name'];

/** The values of all outputs. */
export function outputValues(result: BuildResult): Record<OutputName, string> {
  const { components, image, profile, times, skipped } = result;
  const tags = imageNames(result);
  const hit = (name: string): string =>
    components
      .filter((component) => component.name === name)
      .map(({ cacheHit }) => String(cacheHit))
      .join('');
  return {
    image: imageName(result, tags),
    digest: image.digest,
    imageid: image.config.descriptor.digest,
    tags: tags.join('\n'),
    metadata: JSON.stringify(metadata(result, tags)),
    profile: JSON.stringify(profileSummary(profile)),
    durations: JSON.stringify(Object.fromEntries(times.map(({ name, seconds }) => [name, seconds]))),
    skipped: String(skipped),
    'cache-hit': String(components.every(({ cacheHit }) => cacheHit)),
    'emulator-cache-hit': hit('emulator'),
    'toolchain-cache-hit': hit('toolchain'),
    'debugger-cache-hit': hit('debugger'),
    'natives-cache-hit': hit('natives'),
    'runtime-cache-hit': hit('runtime'),
    'subject-name': subjectName(result),
    'subject-digest': image.digest,
  };
}

/** The image's full names: `docker.io/library/image:latest` for `image`. */
export function imageNames({ inputs }: Pick<BuildResult, 'inputs'>): string[] {
  return references(inputs.tags).map(formatReference);
}

/** True when one of the places that the image went to is a registry. */
export function isPushed({ inputs }: Pick<BuildResult, 'inputs'>): boolean {
  return inputs.push || allOutputs(inputs).some(({ type }) => type === 'registry');
}

/** A digest can be looked up only where the image was pushed, an ID only in the engine that has loaded it. */
function imageName(result: BuildResult, tags: readonly string[]): string {
  const [first] = tags;
  if (first === undefined) return result.loadedId ?? '';
  return isPushed(result) ? `${first}@${result.image.digest}` : first;
}

/** actions/attest pushes an attestation to the repository of this name. */
function subjectName({ inputs }: BuildResult): string {
  const [first] = references(inputs.tags);
  return first === undefined ? '' : `${first.registry}/${first.repository}`;
}

function references(tags: readonly string[]): ImageReference[] {
  return tags.map((tag) => parseReference(tag));
}

/**
 * Without the lists of all programs and packages: an output goes through the environment of later steps, where a text
 * may have 128 KiB (execve(2), MAX_ARG_STRLEN).
 */
function profileSummary(profile: BuildResult['profile']): object {
  const { programs, programLinks, packages, ...summary } = profileWithoutKeys(profile);
  return { ...summary, programs: programs.length };
}

/** The first names are those of docker buildx's metadata file. */
function metadata({ image, profile, components }: BuildResult, tags: readonly string[]): object {
  return {
    'containerimage.digest': image.digest,
    'containerimage.config.digest': image.config.descriptor.digest,
    'image.name': tags.join(','),
    rootfs: {
      description: describeProfile(profile),
      distribution: profile.distribution,
      libc: profile.libc,
    },
    components: components.map(({ name, key, about, cacheHit, layer }) => ({
      name,
      key,
      ...(about !== undefined && { about }),
      cacheHit,
      digest: layer.digest,
      size: layer.size,
    })),
  };
}
