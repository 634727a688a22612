import { ToolError } from '../errors.ts';
import { type Annotations, parseAnnotation } from '../image/annotations.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { checkBoolean, listOf, textReader } from './text.ts';

/** What the image is called, says of itself, and where it goes. */
export interface ImageInputs {
  readonly tags: readonly string[];
  readonly push: boolean;
  readonly load: boolean;
  readonly outputs: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Annotations;
  readonly platform: string;
  readonly index: boolean;
}

export const IMAGE_INPUTS: readonly InputDefinition[] = [
  {
    name: 'tags',
    description: 'Names for the image, as registry/name:tag, one a line or separated by commas',
    kind: 'list',
  },
  {
    name: 'push',
    description: 'Push the image to the registry of each tag (short for outputs: type=registry)',
    default: 'false',
    kind: 'boolean',
  },
  {
    name: 'load',
    description: 'Load the image into the running Docker Engine (short for outputs: type=docker)',
    default: 'false',
    kind: 'boolean',
  },
  {
    name: 'outputs',
    description:
      'Where the image goes, one a line: type=oci,dest=DIRECTORY or dest=FILE.tar (an OCI layout), type=docker,dest=FILE (an archive for docker load), type=docker, type=registry, type=sbom,dest=FILE (what is in the image, as CycloneDX JSON), type=sdk,dest=FILE (the toolchain alone, for the input toolchain); each also with compression=gzip or zstd, compression-level=N, oci-mediatypes=false',
    kind: 'list',
  },
  {
    name: 'labels',
    description: 'Labels of the image, one key=value a line; in double quotes a value may have several lines',
    kind: 'list',
  },
  {
    name: 'annotations',
    description:
      'Annotations, one key=value a line, with manifest:, index:, manifest-descriptor: or index-descriptor: before it to say of what',
    kind: 'list',
  },
  {
    name: 'platform',
    description: 'The platform that the image names: linux/amd64 or linux/arm64',
    default: 'linux/amd64',
    kind: 'text',
  },
  {
    name: 'index',
    description:
      'Publish an index: this image for linux/amd64 and the root filesystem alone for linux/arm64, under the same tags',
    default: 'false',
    kind: 'boolean',
  },
];

/**
 * Reads the inputs of the image and of where it goes.
 * @throws ToolError `input-NAME`, named after the input that is wrong.
 */
export function readImageInputs(read: InputReader): ImageInputs {
  const text = textReader(IMAGE_INPUTS, read);
  const inputs: ImageInputs = {
    tags: [...new Set(withoutComments(listOf(text('tags').replaceAll(',', '\n'))))],
    push: checkBoolean('push', text('push')),
    load: checkBoolean('load', text('load')),
    outputs: withoutComments(listOf(text('outputs'))),
    labels: parseLabels(withoutComments(listOf(text('labels')))),
    annotations: withoutComments(listOf(text('annotations'))).flatMap(annotation),
    platform: checkPlatform(text('platform')),
    index: checkBoolean('index', text('index')),
  };
  checkIndex(inputs);
  if (inputs.push && inputs.tags.length === 0) {
    throw new ToolError(
      'input-push',
      'push is set, but there are no tags',
      'name the image with tags: registry/name:tag',
    );
  }
  return inputs;
}

/** docker/metadata-action and people write them. */
function withoutComments(lines: readonly string[]): string[] {
  return lines.filter((line) => !line.startsWith('#'));
}

function annotation(text: string): Annotations {
  const parsed = parseAnnotation(text);
  if (parsed !== undefined) return parsed;
  throw new ToolError(
    'input-annotations',
    `annotations: "${text}" has no key or no value`,
    'write one key=value a line, or index:key=value',
  );
}

function checkIndex({ index, platform, annotations }: ImageInputs): void {
  if (index && platform !== 'linux/amd64') {
    throw new ToolError(
      'input-index',
      'index: true joins this image for linux/amd64 with the root filesystem for linux/arm64, but platform says otherwise',
      'leave platform out, or index',
    );
  }
  if (!index && annotations.some(({ level }) => level.startsWith('index'))) {
    throw new ToolError(
      'input-annotations',
      'annotations: one is for an index, but there will be none',
      'set index: true, or leave out what begins with index: (in docker/metadata-action: DOCKER_METADATA_ANNOTATIONS_LEVELS)',
    );
  }
}

function parseLabels(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [key = '', ...value] = entry.split('=');
      if (key === '')
        throw new ToolError('input-labels', `labels: "${entry}" has no key`, 'write one key=value a line');
      return [key, value.join('=')];
    }),
  );
}

function checkPlatform(value: string): string {
  if (value === 'linux/amd64' || value === 'linux/arm64') return value;
  throw new ToolError(
    'input-platform',
    `platform: "${value}" is not supported`,
    'use linux/amd64 (what runs the container) or linux/arm64 (what is inside)',
  );
}
