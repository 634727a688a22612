import { createHash } from 'node:crypto';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Host } from '../../src/host/host.ts';
import type { AptProfile } from '../../src/rootfs/apt.ts';
import { type FileServer, serveFiles } from './file-server.ts';

/** A package to be: its files' texts by path, a link's target as `{ link }`. */
export interface TestPackage {
  readonly name: string;
  readonly version: string;
  readonly depends?: string;
  readonly files?: Readonly<Record<string, string | { readonly link: string }>>;
}

/** A repository of amd64 packages on a loopback server, signed with a key of its own. */
interface AptArchive extends FileServer {
  /** What the server gives, by path; may be changed. */
  readonly files: Record<string, Buffer>;
  /** As inspection would find it in a root filesystem. */
  readonly apt: AptProfile;
}

export async function makeAptArchive(packages: readonly TestPackage[], host: Host): Promise<AptArchive> {
  const files: Record<string, Buffer> = {};
  let index = '';
  for (const item of packages) {
    const [deb, control] = await buildPackage(item, host);
    const path = `pool/${item.name}_${item.version}_amd64.deb`;
    files[`/${path.replaceAll('+', '%2b')}`] = deb;
    index += `${control}Filename: ${path}\nSize: ${deb.length}\nSHA256: ${sha256(deb)}\n\n`;
  }
  const list = Buffer.from(index);
  files['/dists/test/main/binary-amd64/Packages'] = list;
  const release = `Suite: test\nCodename: test\nComponents: main\nArchitectures: amd64\nDate: ${new Date().toUTCString()}
SHA256:\n ${sha256(list)} ${list.length} main/binary-amd64/Packages\n`;
  const { signed, key } = await sign(release, host);
  files['/dists/test/InRelease'] = signed;
  const server = await serveFiles(files);
  const source = { uri: server.base, suite: 'test', components: ['main'], signedBy: '/keys/test.gpg' };
  return {
    ...server,
    files,
    apt: { sources: [source], keyrings: { '/keys/test.gpg': key.toString('base64') } },
  };
}

async function buildPackage(
  { name, version, depends, files = {} }: TestPackage,
  host: Host,
): Promise<[deb: Buffer, control: string]> {
  const directory = await host.tempDir('package');
  const tree = join(directory, 'tree');
  const fields = {
    Package: name,
    Version: version,
    Architecture: 'amd64',
    Maintainer: 'nobody <n@example.org>',
  };
  const all = Object.entries({ ...fields, ...(depends && { Depends: depends }), Description: 'test' });
  const control = all.map(([field, value]) => `${field}: ${value}\n`).join('');
  const contents: TestPackage['files'] = { 'DEBIAN/control': control, ...files };
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    if (typeof content === 'string') await writeFile(join(tree, path), content);
    else await symlink(content.link, join(tree, path));
  }
  const deb = join(directory, 'package.deb');
  await host.exec('dpkg-deb', ['--root-owner-group', '--build', tree, deb]);
  return [await readFile(deb), control];
}

/** The text signed as an InRelease file is, and the public key. */
async function sign(text: string, host: Host): Promise<{ signed: Buffer; key: Buffer }> {
  const home = await host.tempDir('gnupg');
  const gpg = (...args: string[]) =>
    host.exec('gpg', ['--homedir', home, '--batch', '--passphrase', '', ...args], { cwd: home });
  await writeFile(join(home, 'Release'), text);
  await gpg('--quick-generate-key', 'test@example.org', 'ed25519', 'sign', 'never');
  await gpg('--clear-sign', '--output', 'InRelease', 'Release');
  await gpg('--export', '--output', 'key.gpg');
  await host.exec('gpgconf', ['--homedir', home, '--kill', 'all']);
  return { signed: await readFile(join(home, 'InRelease')), key: await readFile(join(home, 'key.gpg')) };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
