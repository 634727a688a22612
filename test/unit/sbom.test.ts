import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { NOT_ALL, sourceRow } from '../../src/components/source-row.ts';
import { componentMaterials, isComplete } from '../../src/sbom/component-materials.ts';
import { cycloneDx } from '../../src/sbom/cyclonedx.ts';
import { copyrightLicences, licenceLines, listedLicences, spdxLicence } from '../../src/sbom/licences.ts';
import type { Bom } from '../../src/sbom/material.ts';
import { isRecord } from '../../src/sbom/records.ts';
import { rootfsPackages } from '../../src/sbom/rootfs-packages.ts';

const machine = 'debian 12';
const digest = `sha256:${'0f'.repeat(32)}`;

const SOURCES = `Files of these packages of the build machine's distribution are in this layer, unmodified unless said
otherwise. Their source code is in the distribution's archive: apt-get source NAME=VERSION.

bison 2:3.8.2+dfsg-1+b1 (source package: bison 2:3.8.2+dfsg-1)
libgcc-s1 12.2.0-14 (source package: gcc-12 12.2.0-14)
libstdc++6 12.2.0-14 (source package: gcc-12 12.2.0-14)
`;

const COPYRIGHT = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
License: GPL-3+ with Bison-2.2 exception

Files: lib/*
License: LGPL-2.1+ and Expat or
 something
License: GPL-3+
`;

const records = new Map([
  ['x86_64/share/natives/SOURCES', SOURCES],
  ['x86_64/share/natives/licenses/bison', COPYRIGHT],
  [
    'x86_64/share/natives/licenses/libgcc-s1',
    'see /usr/share/common-licenses/GPL-3. GFDL: /usr/share/common-licenses/GFDL-1.2',
  ],
]);

describe('packages', () => {
  it('are those of the release that the record names, else of the machine', () => {
    const of = (text: string) =>
      componentMaterials(new Map([['x86_64/share/natives/SOURCES', text]]), machine)[0]?.purl;
    const bison = 'pkg:deb/debian/bison@2:3.8.2%2Bdfsg-1%2Bb1?arch=amd64&distro=debian';
    assert.equal(of(SOURCES), `${bison}-12`);
    assert.equal(of(SOURCES.replace("the build machine's distribution", 'debian 13')), `${bison}-13`);
  });

  it('may be rpms, which say their licences themselves', () => {
    const notice = `Files of these RPM packages of almalinux 9.4 are in this layer, unmodified unless said
otherwise.

git-core 1:2.43.5-1.el9 (source package: git 2.43.5-1.el9; licence: GPLv2 and LGPLv2+ and MIT)
`;
    const [git] = componentMaterials(new Map([['x86_64/share/natives/SOURCES', notice]]), machine);
    assert.deepEqual(git, {
      ...{ name: 'git-core', version: '1:2.43.5-1.el9' },
      licences: ['GPL-2.0-only', 'LGPL-2.0-or-later', 'MIT'],
      purl: 'pkg:rpm/almalinux/git-core@2.43.5-1.el9?arch=x86_64&distro=almalinux-9.4&epoch=1',
    });
  });
});

describe('licences', () => {
  it('have their SPDX identifiers where there is one', () => {
    const cases = { 'GPL-2+': 'GPL-2.0-or-later', 'GPL-2': 'GPL-2.0-only', 'LGPL-2.1+': 'LGPL-2.1-or-later' };
    for (const [name, expected] of Object.entries(cases)) assert.equal(spdxLicence(name), expected);
    assert.equal(spdxLicence('Expat'), 'MIT');
    assert.equal(spdxLicence('GPL-7+'), 'GPL-7+');
    for (const name of ['public-domain', 'constructor']) assert.equal(spdxLicence(name), name);
  });

  it('are read from copyright files, machine-readable or not', () => {
    assert.deepEqual(copyrightLicences(COPYRIGHT), ['GPL-3.0-or-later', 'LGPL-2.1-or-later', 'MIT']);
    assert.deepEqual(copyrightLicences("in `/usr/share/common-licenses/GPL-2'."), ['GPL-2.0-only']);
    for (const text of [COPYRIGHT, "in `/usr/share/common-licenses/GPL-2'.", 'License: MIT, as it came'])
      assert.deepEqual(copyrightLicences(licenceLines(text)), copyrightLicences(text));
  });

  it('are read from lists with remarks, and from SPDX expressions', () => {
    assert.deepEqual(listedLicences('GPL-2.0+ (programs), LGPL-2.1+ (library)'), [
      'GPL-2.0-or-later',
      'LGPL-2.1-or-later',
    ]);
    const expression = '(MIT OR GPL-2.0-only) AND (Zlib AND GPL-3.0-or-later WITH GCC-exception-3.1)';
    assert.deepEqual(listedLicences(expression), ['GPL-2.0-only', 'GPL-3.0-or-later', 'MIT', 'Zlib']);
    assert.deepEqual(listedLicences(''), []);
  });
});

describe('records', () => {
  it('are those of the components and of the root filesystem', () => {
    for (const path of [
      ...['x86_64/share/natives/SOURCES', 'x86_64/share/x/licenses/y', 'var/lib/dpkg/status'],
      ...['lib/apk/db/installed', 'usr/lib/apk/db/installed', 'usr/lib/os-release'],
      'var/lib/rpm/rpmdb.sqlite',
    ])
      assert.ok(isRecord(path), path);
    for (const path of ['x86_64/share/emulator/source/hook.c', 'root/var/lib/dpkg/status'])
      assert.ok(!isRecord(path), path);
  });

  it('give packages with version, licences, source and purl', () => {
    const [bison, libgcc, libstdcxx] = componentMaterials(records, machine);
    assert.deepEqual(bison, {
      ...{ name: 'bison', version: '2:3.8.2+dfsg-1+b1' },
      licences: copyrightLicences(COPYRIGHT),
      purl: 'pkg:deb/debian/bison@2:3.8.2%2Bdfsg-1%2Bb1?arch=amd64&distro=debian-12',
      source: 'https://snapshot.debian.org/package/bison/2%3A3.8.2%2Bdfsg-1/',
    });
    assert.deepEqual(libgcc?.licences, ['GFDL-1.2-only', 'GPL-3.0-only']);
    assert.deepEqual(libstdcxx?.licences, libgcc?.licences, 'of the same source package');
  });

  it('give the emulator with its source', () => {
    const notice = (origin: string) =>
      componentMaterials(
        new Map([['x86_64/share/emulator/SOURCE', `qemu-aarch64 was built from QEMU 10.0.2: ${origin}.\n`]]),
        'ubuntu 24.04',
      );
    const [upstream] = notice('https://download.qemu.org/qemu-10.0.2.tar.xz, sha256 abc');
    assert.equal(upstream?.purl, 'pkg:generic/qemu@10.0.2');
    assert.equal(upstream?.source, 'https://download.qemu.org/qemu-10.0.2.tar.xz');
    const [distro] = notice("source package qemu 1:8.2 of the build machine's distribution");
    assert.equal(distro?.source, 'https://launchpad.net/ubuntu/+source/qemu/1%3A8.2');
  });

  it('give what was built from source, each once, under the name of its source', () => {
    const url = 'https://gnu.example/gcc-12.3.0.tar.xz';
    const rows = [
      sourceRow({ name: 'host-gcc-initial', version: '12.3.0', licence: 'GPL-3.0+', url }),
      sourceRow({ name: 'host-gcc-final', version: '12.3.0', licence: 'GPL-3.0+', url }),
      sourceRow({ name: 'glibc', version: '2.36-81-g4f4d7a13', licence: 'GPL-2.0+ (programs), LGPL-2.1+' }),
      sourceRow({ name: 'host-isl', version: '0.24' }),
    ];
    const notice = new Map([['x86_64/share/toolchain/SOURCES', `Built by:\n\n${rows.join('\n')}\n\nEnd\n`]]);
    const found = componentMaterials(notice, machine);
    assert.deepEqual(
      found.map(({ purl }) => purl),
      ['pkg:generic/gcc@12.3.0', 'pkg:generic/glibc@2.36-81-g4f4d7a13', 'pkg:generic/isl@0.24'],
    );
    assert.deepEqual(found[0], {
      ...{ name: 'gcc', version: '12.3.0', licences: ['GPL-3.0-or-later'] },
      ...{ purl: 'pkg:generic/gcc@12.3.0', source: url },
    });
    assert.deepEqual(found[1]?.licences, ['GPL-2.0-or-later', 'LGPL-2.1-or-later']);
    assert.ok(isComplete(notice));
    assert.ok(!isComplete(new Map([['x86_64/share/toolchain/SOURCES', `${rows[0]}\n\n${NOT_ALL}\n`]])));
  });

  it("give the root filesystem's installed packages", () => {
    const status = [
      'Package: libc6\nStatus: install ok installed\nArchitecture: arm64\nSource: glibc\nVersion: 2.36-9',
      'Package: old\nStatus: deinstall ok config-files\nArchitecture: arm64\nVersion: 1',
      'Package: g++\nStatus: install ok installed\nArchitecture: arm64\nSource: gcc-defaults (1.203)\nVersion: 4:12.2.0-3\n',
    ].join('\n\n');
    const os = 'ID=debian\nVERSION_ID="12"\n';
    const found = rootfsPackages(
      new Map([
        ['var/lib/dpkg/status', status],
        ['etc/os-release', os],
        ['usr/lib/os-release', 'ID=other\nVERSION_ID=1\n'],
        ['usr/share/doc/libc6/copyright', 'see /usr/share/common-licenses/LGPL-2.1'],
      ]),
    );
    assert.deepEqual(
      found.map(({ name }) => name),
      ['libc6', 'g++'],
    );
    assert.deepEqual(found[0]?.licences, ['LGPL-2.1-only']);
    assert.equal(found[1]?.source, 'https://snapshot.debian.org/package/gcc-defaults/1.203/');
    assert.equal(found[1]?.purl, 'pkg:deb/debian/g%2B%2B@4:12.2.0-3?arch=arm64&distro=debian-12');
  });
});

describe("apk's record", () => {
  it('gives packages with licences and the recipes that they were built from', () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const installed = [
      `C:Q1abc=\nP:musl\nV:1.2.5-r21\nA:aarch64\nT:the musl c library\nL:MIT\no:musl\nc:${commit}\nF:lib\nR:ld.so`,
      'P:zlib\nV:1.3.1-r2\nA:aarch64\nL:Zlib\n',
    ].join('\n\n');
    for (const path of ['lib/apk/db/installed', 'usr/lib/apk/db/installed']) {
      const found = rootfsPackages(
        new Map([
          [path, `${installed}\n`],
          ['etc/os-release', 'ID=alpine\nVERSION_ID=3.24.1\n'],
        ]),
      );
      assert.deepEqual(found, [
        {
          ...{ name: 'musl', version: '1.2.5-r21', licences: ['MIT'] },
          purl: 'pkg:apk/alpine/musl@1.2.5-r21?arch=aarch64&distro=alpine-3.24.1',
          source: `https://gitlab.alpinelinux.org/alpine/aports/-/commit/${commit}`,
        },
        {
          ...{ name: 'zlib', version: '1.3.1-r2', licences: ['Zlib'] },
          purl: 'pkg:apk/alpine/zlib@1.3.1-r2?arch=aarch64&distro=alpine-3.24.1',
        },
      ]);
    }
  });
});

describe('CycloneDX', () => {
  const bom: Bom = {
    ...{ name: 'ghcr.io/o/i', digest, toolVersion: '0.1.0', distribution: { id: 'debian', version: '12' } },
    packages: [],
    layers: [
      { name: 'natives', digest, materials: componentMaterials(records, machine), complete: true },
      { name: 'toolchain', digest, materials: [], complete: false },
    ],
  };
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

  it('is what its schema asks for', async () => {
    assert.equal(await validator.validate(cycloneDx(bom)), null);
    assert.notEqual(await validator.validate(cycloneDx(bom).replace('"library"', '"nothing"')), null);
  });

  it('is the same for the same image', () => {
    assert.equal(cycloneDx(bom), cycloneDx(structuredClone(bom)));
  });

  it('says of what it does not list all parts', async () => {
    const incomplete = (of: Bom) => JSON.parse(cycloneDx(of)).compositions?.[0]?.assemblies;
    assert.deepEqual(incomplete(bom), ['rootfs', 'component:toolchain']);
    assert.match(JSON.parse(cycloneDx(bom)).components[0].properties[0].value, /^not listed: /);
    const listed = { ...bom, packages: bom.layers[0]?.materials ?? [], layers: bom.layers.slice(0, 1) };
    assert.equal(incomplete(listed), undefined);
    assert.equal(JSON.parse(cycloneDx(listed)).components[0].properties, undefined);
    assert.equal(await validator.validate(cycloneDx(listed)), null);
  });

  it('has each reference once, also of a package for several architectures', () => {
    const of = (architecture: string) =>
      `Package: libc6\nStatus: install ok installed\nArchitecture: ${architecture}\nVersion: 2.36-9\n`;
    const status = ['arm64', 'armhf', 'armhf'].map(of).join('\n');
    const packages = rootfsPackages(new Map([['var/lib/dpkg/status', status]]));
    const [{ components }] = JSON.parse(cycloneDx({ ...bom, packages })).components;
    const refs = components.map((one: Record<string, string>) => one['bom-ref']);
    assert.deepEqual([refs[0], new Set(refs).size], ['rootfs/libc6@2.36-9', 3]);
    assert.match(refs[1], /arch=armhf/);
  });

  it('tells what each part of the image is made of', () => {
    const [, natives] = JSON.parse(cycloneDx(bom)).components;
    assert.equal(natives.name, 'natives');
    assert.deepEqual(natives.components[0].licenses[0], { license: { id: 'GPL-3.0-or-later' } });
    assert.match(natives.components[0].externalReferences[0].url, /^https:\/\/snapshot/);
  });
});
