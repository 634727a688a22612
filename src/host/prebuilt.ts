import type { CacheStore } from '../cache/store.ts';
import type { Host } from './host.ts';

export function prebuiltStore(_input: string, _host: Host): readonly CacheStore[] {
  return [];
}
