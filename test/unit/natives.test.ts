import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { MULTIARCH } from '../../scripts/lib/workbench/components.ts';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { choosePackages, type NativePackage, visibleVersion } from '../../src/components/natives/choose.ts';
import { guestString } from '../../src/components/natives/guest-strings.ts';
import { nativesComponent } from '../../src/components/natives/natives.ts';
import packages from '../../src/components/natives/packages.json' with { type: 'json' };
import { findPrograms, privateLibraries } from '../../src/components/natives/programs.ts';
import { GCONV, gconvEntries, privateGconv } from '../../src/components/runtime/gconv.ts';
import { neededLibraries } from '../../src/components/shared-libraries.ts';
import { parseDpkgStatus } from '../../src/rootfs/dpkg.ts';

const SED: NativePackage = { package: 'sed', level: 'full' };
const MAKE: NativePackage = { package: 'make', level: 'build' };
const LIST = [MAKE, SED];

describe('choice of packages', () => {
  const rows = [
    [
      'the same version',
      'full',
      { sed: '4.9-1', make: '4.3-4.1' },
      { sed: '4.9-1', make: '4.3-4' },
      false,
      'make sed',
    ],
    ['another patch level', 'full', { make: '4.3.1-1' }, { make: '4.3.2-1' }, false, 'make'],
    ['the level build', 'build', { sed: '4.9-1', make: '4.3' }, { sed: '4.9-1', make: '4.3' }, false, 'make'],
    ['another minor version', 'full', { make: '4.4-1' }, { make: '4.3-1' }, false, ''],
    ['an epoch', 'full', { make: '1:4.3-1' }, { make: '4.3-1' }, false, 'make'],
    ['what the guest lacks', 'full', {}, { make: '4.3', sed: '4.9' }, false, ''],
    ['what the guest lacks, in the same release', 'full', {}, { make: '4.3', sed: '4.9' }, true, 'make sed'],
    ['another minor version in the same release', 'full', { make: '4.4' }, { make: '4.3' }, true, ''],
  ] as const;
  for (const [what, level, guest, machine, same, expected] of rows) {
    test(what, () => {
      const { chosen } = choosePackages(LIST, level, guest, machine, same);
      assert.equal(chosen.map((item) => item.package).join(' '), expected);
    });
  }

  test('says what this machine lacks, and what differs', () => {
    const { missing, different } = choosePackages(
      LIST,
      'full',
      { sed: '4.8', make: '4.3' },
      { sed: '4.9' },
      true,
    );
    assert.deepEqual(missing, ['make']);
    assert.deepEqual(different, ['sed (4.8 there, 4.9 here)']);
  });

  test('what a script sees of a version', () => {
    const versions = {
      '2:3.8.2+dfsg-1+b1': '3.8',
      '1.3.4.20200120-3.1': '1.3',
      '9-1': '9',
      '0.5.12-2': '0.5',
    };
    for (const [version, visible] of Object.entries(versions)) assert.equal(visibleVersion(version), visible);
  });

  test('the list names each package once', () => {
    const names = packages.map((item) => item.package);
    assert.equal(new Set(names).size, names.length);
  });
});

describe('the component', () => {
  const host = createTestHost();

  test('is there for build and full only, and not without a record of packages', async () => {
    for (const accelerate of ['none', 'compiler'] as const) {
      assert.equal(
        await nativesComponent({ accelerate, natives: 'auto' }, { ...MULTIARCH, packages: {} }, host),
        undefined,
      );
    }
    assert.deepEqual(host.warnings, []);
    const inputs = { accelerate: 'full', natives: 'auto' } as const;
    assert.equal(await nativesComponent(inputs, { ...MULTIARCH, packageManager: 'dnf' }, host), undefined);
    assert.match(host.warnings.join(), /can be read, and this root filesystem has dnf: all but the compiler/);
  });
});

test('a root filesystem whose locales native programs cannot read is told so', async (t) => {
  for (const [version, old] of [
    ['2.26', true],
    ['2.27', false],
  ] as const) {
    const host = createTestHost();
    t.after(() => host.close());
    const profile = { ...MULTIARCH, libc: { kind: 'glibc', version }, packages: {} } as const;
    await nativesComponent({ accelerate: 'full', natives: 'machine' }, profile, host);
    assert.equal(/locales of glibc 2\.26: where LANG/.test(host.infos.join()), old, version);
  }
});

test('what this machine lacks is named, with the command that installs it', async () => {
  const nothing = { ...createTestHost(), exec: async () => ({ code: 1, stdout: '', stderr: '' }) };
  const profile = { ...MULTIARCH, packages: { sed: '4.9-1', make: '4.3-4.1', other: '1' } };
  await assert.rejects(nativesComponent({ accelerate: 'full', natives: 'auto' }, profile, nothing), {
    code: 'natives-missing',
    message: /accelerate: full .* not installed here: make, sed$/,
    hint: /apt-get install make sed/,
  });
});

