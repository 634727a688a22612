import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareVersions } from '../../src/compare-versions.ts';
import { planToolchain } from '../../src/components/toolchain/buildroot/plan/choose-plan.ts';
import { defaultGcc } from '../../src/components/toolchain/buildroot/plan/default-gcc.ts';
import type { PlanOverrides } from '../../src/components/toolchain/buildroot/plan/overrides.ts';
import table from '../../src/components/toolchain/buildroot/plan/releases.json' with { type: 'json' };
import { glibcxxOf, RELEASES } from '../../src/components/toolchain/buildroot/plan/releases.ts';
import { planJson, planText } from '../../src/report/plan.ts';
import pins from '../../src/versions.json' with { type: 'json' };
import { distributionProfile, distributionProfiles } from '../support/profiles.ts';

const plan = (name: string, overrides: Partial<PlanOverrides> = {}) =>
  planToolchain(distributionProfile(name), { cpu: 'neoverse-n1', ...overrides });

/** Release, gcc, libc, headers, core, where libstdc++ comes from, whether the toolchain's own libc may serve. */
const EXPECTED = {
  'alpine-3.24': ['2026.02', '15.2.0', 'musl 1.2.6', '6.18', 'neoverse-n1', 'static', true],
  'alpine-3.24-build-base': ['2026.02', '15.2.0', 'musl 1.2.6', '6.18', 'neoverse-n1', 'toolchain', true],
  'amazon-linux-2': ['2019.02', '7.4.0', 'glibc 2.28', '4.14', 'cortex-a72', 'guest', false],
  'amazon-linux-2023': ['2022.02', '11.3.0', 'glibc 2.34', '5.16', 'neoverse-n1', 'toolchain', true],
  'debian-11': ['2020.11', '10.2.0', 'glibc 2.31', '5.9', 'neoverse-n1', 'toolchain', true],
  'debian-12': ['2023.02', '12.3.0', 'glibc 2.36', '6.1', 'neoverse-n1', 'toolchain', true],
  'debian-13': ['2025.02', '14.4.0', 'glibc 2.41', '6.12', 'neoverse-n1', 'toolchain', true],
  'fedora-45': ['2026.05', '15.3.0', 'glibc 2.43', '6.18', 'neoverse-n1', 'toolchain', true],
  manylinux2014: ['2020.11', '10.2.0', 'glibc 2.31', '4.4', 'neoverse-n1', 'guest', false],
  manylinux_2_28: ['2024.08', '14.2.0', 'glibc 2.39', '4.19', 'neoverse-n1', 'guest', false],
  manylinux_2_34: ['2024.08', '14.2.0', 'glibc 2.39', '5.10', 'neoverse-n1', 'guest', false],
  'rhel-10': ['2024.08', '14.2.0', 'glibc 2.39', '6.10', 'neoverse-n1', 'toolchain', true],
  'rhel-8': ['2019.02', '8.3.0', 'glibc 2.28', '4.14', 'cortex-a72', 'toolchain', true],
  'rhel-9': ['2022.02', '11.3.0', 'glibc 2.34', '5.10', 'neoverse-n1', 'toolchain', true],
  'ubuntu-20.04': ['2020.11', '9.3.0', 'glibc 2.31', '5.4', 'neoverse-n1', 'toolchain', true],
  'ubuntu-22.04': ['2022.08', '11.3.0', 'glibc 2.35', '5.15', 'neoverse-n1', 'toolchain', true],
  'ubuntu-24.04': ['2024.08', '13.3.0', 'glibc 2.39', '6.6', 'neoverse-n1', 'toolchain', true],
  'ubuntu-26.04': ['2026.05', '15.3.0', 'glibc 2.43', '7.0', 'neoverse-n1', 'toolchain', true],
} as const;

describe('the toolchain for each distribution', () => {
  it('has a profile for each, and an expectation for each profile', () => {
    assert.deepEqual([...distributionProfiles().keys()].sort(), Object.keys(EXPECTED).sort());
  });

  for (const [name, expected] of Object.entries(EXPECTED)) {
    it(name, () => {
      const { release, gccVersion, libc, headers, cpu, cxxLibrary, ownSysroot } = plan(name);
      const found = [
        release,
        gccVersion,
        `${libc.kind} ${libc.version}`,
        headers,
        cpu,
        cxxLibrary,
        ownSysroot,
      ];
      assert.deepEqual(found, expected);
    });
  }

  it('brings nothing newer than the root filesystem has, unless that gives the libraries itself', () => {
    for (const [name, { libc, glibcxx }] of distributionProfiles()) {
      const chosen = plan(name);
      if (chosen.ownSysroot) assert.ok(compareVersions(chosen.libc.version, libc.version) <= 0, name);
      if (chosen.cxxLibrary === 'toolchain') {
        assert.ok(compareVersions(glibcxxOf(chosen.gccVersion) ?? '99', glibcxx ?? '0') <= 0, name);
      }
      assert.ok(chosen.ownSysroot || chosen.cxxLibrary === 'guest', name);
    }
  });
});

