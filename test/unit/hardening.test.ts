import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultLines,
  guestDefaults,
  hardeningSpecs,
  lazilyBound,
} from '../../src/components/toolchain/hardening.ts';
import { specsFile } from '../../src/components/toolchain/specs.ts';
import { readCompilerDefaults } from '../../src/rootfs/compiler-defaults.ts';
import { distributionProfile } from '../support/profiles.ts';

const PLAIN = readCompilerDefaults('');

test('a driver tells its defaults by its configuration and its specs', () => {
  assert.deepEqual(PLAIN, {
    pie: false,
    stackProtector: false,
    stackClash: false,
    branchProtection: false,
    fortify: 0,
    bindNow: false,
    asNeeded: false,
    buildId: false,
    gnuHash: false,
  });
  const configured = '--enable-default-pie --enable-default-ssp --enable-standard-branch-protection';
  assert.deepEqual(
    { ...readCompilerDefaults(`ELF\0x ${configured} --enable-linker-build-id\0`) },
    { ...PLAIN, pie: true, stackProtector: true, branchProtection: true, buildId: true },
  );
  const patched =
    '%{!fno-stack-protector:%{!fstack-protector-all:-fstack-protector-strong}} %{O*:%{!O0:-D_FORTIFY_SOURCE=3}}';
  const { stackProtector, fortify } = readCompilerDefaults(patched);
  assert.deepEqual([stackProtector, fortify], [true, 3]);
  const asNeeded = (specs: string) => readCompilerDefaults(specs).asNeeded;
  assert.ok(asNeeded('--hash-style=gnu --as-needed %{shared:-shared}'), 'gcc 10 of Debian');
  assert.ok(asNeeded('--hash-style=gnu %{!fsanitize=*:--as-needed} %{static:-Bstatic}'), 'gcc 12 of Debian');
  assert.ok(
    !asNeeded('-lgcc --push-state --as-needed -lgcc_s --pop-state --as-needed -lgcc_s'),
    "everybody's",
  );
});

test('the distribution’s defaults, and on top of them what its own driver says', () => {
  assert.equal(guestDefaults(distributionProfile('debian-12'))?.pie, true);
  assert.equal(guestDefaults(distributionProfile('debian-12'))?.asNeeded, true);
  assert.equal(guestDefaults(distributionProfile('amazon-linux-2'))?.asNeeded, false);
  assert.equal(guestDefaults(distributionProfile('rhel-9'))?.pie, false);
  assert.equal(guestDefaults(distributionProfile('amazon-linux-2'))?.stackProtector, false);
  assert.equal(guestDefaults(distributionProfile('ubuntu-22.04'))?.fortify, 2);
  assert.equal(guestDefaults(distributionProfile('ubuntu-24.04'))?.fortify, 3);
  assert.equal(guestDefaults(distributionProfile('alpine-3.24'))?.bindNow, true);
  const alpine = distributionProfile('alpine-3.24');
  const older = { ...alpine, distribution: { ...alpine.distribution, version: '3.18.12' } };
  assert.deepEqual([guestDefaults(alpine)?.buildId, guestDefaults(older)?.buildId], [true, undefined]);
  assert.equal(guestDefaults(older)?.bindNow, true);
  const unknown = { ...distributionProfile('debian-12'), distribution: { id: 'x', version: '', name: '' } };
  assert.equal(guestDefaults(unknown), undefined);
  const compilerDefaults = { ...PLAIN, branchProtection: true };
  assert.deepEqual(guestDefaults({ ...unknown, compilerDefaults }), { branchProtection: true, pie: false });
  const debian = {
    ...distributionProfile('debian-12'),
    compilerDefaults: { ...compilerDefaults, pie: true },
  };
  assert.deepEqual(guestDefaults(debian), {
    ...PLAIN,
    ...{ pie: true, asNeeded: true, buildId: true, branchProtection: true },
    ...{ gnuHash: true, newDtags: true },
  });
});

test('as a part of a key they are the same lines whether a gcc said them or the table did', () => {
  for (const name of ['debian-12', 'ubuntu-24.04', 'rhel-9', 'alpine-3.24']) {
    const bare = distributionProfile(name);
    const compilerDefaults = { ...PLAIN, ...guestDefaults(bare) };
    assert.deepEqual(defaultLines({ ...bare, compilerDefaults }), defaultLines(bare), name);
  }
  assert.deepEqual(defaultLines(distributionProfile('debian-12')).slice(0, 2), [
    'asNeeded=true',
    'bindNow=false',
  ]);
});

