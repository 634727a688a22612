import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import {
  fittedEntries,
  libraryFiles,
} from '../../src/components/toolchain/buildroot/graft/fitted-entries.ts';
import { planToolchain } from '../../src/components/toolchain/buildroot/plan/choose-plan.ts';
import type { PlanOverrides } from '../../src/components/toolchain/buildroot/plan/overrides.ts';
import {
  staticLibraries,
  staticSanitizers,
} from '../../src/components/toolchain/buildroot/plan/static-libraries.ts';
import { buildrootToolchain } from '../../src/components/toolchain/buildroot/toolchain.ts';
import { buildChecked, MANIFEST } from '../../src/components/toolchain/finish.ts';
import { fitLimits } from '../../src/components/toolchain/gate.ts';
import { targetFiles } from '../../src/components/toolchain/target-files.ts';
import { textEntry } from '../../src/components/tree.ts';
import { readCompilerDefaults } from '../../src/rootfs/compiler-defaults.ts';
import type { RootfsProfile } from '../../src/rootfs/profile.ts';
import { distributionProfile } from '../support/profiles.ts';

test('for musl a toolchain passes the gate that has no shared library to tell so', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const profile = distributionProfile('alpine-3.24');
  const plan = planToolchain(profile, { cpu: 'neoverse-n1' });
  assert.equal(plan.cxxLibrary, 'static');
  const toolchain = { ...(await buildrootToolchain(plan, {}, profile, host)), build: async () => [] };
  const entries = await buildChecked('toolchain "buildroot"', toolchain, profile, '');
  assert.deepEqual(
    entries.map(({ path }) => path),
    [MANIFEST],
  );
  await assert.rejects(buildChecked('t', toolchain, distributionProfile('debian-12'), ''), {
    code: 'toolchain-does-not-fit',
    message: /builds for musl/,
    hint: /^leave out buildroot-version and gcc-version .*own g\+\+$/,
  });
});

test('the copies of gcc’s libraries in the toolchain’s own sysroot stay behind, whatever C++ is linked with', async () => {
  const entries = [
    'aarch64-linux-gnu/lib64/libgcc_s.so.1',
    'aarch64-linux-gnu/lib64/libstdc++.a',
    'aarch64-linux-gnu/lib64/libstdc++.so.6.0.30',
    'aarch64-linux-gnu/sysroot/lib/libc.so.6',
    'aarch64-linux-gnu/sysroot/lib/libgcc_s.so.1',
    'aarch64-linux-gnu/sysroot/usr/include/linux/stddef.h',
    'aarch64-linux-gnu/sysroot/usr/lib/libstdc++.a',
    'aarch64-linux-gnu/sysroot/usr/lib/libstdc++.so.6.0.30',
    'lib/gcc/aarch64-linux-gnu/12.3.0/include/stddef.h',
  ].map((path) => textEntry(`x86_64/host/${path}`, ''));
  const graft = { triplet: 'aarch64-linux-gnu', version: '12.3.0', entries };
  for (const library of ['static', 'guest', 'toolchain'] as const) {
    const fitted = await fittedEntries(graft, library);
    const sysroot = fitted.map(({ path }) => path).filter((path) => path.includes('/sysroot/'));
    assert.deepEqual(sysroot, [
      'x86_64/host/sysroot/lib/libc.so.6',
      'x86_64/host/sysroot/usr/include/linux/stddef.h',
    ]);
  }
  assert.deepEqual(
    targetFiles(await fittedEntries(graft, 'static')).map(({ path }) => path),
    ['x86_64/host/aarch64-linux-gnu/lib64/libstdc++.a', 'x86_64/host/sysroot/lib/libc.so.6'],
  );
});

