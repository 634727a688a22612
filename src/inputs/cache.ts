import { type CacheSpec, parseCacheSpec } from '../cache/spec.ts';
import type { InputDefinition, InputReader } from './definition.ts';
import { checkBoolean, listOf, textReader } from './text.ts';

/** Where finished components and images are looked for, and kept, between runs. */
export interface CacheInputs {
  readonly cacheDir?: string;
  /** Empty: what the host has, GitHub's cache or the cache directory. */
  readonly cacheFrom: readonly CacheSpec[];
  readonly cacheTo: readonly CacheSpec[];
  /** `auto`, an image reference, or empty for none. */
  readonly prebuilt: string;
  readonly skipIfExists: boolean;
}

export const CACHE_INPUTS: readonly InputDefinition[] = [
  {
    name: 'cache-from',
    description:
      "Where finished components are looked for, one a line, the first that has one gives it: type=gha, type=local,src=DIR, type=registry,ref=NAME; GitHub's cache (on the command line cache-dir) when not given",
    kind: 'list',
  },
  {
    name: 'cache-to',
    description:
      "Where finished components are kept, one a line: type=gha, type=local,dest=DIR, type=registry,ref=NAME; GitHub's cache (on the command line cache-dir) when not given",
    kind: 'list',
  },
  {
    name: 'cache-dir',
    description: 'Where finished components are kept between runs; ~/.cache/arm64-on-x86 when not given',
    kind: 'text',
    only: 'command-line',
  },
  {
    name: 'prebuilt',
    description:
      "Repository with published components, asked after the caches: auto (that of the action's own releases), registry/name, or empty for none",
    default: 'auto',
    emptyIsValue: true,
    kind: 'text',
  },
  {
    name: 'skip-if-exists',
    description:
      'Build and push nothing when the registry already has the image, made from the same inputs; tags that it lacks are set',
    default: 'true',
    kind: 'boolean',
  },
];

/** @throws ToolError `cache-invalid`, `input-skip-if-exists`. */
export function readCacheInputs(read: InputReader): CacheInputs {
  const text = textReader(CACHE_INPUTS, read);
  const cacheDir = text('cache-dir');
  return {
    ...(cacheDir === '' ? {} : { cacheDir }),
    cacheFrom: listOf(text('cache-from')).map((entry) => parseCacheSpec(entry, 'cache-from')),
    cacheTo: listOf(text('cache-to')).map((entry) => parseCacheSpec(entry, 'cache-to')),
    prebuilt: text('prebuilt'),
    skipIfExists: checkBoolean('skip-if-exists', text('skip-if-exists')),
  };
}
