import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Host } from '../../src/host/host.ts';
import type { YumProfile } from '../../src/rootfs/rpm/yum.ts';
import { type FileServer, serveFiles } from './file-server.ts';

/** A package to be: its files' texts by path, a file of this machine as `{ file }`, a link's target as `{ link }`. */
export interface TestRpm {
  readonly name: string;
  /** `[epoch:]version-release`. */
  readonly version: string;
  readonly requires?: string;
  readonly provides?: string;
  readonly files?: Readonly<Record<string, string | { readonly file: string } | { readonly link: string }>>;
}

/** A repository of x86-64 packages on a loopback server, made by rpmbuild and createrepo_c, signed with its own key. */
export interface YumRepositoryServer extends FileServer {
  /** What the server gives, by path; may be changed. */
  readonly files: Record<string, Buffer>;
  /** Where the packages are on this machine. */
  readonly directory: string;
  /** Its key, in base64. */
  readonly key: string;
  /** As inspection would find it in a root filesystem. */
  readonly yum: YumProfile;
}

/** Why tests that download with dnf are skipped, false where they are not: Ubuntu 22.04 has no dnf-plugins-core. */
export function withoutDnf(): string | false {
  const { status } = spawnSync('dnf', ['download', '--help'], { stdio: 'ignore' });
  return status !== 0 && 'this machine has no dnf download';
}

/** Where a root filesystem has the key. */
export const KEY_ADDRESS = 'file:///etc/pki/rpm-gpg/RPM-GPG-KEY-test';

export async function makeYumRepository(
  packages: readonly TestRpm[],
  host: Host,
): Promise<YumRepositoryServer> {
  const directory = await host.tempDir('yum');
  const tree = join(directory, 'x86_64');
  await mkdir(tree);
  for (const item of packages) await buildRpm(item, directory, host);
  const key = await sign(tree, await host.tempDir('gnupg'), host);
  await host.exec('createrepo_c', ['--quiet', '--no-database', tree]);
  const files: Record<string, Buffer> = {};
  for (const item of await readdir(tree, { recursive: true, withFileTypes: true })) {
    const path = join(item.parentPath, item.name);
    if (item.isFile()) files[path.slice(directory.length)] = await readFile(path);
  }
  const server = await serveFiles(files);
  const repository = {
    id: 'test',
    options: { baseurl: `${server.base}/$basearch/` },
    keys: [KEY_ADDRESS],
  };
  return {
    ...server,
    files,
    directory: tree,
    key,
    yum: { repositories: [repository], variables: { releasever: '9' }, keys: { [KEY_ADDRESS]: key } },
  };
}

async function buildRpm(rpm: TestRpm, directory: string, host: Host): Promise<void> {
  const stage = await host.tempDir('rpm');
  const root = join(stage, 'root');
  await mkdir(root);
  for (const [path, content] of Object.entries(rpm.files ?? {})) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    if (typeof content === 'string') await writeFile(file, content);
    else if ('file' in content) await copyFile(content.file, file);
    else await symlink(content.link, file);
  }
  const [, epoch = '0', version = '', release = ''] = /^(?:(\d+):)?(.+)-(.+)$/.exec(rpm.version) ?? [];
  const fields = {
    ...{ Name: rpm.name, Epoch: epoch, Version: version, Release: release, Summary: 'test' },
    ...{ License: 'GPLv3+ and MIT', Requires: rpm.requires, Provides: rpm.provides },
  };
  const head = Object.entries(fields).flatMap(([name, value]) => (value ? [`${name}: ${value}\n`] : []));
  const names = Object.keys(rpm.files ?? {}).map((path) => `/${path}\n`);
  await writeFile(
    join(stage, 'package.spec'),
    `%global debug_package %{nil}\n%global __os_install_post %{nil}\n%global _build_id_links none\n${head.join('')}
%description\ntest\n%install\nmkdir -p %{buildroot}\ncp -a ${root}/. %{buildroot}/\n%files\n${names.join('')}`,
  );
  await host.exec(
    'rpmbuild',
    ['-bb', '--define', `_topdir ${stage}`, '--define', `_rpmdir ${directory}`, 'package.spec'],
    { cwd: stage, env: { ...host.env, HOME: stage } },
  );
}

/** Signs packages with a new key; returns it in base64. */
async function sign(tree: string, home: string, host: Host): Promise<string> {
  const options = { cwd: home, env: { ...host.env, HOME: home, GNUPGHOME: home } };
  const gpg = (...args: string[]) => host.exec('gpg', ['--batch', '--passphrase', '', ...args], options);
  await gpg('--quick-generate-key', 'test@example.org', 'rsa3072', 'sign', 'never');
  await gpg('--armor', '--export', '--output', 'key.asc');
  const rpms = (await readdir(tree)).map((name) => join(tree, name));
  if (rpms.length > 0)
    await host.exec(
      'rpmsign',
      ['--define', '_gpg_name test@example.org', '--define', '__gpg /usr/bin/gpg', '--addsign', ...rpms],
      options,
    );
  await host.exec('gpgconf', ['--homedir', home, '--kill', 'all'], options);
  return (await readFile(join(home, 'key.asc'))).toString('base64');
}
