import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { MULTIARCH } from '../../scripts/lib/workbench/components.ts';
import type { NativePackage } from '../../src/components/natives/choose.ts';
import { guestArchive } from '../../src/components/natives/guest-archive.ts';
import { chooseSource } from '../../src/components/natives/source.ts';
import { installedPackages, packageFilesIn } from '../../src/components/packages/dpkg.ts';
import type { Host } from '../../src/host/host.ts';
import type { AptProfile } from '../../src/rootfs/apt.ts';
import { makeAptArchive, type TestPackage } from '../support/apt-archive.ts';
import { cachedTestHost } from '../support/cached-test-host.ts';
import { openScope } from '../support/open-scope.ts';

const WANTED: readonly NativePackage[] = ['make', 'sed', 'tar', 'grep', 'absent'].map((name) => ({
  package: name,
  level: 'full',
}));

const PACKAGES: readonly TestPackage[] = [
  { name: 'libc6', version: '2.99-1' },
  { name: 'make', version: '4.4-1', files: { 'usr/bin/make': 'exact' } },
  { name: 'make', version: '4.4-2', files: { 'usr/bin/make': 'newer' } },
  { name: 'sed', version: '4.9-2+deb13u1', depends: 'libsel1 (>= 1) | libother1, perl, libdoc-perl, libc6' },
  { name: 'sed', version: '5.0-1' },
  { name: 'tar', version: '1.35-1' },
  { name: 'grep', version: '3.11-4' },
  { name: 'libsel1', version: '1-1', depends: 'zlib1g, libc6', files: { 'usr/lib/libsel.so.1': 'library' } },
  { name: 'libdoc-perl', version: '1-1' },
  { name: 'perl', version: '1-1' },
  { name: 'zlib1g', version: '1-1' },
];
const GUEST = { make: '4.4-1', sed: '4.9-2', tar: '1.34-1' };

describe("packages of the root filesystem's own release", () => {
  const scope = openScope();
  after(() => scope.close());
  const newHost = () => cachedTestHost(scope);
  const serve = async (packages: readonly TestPackage[], host: Host) => {
    const server = await makeAptArchive(packages, host);
    scope.defer(async () => server.close());
    return server;
  };
  const profileOf = (apt: AptProfile) => ({ ...MULTIARCH, packages: GUEST, apt });

  test('are those of its versions, with libraries, unpacked beside nothing', async () => {
    const host = await newHost();
    const archive = await serve(PACKAGES, host);
    const chosen = await guestArchive(WANTED, profileOf(archive.apt), host);
    assert.deepEqual(
      chosen.packages.map(({ name, version }) => `${name} ${version}`),
      ['grep 3.11-4', 'libc6 2.99-1', 'libsel1 1-1', 'make 4.4-1', 'sed 4.9-2+deb13u1', 'zlib1g 1-1'],
    );
    assert.match(host.infos.join(), /left emulated: tar 1\.34-1$/);
    assert.ok(!archive.requests.some((path) => path.startsWith('/pool/')));
    const { root, release } = await chosen.open();
    assert.equal(release, 'debian 99');
    assert.equal(await readFile(join(root, 'usr/bin/make'), 'utf8'), 'exact');
    const [make] = await installedPackages(host, ['make'], root);
    assert.equal(make?.version, '4.4-1');
    const files = await packageFilesIn(root, host, ['libsel1']);
    assert.deepEqual(files.slice(-1), [`${root}/usr/lib/libsel.so.1`]);
  });

  test('are chosen once, and chosen anew when the archive has them no more', async () => {
    const host = await newHost();
    const archive = await serve(PACKAGES, host);
    const { packages } = await guestArchive(WANTED, profileOf(archive.apt), host);
    archive.close();
    const again = await guestArchive(WANTED, profileOf(archive.apt), host);
    assert.deepEqual(again.packages, packages);
    await assert.rejects(again.open(), { code: 'guest-archive' });
    await assert.rejects(guestArchive(WANTED, profileOf(archive.apt), host), { code: 'guest-archive' });
  });

  test('are refused when they are not what the signed list says', async () => {
    const host = await newHost();
    const archive = await serve(PACKAGES, host);
    const path = '/pool/make_4.4-1_amd64.deb';
    archive.files[path]?.fill(1, 100);
    const chosen = await guestArchive(WANTED, profileOf(archive.apt), host);
    await assert.rejects(chosen.open(), {
      code: 'guest-archive',
      message: /Hash Sum mismatch|Failed to fetch/,
    });
  });

  test('are refused when the list is signed with another key, or there is none', async () => {
    const host = await newHost();
    const [one, other] = await Promise.all([serve(PACKAGES, host), serve([], host)]);
    const rows = [
      [{ ...one.apt, keyrings: other.apt.keyrings }, /not signed|NO_PUBKEY/],
      [{ ...one.apt, keyrings: {} }, /no repository whose address and keys/],
      [
        { sources: [{ uri: one.base, suite: 'test', components: ['main'] }], keyrings: {} },
        /not signed|NO_PUBKEY/,
      ],
      [{ ...one.apt, sources: [{ ...one.apt.sources[0], uri: 'file:/srv' }] } as AptProfile, /no repository/],
    ] as const;
    for (const [apt, message] of rows)
      await assert.rejects(guestArchive(WANTED, profileOf(apt), host), { code: 'guest-archive', message });
  });

  test('cannot put anything outside the directory that they are unpacked in', async () => {
    const host = await newHost();
    const outside = await host.tempDir('outside');
    const archive = await serve(
      [
        {
          name: 'libc6',
          version: '1',
          files: { 'opt/in': 'x', 'usr/lib/l.so.1': { link: 'l.so.1.0' }, a: { link: outside } },
        },
        {
          name: 'grep',
          version: '1',
          files: { 'opt/up': { link: '../..' }, 'opt/w': { link: 'v/../../..' } },
        },
        { name: 'make', version: '4.4-1', files: { 'a/file': 'y' } },
      ],
      host,
    );
    const { root } = await (await guestArchive(WANTED, profileOf(archive.apt), host)).open();
    assert.ok(!existsSync(join(outside, 'file')));
    const links = (await host.exec('find', [root, '-type', 'l', '-printf', '%P -> %l\n'])).stdout;
    assert.equal(links, 'usr/lib/l.so.1 -> l.so.1.0\n');
    assert.equal(await readFile(join(root, 'opt/in'), 'utf8'), 'x');
  });

  test('are this machine’s where theirs cannot be had, and that is said', async () => {
    const host = await newHost();
    const profile = { ...MULTIARCH, packages: { sed: '0.1' } };
    const { archive, packages } = await chooseSource('full', 'auto', profile, profile.packages, host);
    assert.deepEqual([archive, packages], [undefined, []]);
    assert.match(
      host.infos.join('\n'),
      /cannot be had: it names no repository in \/etc\/apt; this machine's are taken/,
    );
    await assert.rejects(chooseSource('full', 'guest', profile, profile.packages, host), {
      code: 'guest-archive',
    });
    const { packages: machine } = await chooseSource('full', 'machine', profile, profile.packages, host);
    assert.deepEqual(machine, []);
  });
});
