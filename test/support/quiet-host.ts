import { PassThrough } from 'node:stream';
import type { Host } from '../../src/host/host.ts';
import { createTerminalHost } from '../../src/host/terminal.ts';

/** The product's own host for the command line, with a cache, saying nothing. */
export function quietHost(cacheDirectory: string, env: Host['env'] = {}): Host {
  const quiet = (): PassThrough => new PassThrough().resume();
  return createTerminalHost({ env, cacheDirectory, stdout: quiet(), stderr: quiet() });
}
