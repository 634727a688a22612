import type { Host } from '../host/host.ts';

/**
 * The host's environment, with a directory for compilers' temporary files that is gone when the host closes: a compiler
 * that is killed, or whose driver has ended before it, leaves them (gcc's manual, "Environment Variables", TMPDIR).
 */
export async function compilerEnvironment(host: Host): Promise<Host['env']> {
  return { ...host.env, TMPDIR: await host.tempDir('compiler') };
}