describe('a plan', () => {
  it('says why, for people and for programs', () => {
    const profile = distributionProfile('debian-12');
    const chosen = plan('debian-12');
    assert.match(planText(profile, chosen), /^gcc +12\.3\.0 \(C, C\+\+\)$/m);
    assert.match(
      planText(profile, chosen),
      /^- Buildroot 2023\.02\.11 brings glibc 2\.36, no newer than .* 2\.36$/m,
    );
    assert.deepEqual(JSON.parse(planJson(profile, chosen)).plan.release, '2023.02');
    for (const name of distributionProfiles().keys()) assert.ok(plan(name).reasons.length >= 4, name);
  });

  it('names a source without what gives access to it', () => {
    const checksum = `#sha256=${'0'.repeat(64)}`;
    const spec = `https://ci:geheim@example.org/b.tar.xz?token=geheim${checksum}`;
    const chosen = { ...plan('debian-12'), source: { kind: 'given' as const, spec } };
    for (const text of [planText, planJson].map((show) => show(distributionProfile('debian-12'), chosen))) {
      assert.ok(text.includes(`https://example.org/b.tar.xz${checksum}`), text);
      assert.ok(!text.includes('geheim'), text);
    }
  });

  it('has the distribution’s default gcc where the root filesystem has none yet', () => {
    for (const name of [
      'debian-11',
      'debian-12',
      'debian-13',
      'ubuntu-20.04',
      'ubuntu-22.04',
      'ubuntu-24.04',
    ]) {
      const { libstdcxx: _, gccMajor, ...bare } = distributionProfile(name);
      const chosen = planToolchain(bare, { cpu: 'neoverse-n1' });
      assert.equal(chosen.gcc, gccMajor, name);
      assert.match(chosen.reasons.join('\n'), /that of (Debian|Ubuntu) .* by default .*has none/, name);
    }
    const { libstdcxx: _, gccMajor: __, ...noble } = distributionProfile('ubuntu-24.04');
    for (const version of ['24.10', '']) {
      const chosen = planToolchain(
        { ...noble, distribution: { id: 'ubuntu', version, name: '' } },
        { cpu: 'neoverse-n1' },
      );
      assert.equal(chosen.gcc, 14);
      assert.match(chosen.reasons.join('\n'), /the newest that goes with it/);
    }
    assert.equal(defaultGcc({ id: 'rocky', version: '9.4', name: '' }), 11);
    for (const [name, { distribution, libstdcxx, gccMajor }] of distributionProfiles()) {
      const own = libstdcxx?.some(({ directory }) => directory.startsWith('/usr/lib/gcc/'));
      if (own) assert.equal(defaultGcc(distribution), gccMajor, name);
    }
    assert.equal(defaultGcc({ id: 'debian', version: '1', name: '' }), undefined);
  });

  it('has gold among the linkers only where binutils has one that compiles', () => {
    const linkers = (name: string, lines: readonly string[] = []) => {
      const { gold, reasons } = plan(name, { buildrootConfig: { location: 'f', lines } });
      return [gold, reasons.find((reason) => reason.startsWith('linkers: '))];
    };
    assert.deepEqual(linkers('debian-12'), [true, 'linkers: bfd and gold, from binutils 2.38']);
    const none = 'linkers: bfd alone; ';
    const removed = `${none}binutils 2.45.1 has no gold any more`;
    assert.deepEqual(linkers('ubuntu-26.04'), [false, removed]);
    const old = `${none}the gold of binutils 2.29.1 does not compile with gcc 10 and newer`;
    assert.deepEqual(linkers('rhel-8'), [false, old]);
    const option = (text: string) => [`BR2_BINUTILS_EXTRA_CONFIG_OPTIONS="--x ${text} --y"`];
    assert.deepEqual(linkers('rhel-8', option('--enable-gold'))[0], true);
    assert.deepEqual(linkers('ubuntu-26.04', option('--enable-gold')), [false, removed]);
    for (const text of ['--disable-gold', '--enable-gold --enable-gold=no'])
      assert.deepEqual(linkers('debian-12', option(text)), [
        false,
        `${none}buildroot-config says that gold is not built`,
      ]);
    const chosen = (series: string) => linkers('debian-13', [`BR2_BINUTILS_VERSION_${series}_X=y`])[0];
    assert.deepEqual(['2_32', '2_33', '2_43', '2_44'].map(chosen), [false, true, true, false]);
  });

  it('takes what the inputs say', () => {
    assert.equal(plan('debian-12', { gccVersion: 11 }).gccVersion, '11.4.0');
    assert.equal(plan('debian-12', { buildrootVersion: '2022.02' }).libc.version, '2.34');
    for (const buildrootVersion of ['2022.02', '2022.02.13']) {
      const { source } = plan('debian-12', { buildrootVersion });
      assert.deepEqual(source, { kind: 'release', version: '2022.02.13' });
    }
    const buildrootSource = '/srv/buildroot-2022.11.1.tar.xz';
    for (const overrides of [{}, { buildrootVersion: '2022.11.1' }]) {
      const given = plan('debian-12', { buildrootSource, ...overrides });
      assert.deepEqual([given.release, given.source], ['2022.11', { kind: 'given', spec: buildrootSource }]);
    }
  });

  it('takes a fragment, and what it leaves no choice about', () => {
    const lines = [
      '# more',
      'BR2_TOOLCHAIN_BUILDROOT_FORTRAN=y',
      'BR2_GCC_VERSION_11_X=y',
      'BR2_cortex_a76=y',
      '',
    ];
    const chosen = plan('debian-12', { buildrootConfig: { location: 'f', lines } });
    assert.deepEqual(
      [chosen.fortran, chosen.gcc, chosen.cpu, chosen.config],
      [true, 11, 'cortex-a76', lines],
    );
  });

  it('takes a whole .config, whose head names the release', () => {
    const lines = [
      '# Buildroot 2021.02.4 Configuration',
      'BR2_ARCH="aarch64"',
      'BR2_TOOLCHAIN_BUILDROOT_GLIBC=y',
      'BR2_GCC_VERSION_10_X=y',
      'BR2_KERNEL_HEADERS_5_4=y',
      '# BR2_TOOLCHAIN_BUILDROOT_CXX is not set',
    ];
    const chosen = plan('debian-12', { buildrootConfig: { location: 'f', lines } });
    assert.deepEqual([chosen.release, chosen.gcc, chosen.headers, chosen.cxx], ['2021.02', 10, '5.4', false]);
    assert.deepEqual(chosen.source, { kind: 'release', version: '2021.02.12' });
  });

  it('has a core that every program of the wanted one’s runs on', () => {
    const cpus = {
      'neoverse-v1': 'neoverse-n1',
      'cortex-a710': 'neoverse-n1',
      'cortex-a53': 'cortex-a53',
      a64fx: 'cortex-a72',
      'max,pauth-impdef=on': 'cortex-a72',
    };
    for (const [cpu, expected] of Object.entries(cpus)) {
      const chosen = plan('debian-12', { cpu });
      assert.equal(chosen.cpu, expected, cpu);
      assert.equal(chosen.nativeCpu, cpu.startsWith('max') ? undefined : expected, cpu);
    }
    const max = { cpu: 'max', buildrootConfig: { location: 'f', lines: ['BR2_cortex_a76=y'] } };
    assert.equal(plan('debian-12', max).nativeCpu, 'cortex-a76');
    assert.match(
      plan('debian-12', { cpu: 'max' }).reasons.join('\n'),
      /^max is no core: .*native is refused$/m,
    );
  });

  it('links C++ statically where the wanted gcc is newer than the rootfs’s library, if libc is not', () => {
    const old = { ...distributionProfile('debian-13'), glibcxx: '3.4.30', gccMajor: 12, libstdcxx: [] };
    const chosen = planToolchain(old, { cpu: 'neoverse-n1', gccVersion: 14 });
    assert.deepEqual([chosen.cxxLibrary, chosen.cxx], ['static', true]);
    assert.equal(planToolchain(old, { cpu: 'neoverse-n1' }).cxxLibrary, 'toolchain');
  });

  it('has no C++ compiler where nothing it links would start', () => {
    const { libstdcxx: _, gccMajor: __, ...bare } = distributionProfile('manylinux2014');
    const chosen = planToolchain(bare, { cpu: 'neoverse-n1' });
    assert.deepEqual([chosen.cxxLibrary, chosen.cxx], ['none', false]);
    assert.match(chosen.reasons.join('\n'), /runs emulated/);
  });

  it('takes the oldest headers where it does not know the distribution', () => {
    const unknown = { ...distributionProfile('debian-12'), distribution: { id: 'x', version: '', name: '' } };
    assert.equal(planToolchain(unknown, { cpu: 'neoverse-n1' }).headers, '4.14');
  });
});

describe('the table of releases', () => {
  it('is complete and in order', () => {
    const versions = RELEASES.map(({ version }) => version);
    assert.deepEqual(versions, [...versions].sort(compareVersions));
    assert.equal(new Set(versions.map((version) => version.slice(0, 7))).size, versions.length);
    // What plan takes, build has the commit of, and of nothing else.
    assert.deepEqual(Object.keys(pins.buildroot.releases), Object.keys(table.releases));
    for (const { version, glibc, musl, gcc, binutils, defaultBinutils, headers } of RELEASES) {
      assert.ok(binutils.includes(defaultBinutils), version);
      assert.match(`${glibc} ${musl}`, /^2\.\d+ 1\.[12]\.\d+$/, version);
      for (const list of [gcc, binutils, headers]) assert.ok(list.length >= 3, version);
      for (const each of gcc) assert.ok(glibcxxOf(each), `${version}: gcc ${each}`);
    }
  });
});
