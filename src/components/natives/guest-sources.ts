import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AptProfile } from '../../rootfs/apt.ts';
import type { AptSource } from '../../rootfs/apt-sources.ts';

/** Ubuntu keeps arm64 apart; the other architectures of the same suites, signed with the same keys, are here. */
const PORTS = {
  from: /^https?:\/\/ports\.ubuntu\.com\/ubuntu-ports\/?$/,
  to: 'http://archive.ubuntu.com/ubuntu',
};

/**
 * Writes a root filesystem's keys to files in the directory, those that apt is to trust for all to `trusted` in it.
 * @returns lines of sources.list(5) for what can be fetched over the network and checked.
 */
export async function writeSources({ sources, keyrings }: AptProfile, directory: string): Promise<string[]> {
  const named = new Map<string, string>();
  for (const [index, [path, content]] of Object.entries(keyrings).entries()) {
    const key = Buffer.from(content, 'base64');
    const trusted = path.startsWith('/etc/apt/trusted.gpg');
    const extension = key.subarray(0, 5).equals(Buffer.from('-----')) ? 'asc' : 'gpg';
    const file = join(directory, trusted ? 'trusted' : '.', `${index}.${extension}`);
    await writeFile(file, key);
    named.set(path, file);
  }
  const lines: string[] = [];
  for (const [index, source] of sources.entries()) {
    const { uri, suite, components, signedBy } = source;
    const words = [uri, suite, ...components];
    if (!/^https?:/.test(uri) || words.some((word) => /[^\w.:~+%@/-]/.test(word))) continue;
    const keys = await keysOf(signedBy, join(directory, `source-${index}.asc`), named);
    if (keys === undefined) continue;
    const options = ['arch=amd64', 'target=Packages', ...(keys === '' ? [] : [`signed-by=${keys}`])];
    lines.push(`deb [${options.join(' ')}] ${addressOf(uri)} ${suite} ${components.join(' ')}`);
  }
  return lines;
}

/** Signed-By for our copy of the keys; undefined when the root filesystem does not have them where it says. */
async function keysOf(
  signedBy: AptSource['signedBy'],
  file: string,
  named: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  if (signedBy === undefined) return '';
  if (signedBy.startsWith('-----BEGIN')) {
    await writeFile(file, `${signedBy}\n`);
    return file;
  }
  const keys = signedBy.split(/\s+/).map((key) => (/^[0-9A-F]{16,}!?$/i.test(key) ? key : named.get(key)));
  return keys.includes(undefined) ? undefined : keys.join(',');
}

function addressOf(uri: string): string {
  return PORTS.from.test(uri) ? PORTS.to : uri;
}