test('only what differs is added', () => {
  const none = { cc1_options: [], cpp: [], link: [], self_spec: [] };
  assert.deepEqual(hardeningSpecs(PLAIN, {}), none);
  assert.deepEqual(
    hardeningSpecs({ ...PLAIN, pie: true, buildId: true }, { pie: true, buildId: true }),
    none,
  );
  const all = hardeningSpecs(PLAIN, guestDefaults(distributionProfile('ubuntu-24.04')) ?? {});
  assert.match(
    all.cc1_options?.join(' ') ?? '',
    /%\{!fno-PIC:-fPIE\}.*-fstack-protector-strong.*-fstack-clash-protection/,
  );
  assert.match(all.self_spec?.join() ?? '', /%\{!static:.*%\{!no-pie:-pie\}/);
  assert.match(all.cpp?.join() ?? '', /^%\{O\*:%\{!O0:.*-D_FORTIFY_SOURCE=3/);
  assert.deepEqual(all.link, [
    ...['%{!r:-z relro -z now}', '%{!fsanitize=*:--as-needed}', '%{!r:--build-id}'],
    ...['--hash-style=gnu', '--enable-new-dtags'],
  ]);
  assert.match(hardeningSpecs({ ...PLAIN, pie: true }, { pie: false }).self_spec?.join() ?? '', /-no-pie/);
  const balanced = Object.values(all).flat().join('');
  assert.equal(balanced.split('{').length, balanced.split('}').length);
});

test('what a compiler has and the rootfs’s own has not is taken away, unless it is asked for', () => {
  const ubuntu = { ...PLAIN, ...guestDefaults(distributionProfile('ubuntu-24.04')) };
  const debian = guestDefaults(distributionProfile('debian-12')) ?? {};
  const amazon = guestDefaults(distributionProfile('amazon-linux-2')) ?? {};
  assert.deepEqual(hardeningSpecs(ubuntu, debian).link, []);
  assert.deepEqual(hardeningSpecs({ ...ubuntu, pie: false }, amazon), {
    cc1_options: [],
    cpp: [],
    link: ['--no-as-needed'],
    self_spec: [
      '%{!fstack-protector*:-fno-stack-protector}',
      '%{!fstack-clash-protection:-fno-stack-clash-protection}',
      '%{!D_FORTIFY_SOURCE*:%{!U_FORTIFY_SOURCE:-U_FORTIFY_SOURCE}}',
    ],
  });
  assert.equal(lazilyBound('%{!no-pie:-pie -z now} -z relro', ubuntu, debian), '%{!no-pie:-pie} -z relro');
  for (const wanted of [ubuntu, {}])
    assert.equal(lazilyBound('%{!no-pie:-pie -z now}', ubuntu, wanted), '%{!no-pie:-pie -z now}');
});

const COMPILER = {
  ...{ specs: '*asm:\n\n', rootSysroot: false, multiarch: false, suspiciousLinker: false },
  defaults: PLAIN,
};

test('a specs file has one empty line after each entry, or gcc refuses it', () => {
  const text = specsFile(
    { ...COMPILER, specs: '*asm:\nx' },
    { profile: distributionProfile('ubuntu-24.04') },
  );
  const entries = text.trimEnd().split('\n\n');
  for (const entry of entries) assert.match(entry, /^\*\w+:\n[^\n]+$/);
  assert.match(text, /[^\n]\n\n$/);
});

test('a specs file makes the rootfs the sysroot, in each layout', () => {
  const cpu = 'neoverse-n1';
  const spec = (name: string, text: string) => new RegExp(`^\\*${name}:\\n(.*)$`, 'm').exec(text)?.[1] ?? '';
  const debian = specsFile(COMPILER, { profile: distributionProfile('debian-12'), cpu });
  assert.match(spec('self_spec', debian), /%\{mcpu=native:%<mcpu=native -mcpu=neoverse-n1\}/);
  assert.match(
    spec('self_spec', debian),
    /%\{!-sysroot=\*:--sysroot=\/ %\{!nostdinc:-isystem \/usr\/local\/include\/aarch64-linux-gnu -isystem \/usr\/local\/include\}\}/,
  );
  assert.match(
    spec('startfile_prefix_spec', debian),
    /^\/lib\/aarch64-linux-gnu\/ \/usr\/lib\/aarch64-linux-gnu\/ .* \/usr\/local\/lib\/aarch64-linux-gnu\/$/,
  );
  const rhel = specsFile(
    { ...COMPILER, rootSysroot: true },
    { profile: distributionProfile('rhel-9'), ownSysroot: '/x86_64/host/sysroot' },
  );
  assert.doesNotMatch(spec('self_spec', rhel), /--sysroot=\/|native|aarch64-linux-gnu/);
  assert.match(spec('self_spec', rhel), /-idirafter \/x86_64\/host\/sysroot\/usr\/include/);
  assert.match(
    spec('startfile_prefix_spec', rhel),
    /^\/lib64\/ \/usr\/lib64\/ .*\/usr\/lib\/ \/x86_64\/host\/sysroot\/usr\/lib64\/.*\/lib\/$/,
  );
  assert.doesNotMatch(spec('self_spec', rhel), /prefix-map/);
  const alpine = specsFile(COMPILER, { profile: distributionProfile('alpine-3.24'), staticOnly: true });
  assert.match(spec('startfile_prefix_spec', alpine), /^\/lib\/ \/usr\/lib\/$/);
  assert.equal(spec('libgcc', alpine), '-lgcc -lgcc_eh');
  const [guest] = distributionProfile('manylinux2014').libstdcxx ?? [];
  assert.ok(guest);
  const old = specsFile(COMPILER, { profile: distributionProfile('manylinux2014'), guest });
  assert.match(
    spec('cc1plus', old),
    /-nostdinc\+\+ -isystem \/opt\/rh\/devtoolset-10\/root\/usr\/include\/c\+\+\/10 /,
  );
  assert.match(
    spec('startfile_prefix_spec', old),
    /^\/opt\/rh\/devtoolset-10\/.*\/aarch64-redhat-linux\/10\/ \/lib64\//,
  );
});

test('a compiler for lib64 says what Debian’s says of multiarch, and finds its own libraries where they are', () => {
  const directory = 'x86_64/host/lib/gcc/aarch64-buildroot-linux-gnu/12.3.0';
  const changed = (fixture: string, own: string, multiarch = false) => {
    const specs = `*multilib:\n${own}\n`;
    const text = specsFile(
      { ...COMPILER, specs, multiarch },
      { profile: distributionProfile(fixture), directory },
    );
    return {
      multilib: text.match(/(?<=^\*multilib:\n).*$/gm)?.slice(1),
      places: /^\*startfile_prefix_spec:\n\/x86_64\/host\/aarch64-buildroot-linux-gnu\/lib64\/ \/lib\//m.test(
        text,
      ),
    };
  };
  const there = (multilib: string) => ({ multilib: [multilib], places: true });
  const kept = { multilib: [], places: false };
  const answer = there('. !mabi=lp64;.:../lib:aarch64-linux-gnu mabi=lp64;');
  assert.deepEqual(changed('debian-12', '. !mabi=lp64;.:../lib64 mabi=lp64;'), answer);
  assert.deepEqual(changed('debian-12', '. !mabi=lp64;.:../lib64:other mabi=lp64;', true), answer);
  assert.deepEqual(changed('debian-12', '. ;'), there('.:../lib:aarch64-linux-gnu ;'));
  assert.deepEqual(changed('debian-12', '. !mabi=lp64;lp64:../lib:aarch64-linux-gnu mabi=lp64;', true), kept);
  assert.deepEqual(changed('rhel-9', '. !mabi=lp64;.:../lib64 mabi=lp64;'), kept);
});

test('a linker that warns of the system’s own directories is told not to, and no other', () => {
  const profile = distributionProfile('debian-12');
  const link = (suspiciousLinker: boolean) =>
    /^\*link:\n(.*)$/m.exec(specsFile({ ...COMPILER, suspiciousLinker }, { profile }))?.[1] ?? '';
  assert.match(
    link(true),
    / %\{!fuse-ld=\*:--no-poison-system-directories\} %\{fuse-ld=bfd:--no-poison-system-directories\}/,
  );
  assert.doesNotMatch(link(false), /poison/);
});

test('debug information calls the toolchain’s headers what the guest’s compiler calls its own', () => {
  const maps = (fixture: string, directory: string) =>
    specsFile(COMPILER, { profile: distributionProfile(fixture), directory }).match(/-f\w+-prefix-map=\S+/g);
  assert.deepEqual(maps('debian-12', 'x86_64/host/lib/gcc-cross/aarch64-linux-gnu/12'), [
    '-ffile-prefix-map=/x86_64/host/aarch64-linux-gnu/include/c++/12=/usr/include/c++/12',
    '-ffile-prefix-map=/x86_64/host/aarch64-linux-gnu/include/c++/12/aarch64-linux-gnu=/usr/include/aarch64-linux-gnu/c++/12',
    '-ffile-prefix-map=/x86_64/host/lib/gcc-cross/aarch64-linux-gnu/12=/usr/lib/gcc/aarch64-linux-gnu/12',
  ]);
  assert.deepEqual(maps('rhel-9', 'x86_64/host/lib/gcc/aarch64-buildroot-linux-gnu/7.5.0'), [
    '-fdebug-prefix-map=/x86_64/host/aarch64-buildroot-linux-gnu/include/c++/7.5.0=/usr/include/c++/7',
  ]);
});
