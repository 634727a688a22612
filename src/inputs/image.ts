import { ToolError } from '../errors.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { checkBoolean, listOf, textReader } from './text.ts';

/** What the image is called, says of itself, and where it goes. */
export interface ImageInputs {
  readonly tags: readonly string[];
  readonly push: boolean;
  readonly outputs: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly platform: string;
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
    name: 'outputs',
    description:
      'Where the image goes, one a line: type=oci,dest=PATH (an OCI layout), type=docker,dest=PATH (an archive for docker load), type=sbom,dest=PATH (what is in the image, as CycloneDX JSON), type=registry',
    kind: 'list',
  },
  { name: 'labels', description: 'Labels of the image, one key=value a line', kind: 'list' },
  {
    name: 'platform',
    description: 'The platform that the image names: linux/amd64 or linux/arm64',
    default: 'linux/amd64',
    kind: 'text',
  },
];

export function readImageInputs(read: InputReader): ImageInputs {
  const text = textReader(IMAGE_INPUTS, read);
  const inputs: ImageInputs = {
    tags: listOf(text('tags'), /[\n,]/),
    push: checkBoolean('push', text('push')),
    outputs: listOf(text('outputs')),
    labels: parseLabels(listOf(text('labels'))),
    platform: checkPlatform(text('platform')),
  };
  if (inputs.push && inputs.tags.length === 0) {
    throw new ToolError(
      'input-push',
      'push is set, but there are no tags',
      'name the image with tags: registry/name:tag',
    );
  }
  return inputs;
}

function parseLabels(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf('=');
      if (at < 1)
        throw new ToolError('input-labels', `labels: "${entry}" has no key`, 'write one key=value a line');
      return [entry.slice(0, at), entry.slice(at + 1)];
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