test('with the root filesystem’s gcc, libgfortran is its own where it has one, and else the static one', async () => {
  const lib = 'x86_64/host/aarch64-linux-gnu/lib64';
  const gcc = 'x86_64/host/lib/gcc/aarch64-linux-gnu/7.4.0';
  const entries = [
    ...['libgfortran.a', 'libgfortran.spec', 'libgfortran.so.4', 'libstdc++.a', 'libasan_preinit.o'].map(
      (name) => `${lib}/${name}`,
    ),
    ...['libcaf_single.a', 'libgcc.a', 'crtbegin.o', 'f951', 'finclude/ieee_arithmetic.mod'].map(
      (name) => `${gcc}/${name}`,
    ),
  ].map((path) => textEntry(path, ''));
  const graft = { triplet: 'aarch64-linux-gnu', version: '7.4.0', entries };
  const kept = async (guestFortran: boolean) =>
    (await fittedEntries(graft, 'guest', { guestFortran })).map(({ path }) => basename(path));
  assert.deepEqual(await kept(true), ['f951', 'ieee_arithmetic.mod']);
  assert.deepEqual(await kept(false), [
    ...['libgfortran.a', 'libgfortran.spec', 'libcaf_single.a', 'f951', 'ieee_arithmetic.mod'],
  ]);
  const lines = ['BR2_TOOLCHAIN_BUILDROOT_FORTRAN=y'];
  const fortran = (profile: RootfsProfile) =>
    planToolchain(profile, { cpu: 'neoverse-n1', buildrootConfig: { location: 'f', lines } }).reasons.find(
      (reason) => reason.startsWith('Fortran: '),
    );
  const amazon = distributionProfile('amazon-linux-2');
  assert.match(fortran(amazon) ?? '', /the toolchain's libgfortran, linked statically; .*gcc 7 has none/);
  const libstdcxx = amazon.libstdcxx?.map((files) => ({ ...files, fortran: true as const }));
  assert.match(fortran({ ...amazon, libstdcxx: libstdcxx ?? [] }) ?? '', /root filesystem's own gcc 7$/);
  assert.equal(fortran(distributionProfile('debian-12')), undefined);
});

test('of gcc’s other libraries the static ones serve where the root filesystem lacks the shared ones', async () => {
  const lib = 'x86_64/host/aarch64-linux-gnu/lib64';
  const entries = [
    ...['libatomic.a', 'libatomic.so', 'libatomic.so.1', 'libatomic.so.1.2.0'],
    ...['libgomp.a', 'libgomp.so', 'libgomp.so.1'],
    ...['libgfortran.a', 'libgfortran.so', 'libgfortran.so.5', 'libgfortran.spec'],
    ...['libasan.a', 'libasan.so', 'libasan.so.8', 'libasan_preinit.o'],
    ...['libitm.so', 'libitm.so.1', 'libstdc++.a', 'libstdc++.so', 'libstdc++.so.6'],
  ].map((name) => textEntry(`${lib}/${name}`, ''));
  const graft = { triplet: 'aarch64-linux-gnu', version: '12.3.0', entries };
  const linkedStatically = (...shared: string[]) => staticLibraries(libraryFiles(graft), shared);
  assert.deepEqual(linkedStatically(), ['atomic', 'asan'], 'none that cannot become a part of a PIE');
  assert.deepEqual(linkedStatically('libatomic.so.1', 'libasan.so.6'), ['asan']);
  assert.deepEqual(staticSanitizers(linkedStatically()), ['asan']);
  const fitted = await fittedEntries(graft, 'toolchain', { linkedStatically: ['atomic', 'asan'] });
  const names = fitted.map(({ path }) => basename(path));
  const shared = fitted.map(({ path }) => path).filter((path) => /\/lib(atomic|asan)\.so/.test(path));
  assert.deepEqual(
    shared,
    ['libatomic.so', 'libatomic.so.1', 'libatomic.so.1.2.0'].map(
      (name) => `x86_64/host/aarch64-linux-gnu/shared/${name}`,
    ),
    'for shared libraries only',
  );
  for (const name of ['libatomic.a', 'libasan.a', 'libasan_preinit.o', 'libgomp.so', 'libitm.so'])
    assert.ok(names.includes(name), name);
});

test('which libraries those are is in the plan and in the key', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const bare = distributionProfile('debian-12');
  const full = { ...bare, gccLibraries: ['libasan.so.8', 'libatomic.so.1'] };
  const chosen = (profile: RootfsProfile, lines: string[] = []) =>
    planToolchain(profile, { cpu: 'neoverse-n1', buildrootConfig: { location: 'f', lines } });
  const reason = (profile: RootfsProfile, lines?: string[]) =>
    chosen(profile, lines).reasons.find((text) => text.startsWith('linked statically'));
  assert.match(reason(bare) ?? '', /no shared ones: libatomic, the sanitizers' libraries$/);
  assert.equal(reason(full), undefined);
  assert.equal(reason(distributionProfile('manylinux2014')), undefined);
  const shared = async (profile: RootfsProfile, lines?: string[]) =>
    (await buildrootToolchain(chosen(profile, lines), {}, profile, host)).parts.shared;
  assert.deepEqual(await shared(bare), []);
  assert.deepEqual(await shared(full), full.gccLibraries);
  assert.deepEqual(await shared({ ...full, gccLibraries: ['libgfortran.so.5', 'libgomp.so.1'] }), []);
});

test('what is compiled is not compiled again for what only its layout depends on', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const opened: string[] = [];
  const unfinished = (name: string) => {
    opened.push(name);
    return Promise.reject(new Error('stop'));
  };
  const exec = async () => ({ code: 0, stdout: '', stderr: '' });
  const profile = distributionProfile('debian-12');
  const plan = planToolchain(profile, { cpu: 'neoverse-n1' });
  const compilerDefaults = { ...readCompilerDefaults(''), branchProtection: true };
  for (const other of [profile, { ...profile, libcDevelopment: false }, { ...profile, compilerDefaults }]) {
    const toolchain = await buildrootToolchain(plan, {}, other, { ...host, exec, unfinished });
    await assert.rejects(toolchain.build(''), { message: 'stop' });
  }
  assert.equal(opened.length, 3);
  assert.equal(new Set(opened).size, 1);
});

test('a layer passes for another root filesystem’s only where the sources are those of the table', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const file = join(await host.tempDir('sources'), 'buildroot-2023.02.tar');
  await writeFile(file, '');
  const profile = distributionProfile('debian-12');
  const fits = async (overrides: Partial<PlanOverrides>) => {
    const plan = planToolchain(profile, { cpu: 'neoverse-n1', ...overrides });
    return (await buildrootToolchain(plan, {}, profile, host)).parts.fits;
  };
  const buildrootConfig = { location: 'f', lines: [`BR2_PACKAGE_OVERRIDE_FILE="${file}"`] };
  assert.deepEqual(await fits({}), []);
  assert.deepEqual(await fits({ buildrootSource: file }), fitLimits(profile));
  assert.deepEqual(await fits({ buildrootConfig }), fitLimits(profile));
});
