import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { LIB64 } from '../../scripts/lib/workbench/components.ts';
import type { NativePackage } from '../../src/components/natives/choose.ts';
import { guestArchive } from '../../src/components/natives/guest-archive.ts';
import { chooseRpmSource } from '../../src/components/natives/rpm/source.ts';
import { filesOf } from '../../src/components/packages/root.ts';
import type { Host } from '../../src/host/host.ts';
import type { YumProfile } from '../../src/rootfs/rpm/yum.ts';
import { cachedTestHost } from '../support/cached-test-host.ts';
import { openScope } from '../support/open-scope.ts';
import { makeYumRepository, type TestRpm, withoutDnf } from '../support/yum-repository.ts';

const WANTED: readonly NativePackage[] = [
  ...['make', 'sed', 'tar', 'grep', 'coreutils', 'absent'].map((name) => ({
    package: name,
    level: 'full' as const,
  })),
  { package: 'coreutils-single', level: 'full', insteadOf: 'coreutils' },
];

const PACKAGES: readonly TestRpm[] = [
  {
    name: 'glibc',
    version: '2.34-1',
    provides: 'libc.so.6()(64bit)',
    files: { 'lib64/libc.so.6': 'c' },
  },
  { name: 'make', version: '1:4.3-7', files: { 'usr/bin/make': 'exact' } },
  { name: 'make', version: '1:4.3-8', files: { 'usr/bin/make': 'newer' } },
  { name: 'sed', version: '4.8.1-9', requires: 'libsel.so.1()(64bit) libc.so.6()(64bit) perl bash' },
  { name: 'sed', version: '4.80-1' },
  { name: 'tar', version: '1.35-1' },
  { name: 'grep', version: '3.6-5' },
  { name: 'grep', version: '3.7-1', requires: 'libx.so.1(X_1)(64bit) libx.so.1()(64bit)' },
  { name: 'coreutils', version: '8.32-1' },
  { name: 'coreutils-single', version: '8.32-1' },
  {
    name: 'libselinux',
    version: '3.4-3',
    requires: 'libz.so.1()(64bit)',
    provides: 'libsel.so.1()(64bit)',
    files: { 'usr/lib64/libsel.so.1': 'library', 'usr/share/licenses/libselinux/LICENSE': 'public domain' },
  },
  { name: 'libx', version: '1-1', provides: 'libx.so.1()(64bit)' },
  { name: 'libx-minimal', version: '1-1', provides: 'libx.so.1()(64bit)' },
  { name: 'perl', version: '5-1' },
  { name: 'z+lib_X', version: '1:1.2^git1~a-1', provides: 'libz.so.1()(64bit)' },
];
const GUEST = { make: '1:4.3-7', sed: '4.8-8', tar: '1.34-1', 'libx-minimal': '1-1' };

