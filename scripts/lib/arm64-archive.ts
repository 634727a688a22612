import { join } from 'node:path';
import { ToolError } from '../../src/errors.ts';
import { type Archive, machineArchives, releaseArchives, sourceLine } from './archive.ts';
import { type PrivateApt, privateApt } from './private-apt.ts';
import type { RunOptions } from './run.ts';

const ubuntuPorts = 'http://ports.ubuntu.com/ubuntu-ports';

/** The arm64 packages of the release that this machine runs, and an apt that knows them. */
export interface Arm64Archive {
  /** The release's own suite first, then updates and security. */
  readonly archives: readonly Archive[];
  readonly apt: PrivateApt;
}

/**
 * Finds where arm64 packages of the machine's own release come from, so that the machine's packaged cross
 * compiler fits them: Debian's mirrors carry all architectures; Ubuntu's public ones do not, and its ports host
 * does. `mirror` (ROOTFS_MIRROR) overrides the address.
 */
export async function findArm64Archive(
  directory: string,
  options: RunOptions = {},
  mirror = process.env.ROOTFS_MIRROR,
): Promise<Arm64Archive> {
  const own = releaseArchives(await machineArchives(options));
  const candidates = mirror ? [moved(own, mirror)] : [own, moved(own, ubuntuPorts)].filter(plausible);
  const refused: string[] = [];
  for (const archives of candidates) {
    const apt = await privateApt(
      directory,
      archives.map((archive) => sourceLine('deb', archive, 'arm64')),
    );
    // Without the network the lists of an earlier run serve.
    const updated = await apt.update(options);
    const { stdout } = await apt.run('apt-cache', ['show', '--no-all-versions', 'libc6:arm64'], {
      ...options,
      ignoreExitCode: true,
    });
    if (stdout.includes('Package: libc6')) return { archives, apt };
    refused.push(`${archives[0]?.uri} ${updated ? 'has none' : 'cannot be read'}`);
  }
  throw new ToolError(
    'no-arm64-archive',
    `there are no arm64 packages of ${own[0]?.suite}: ${refused.join(', ')}`,
    'check the network, or name a mirror that has them (ROOTFS_MIRROR=URL), or an arm64 root filesystem with gcc and ' +
      'make in it (ROOTFS=FILE.tar.gz)',
  );
}

/** The same suites at another address, all under one. */
function moved(archives: readonly Archive[], uri: string): Archive[] {
  return archives.map((archive) => ({ ...archive, uri }));
}

/** Ubuntu's public mirrors name arm64 in their Release files without having it; its ports are no Debian's. */
function plausible(archives: readonly Archive[]): boolean {
  const [first] = archives;
  if (first === undefined) return false;
  if (first.uri === ubuntuPorts) return first.origin === 'Ubuntu';
  return !archives.some(({ uri }) => /(archive|security)\.ubuntu\.com/.test(uri) || uri.startsWith('mirror'));
}

/** Directory of a private apt below a cache directory. */
export function aptDirectory(cache: string, name: string): string {
  return join(cache, 'apt', name);
}