test("a package's programs: no scripts, none that is a link in the guest, none that must be the guest's own", async () => {
  const host = createTestHost();
  const names = async (item: NativePackage, programLinks: Record<string, string> = {}) =>
    (await findPrograms(host, [item], { programLinks })).map(({ name }) => name);
  assert.deepEqual(await names({ package: 'sed', level: 'full' }), ['sed']);
  assert.deepEqual(await names({ package: 'gzip', level: 'build' }), ['gzip']);
  assert.deepEqual(
    await names({ package: 'sed', level: 'full' }, { '/usr/bin/sed': '/usr/bin/busybox' }),
    [],
  );
  // Without usrmerge, the one directory has links to the other for programs that moved.
  assert.deepEqual(await names(SED, { '/bin/sed': '/bin/busybox' }), []);
  assert.deepEqual(await names(SED, { '/usr/bin/sed': '/bin/sed' }), ['sed']);
  const coreutils = await names({ package: 'coreutils', level: 'full', except: ['stdbuf'] });
  assert.ok(coreutils.includes('ls') && coreutils.includes('[') && !coreutils.includes('stdbuf'));
  assert.deepEqual(await names({ package: 'coreutils', level: 'full', only: ['cp'] }), ['cp']);
  const directory = '/usr/lib/apt/methods';
  const methods = await findPrograms(host, [{ package: 'apt', level: 'full', directory }], {
    programLinks: { '/usr/bin/file': '/usr/bin/busybox' },
  });
  assert.ok(methods.every((program) => program.directory === directory));
  assert.ok(methods.some(({ name }) => name === 'file') && !methods.some(({ name }) => name === 'https'));
});

test('libraries that a package keeps to itself are found', async () => {
  const libraries = await privateLibraries(createTestHost(), [{ package: 'man-db', level: 'full' }]);
  const [soname = '', file] = [...libraries].find(([name]) => name.startsWith('libmandb-')) ?? [];
  assert.match(soname, /^libmandb-.+\.so$/);
  assert.ok(file !== undefined && neededLibraries(file)?.includes('libc.so.6'), file);
});

describe('strings that the guest has otherwise', () => {
  const profile = {
    multiarch: 'aarch64-linux-gnu',
    machineTypes: { bash: 'aarch64-a-linux-gnu', make: 'aarch64-b-linux-gnu' },
  };
  const rows = [
    ['x86_64', 'bash', 'aarch64'],
    ['x86_64-pc-linux-gnu', 'bash', 'aarch64-a-linux-gnu'],
    ['x86_64-pc-linux-gnu', 'make', 'aarch64-b-linux-gnu'],
    ['x86_64-pc-linux-gnu', 'git', 'aarch64-a-linux-gnu'],
    ['/usr/lib/x86_64-linux-gnu', 'make', '/usr/lib/aarch64-linux-gnu'],
    [
      '/lib:/lib/i386-linux-gnu:/lib/x86_64-linux-gnu:/lib/x86_64-linux-gnux32:/lib32:/libx32:/usr/lib',
      'pkgconf',
      '/lib:/lib/aarch64-linux-gnu:/usr/lib',
    ],
    ['amd64', 'dpkg-deb', 'arm64'],
    ['1.21.23 (amd64)', 'dpkg-deb', '1.21.23 (arm64)'],
    ['/usr/lib/x86_64-linux-gnu/gawk', 'gawk', '/x86_64/lib/gawk'],
    ['/usr/lib64/gawk', 'gawk', '/x86_64/lib/gawk'],
    ['x86_64-redhat-linux-gnu', 'bash', 'aarch64-a-linux-gnu'],
    ['amd64', 'git', undefined],
    ['linux-x86_64', 'openssl', undefined],
    ['x86_64 %s', 'file', undefined],
  ] as const;
  for (const [text, program, expected] of rows) {
    test(`${text} in ${program}`, () => assert.equal(guestString(text, program, profile), expected));
  }

  test('without multiarch directories stay', () => {
    assert.equal(guestString('/usr/lib/x86_64-linux-gnu', 'make', { machineTypes: {} }), undefined);
    assert.equal(
      guestString('x86_64-pc-linux-gnu', 'make', { machineTypes: {} }),
      'aarch64-unknown-linux-gnu',
    );
  });
});

test('the C library looks for its converters below /x86_64, in a name as long as the usual one', () => {
  for (const { from, to } of GCONV) {
    assert.equal(to.length, from.length);
    const libc = Buffer.from(`\0${from}\0${from}/gconv-modules.cache\0`);
    const patched = privateGconv(libc)?.toString();
    assert.equal(patched, `\0${to}\0${to}/gconv-modules.cache\0`);
  }
  assert.equal(privateGconv(Buffer.from('no such name')), undefined);
});

test('the converters of a lib64 layout are found under the name that its C library then has', async () => {
  const host = createTestHost();
  const root = await host.tempDir('gconv');
  await mkdir(join(root, 'usr/lib64/gconv'), { recursive: true });
  for (const name of ['UTF-7.so', 'gconv-modules', 'gconv-modules.cache'])
    await writeFile(join(root, 'usr/lib64/gconv', name), '');
  const entries = await gconvEntries(root);
  assert.deepEqual(
    entries.map((entry) => `${entry.path}${entry.type === 'symlink' ? ` -> ${entry.target}` : ''}`).sort(),
    ['x86_64/gconv -> lib/gconv', 'x86_64/lib/gconv/UTF-7.so', 'x86_64/lib/gconv/gconv-modules'],
  );
  await host.close();
});

test("dpkg's record: installed packages only", () => {
  const text = [
    'Package: sed\nStatus: install ok installed\nVersion: 4.9-1\nDescription: x\n Version: 9',
    'Package: gone\nStatus: deinstall ok config-files\nVersion: 1',
    'Package: half\nStatus: install ok half-installed\nVersion: 1',
    'Package: broken\nStatus: install ok installed',
    '',
  ].join('\n\n');
  assert.deepEqual(parseDpkgStatus(text), { sed: '4.9-1' });
});