describe("packages of an rpm root filesystem's own release", { skip: withoutDnf() }, () => {
  const scope = openScope();
  after(() => scope.close());
  const newHost = () => cachedTestHost(scope);
  const serve = async (packages: readonly TestRpm[], host: Host) => {
    const server = await makeYumRepository(packages, host);
    scope.defer(async () => server.close());
    return server;
  };
  const profileOf = (yum: YumProfile, packages: Readonly<Record<string, string>> = GUEST) => ({
    ...LIB64,
    packages,
    packageFormat: 'rpm' as const,
    yum,
  });

  test('are those of its versions, with libraries, unpacked beside nothing', async () => {
    const host = await newHost();
    const server = await serve(PACKAGES, host);
    const chosen = await guestArchive(WANTED, profileOf(server.yum), host);
    assert.deepEqual(
      chosen.packages.map(({ name, version }) => `${name} ${version}`),
      [
        ...['coreutils 8.32-1', 'glibc 2.34-1', 'grep 3.7-1', 'libselinux 3.4-3', 'libx-minimal 1-1'],
        ...['make 1:4.3-7', 'sed 4.8.1-9', 'z+lib_X 1:1.2^git1~a-1'],
      ],
    );
    assert.match(host.infos.join(), /left emulated: tar 1\.34-1$/);
    const from = await chosen.open();
    assert.equal(await readFile(join(from.root, 'usr/bin/make'), 'utf8'), 'exact');
    const files = await filesOf(from, host, ['libselinux']);
    assert.deepEqual(files[0], `${from.root}/usr/lib64/libsel.so.1`);
    const make = from.rpms?.find(({ name }) => name === 'make');
    assert.deepEqual(
      [make?.version, make?.source, make?.licence],
      ['1:4.3-7', 'make 4.3-7', 'GPLv3+ and MIT'],
    );
    const single = await guestArchive(
      WANTED,
      profileOf(server.yum, { ...GUEST, 'coreutils-single': '8.32-1' }),
      host,
    );
    const names = single.packages.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => name.startsWith('coreutils')),
      ['coreutils-single'],
    );
  });

  test('are chosen once, and chosen anew when the repository has them no more', async () => {
    const host = await newHost();
    const server = await serve(PACKAGES.slice(0, 3), host);
    const { packages } = await guestArchive(WANTED, profileOf(server.yum), host).finally(server.close);
    const again = await guestArchive(WANTED, profileOf(server.yum), host);
    assert.deepEqual(again.packages, packages);
    await assert.rejects(again.open(), { code: 'guest-archive' });
    await assert.rejects(guestArchive(WANTED, profileOf(server.yum), host), { code: 'guest-archive' });
  });

  test('are refused when the repository now has other bytes than when they were chosen', async () => {
    const host = await newHost();
    const [make] = PACKAGES.slice(1, 2) as [TestRpm];
    const one = await serve([make], host);
    const other = await serve([{ ...make, files: { 'usr/bin/make': 'other' } }], host);
    const both = Buffer.concat([one.key, other.key].map((key) => Buffer.from(key, 'base64')));
    const [address = ''] = Object.keys(one.yum.keys);
    const profile = profileOf({ ...one.yum, keys: { [address]: both.toString('base64') } });
    const [chosen] = (await guestArchive(WANTED, profile, host)).packages;
    assert.match(chosen?.sha256 ?? '', /^[0-9a-f]{64}$/);
    for (const path of Object.keys(one.files)) delete one.files[path];
    Object.assign(one.files, other.files);
    const again = await guestArchive(WANTED, profile, host);
    await assert.rejects(again.open(), { code: 'guest-archive', message: /another make 1:4\.3-7$/ });
  });

  test('are refused when they are not signed with a key of the root filesystem', async () => {
    const host = await newHost();
    const [one, other] = [await serve(PACKAGES.slice(0, 2), host), await serve([], host)];
    const [address = ''] = Object.keys(one.yum.keys);
    const stranger = { ...one.yum, keys: { [address]: other.key } };
    const profile = profileOf(stranger);
    const refused = { code: 'guest-archive', message: /glibc-\S+ is not signed with a key/ };
    await assert.rejects(guestArchive(WANTED, profile, host), refused);
    assert.equal(await chooseRpmSource('full', 'auto', { ...LIB64, ...profile }, host), undefined);
    assert.match(host.warnings.join(), /is not signed with a key .*stays emulated/);
    for (const [yum, message] of [
      [{ ...one.yum, keys: {} }, /no repository whose address and keys/],
      [
        {
          ...one.yum,
          repositories: [
            { id: 'a', options: { baseurl: 'file:///srv' }, keys: [address] },
            { id: 'b', options: { baseurl: one.base }, keys: ['constructor'] },
          ],
        },
        /no repository whose address and keys/,
      ],
      [{ ...one.yum, variables: {}, repositories: [gone(one.base, address)] }, /metadata for repo 'gone'/],
    ] as const)
      await assert.rejects(guestArchive(WANTED, profileOf(yum), host), { code: 'guest-archive', message });
  });

  test('come from the repositories that are there, when one is away', async () => {
    const host = await newHost();
    const server = await serve(PACKAGES.slice(0, 2), host);
    const [address = ''] = Object.keys(server.yum.keys);
    const yum = { ...server.yum, repositories: [gone(server.base, address), ...server.yum.repositories] };
    const chosen = await guestArchive(WANTED, profileOf(yum), host);
    assert.deepEqual(
      chosen.packages.map(({ name }) => name),
      ['glibc', 'make'],
    );
    assert.match(host.infos.join(), /a repository of the root filesystem is left out: .*'gone'/);
  });

  test('come by a list of mirrors whose address has variables, as on Amazon Linux 2', async () => {
    const host = await newHost();
    const server = await serve(PACKAGES.slice(0, 2), host);
    server.files['/core/9/x86_64/mirror.list'] = Buffer.from(`${server.base}/$basearch\n`);
    const [id, keys] = ['core', Object.keys(server.yum.keys)];
    const rows = [
      { mirrorlist: '$proto://$place/core/$releasever/$basearch/mirror.list' },
      { mirrorlist: '$proto://$place/core/$releasever/aarch64/mirror.list', priority: '10' },
    ];
    for (const options of rows) {
      const variables = {
        ...{ releasever: '9', proto: 'http', place: server.base.replace('http://', '') },
        basearch: 'aarch64',
      };
      const yum = { ...server.yum, variables, repositories: [{ id, options, keys }] };
      const { packages } = await guestArchive(WANTED, profileOf(yum), host);
      assert.equal(packages.length, 2);
    }
  });

  test('need dnf and rpm on this machine, which is said', async () => {
    const host = await newHost();
    const nothing = { ...host, exec: async () => ({ code: 1, stdout: '', stderr: '' }) };
    const yum: YumProfile = { repositories: [], variables: {}, keys: {} };
    assert.equal(await chooseRpmSource('full', 'auto', { ...LIB64, ...profileOf(yum) }, nothing), undefined);
    assert.match(
      host.warnings.join(),
      /not installed on this machine.*: dnf dnf-plugins-core rpm: .*stays emulated.*apt-get install dnf/,
    );
  });

  test('are refused when they are not what the list says', async () => {
    const host = await newHost();
    const server = await serve(PACKAGES.slice(0, 2), host);
    const path = Object.keys(server.files).find((name) => /make.*\.rpm$/.test(name)) ?? '';
    server.files[path]?.fill(1, (server.files[path]?.length ?? 0) - 100);
    await assert.rejects(guestArchive(WANTED, profileOf(server.yum), host), { code: 'guest-archive' });
  });

  test('cannot put anything outside the directory that they are unpacked in', async () => {
    const host = await newHost();
    const outside = await host.tempDir('outside');
    const server = await serve(
      [
        { name: 'glibc', version: '1-1', files: { 'opt/in': 'x', a: { link: outside } } },
        { name: 'make', version: '1:4.3-7', files: { 'a/file': 'y' } },
      ],
      host,
    );
    const { root } = await (await guestArchive(WANTED, profileOf(server.yum), host)).open();
    assert.ok(!existsSync(join(outside, 'file')));
    assert.equal(await readFile(join(root, 'opt/in'), 'utf8'), 'x');
  });

  test('leave all emulated where they cannot be had, and that is said', async () => {
    const host = await newHost();
    const profile = { ...LIB64, packages: GUEST, packageFormat: 'rpm' as const };
    assert.equal(await chooseRpmSource('full', 'auto', profile, host), undefined);
    assert.equal(await chooseRpmSource('full', 'machine', profile, host), undefined);
    assert.match(host.warnings[0] ?? '', /cannot be had: it names no repository .*stays emulated/);
    assert.match(host.warnings[1] ?? '', /natives: machine: .*stays emulated/);
    await assert.rejects(chooseRpmSource('full', 'guest', profile, host), { code: 'guest-archive' });
  });
});

function gone(base: string, key: string) {
  return { id: 'gone', options: { baseurl: `${base}/$releasever/none` }, keys: [key] };
}
