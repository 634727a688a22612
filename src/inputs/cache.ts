import type { InputDefinition, InputReader } from './definition.ts';
import { textReader } from './text.ts';

/** Where finished components are kept between runs. */
export interface CacheInputs {
  readonly cacheDir?: string;
}

export const CACHE_INPUTS: readonly InputDefinition[] = [
  {
    name: 'cache-dir',
    description: 'Where finished components are kept between runs; ~/.cache/arm64-on-x86 when not given',
    kind: 'text',
    only: 'command-line',
  },
];

export function readCacheInputs(read: InputReader): CacheInputs {
  const cacheDir = textReader(CACHE_INPUTS, read)('cache-dir');
  return cacheDir === '' ? {} : { cacheDir };
}
