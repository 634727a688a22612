import type { Host } from '../host/host.ts';

interface Unpacking {
  /** How many directories are taken off the front of each name. */
  readonly strip?: number;
  /** Only what one of these patterns names (tar's wildcards; `*` stops at a slash). */
  readonly only?: readonly string[];
}

/**
 * Unpacks a tarball into a directory with tar(1), which finds out how it is compressed; all belongs to this user.
 * @returns what tar complains of first, in its own words; undefined when all went well.
 */
export async function unpackTarball(
  file: string,
  directory: string,
  host: Host,
  { strip = 0, only = [] }: Unpacking = {},
): Promise<string | undefined> {
  const patterns = only.length === 0 ? [] : ['--wildcards', '--no-wildcards-match-slash', ...only];
  const options = [`--strip-components=${strip}`, '--no-same-owner', ...patterns];
  const { code, stderr } = await host.exec('tar', ['-xf', file, '-C', directory, ...options], {
    ignoreExitCode: true,
  });
  return code === 0 ? undefined : (stderr.trim().split('\n')[0] ?? '');
}
