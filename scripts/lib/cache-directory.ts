import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the demonstration and the tests keep what took long to make, outside the repository. */
export function cacheDirectory(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'arm64-on-x86', 'workbench');
}
