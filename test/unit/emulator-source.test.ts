import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { parseIndexTargets, sourceEntries } from '../../src/components/emulator/apt-sources.ts';
import { ninjaProgress } from '../../src/components/emulator/build.ts';
import { configureArguments, cpuModels } from '../../src/components/emulator/configure.ts';
import { parseCandidate, upstreamVersion } from '../../src/components/emulator/distro.ts';
import { findSeries, seriesOf } from '../../src/components/emulator/series.ts';
import { tarballSource } from '../../src/components/emulator/tarball.ts';
import { repositoryRoot } from '../../src/files/repository-root.ts';

test('a series is a whole beginning of the version', () => {
  assert.equal(seriesOf('7.2.22', ['10.0', '7.2']), '7.2');
  assert.equal(seriesOf('10.0', ['10.0', '7.2']), '10.0');
  assert.equal(seriesOf('7.20.1', ['10.0', '7.2']), undefined);
});

test('an unsupported version is refused with the list of those that are', async () => {
  const patches = join(repositoryRoot(), 'native', 'emulator', 'patches');
  assert.equal((await findSeries('7.2.22', patches)).name, '7.2');
  await assert.rejects(findSeries('3.1.0', patches), {
    code: 'qemu-series-unsupported',
    message: /3\.1\.0.*7\.2, .*10\.0/,
  });
});

test('the source version is that of the candidate, whether it was built anew or not', () => {
  const policy = (candidate: string) =>
    `qemu-utils:\n  Installed: (none)\n  Candidate: ${candidate}\n  Version table:\n     1:6.0 500\n`;
  assert.equal(parseCandidate(policy('1:7.2+dfsg-7+deb12u18+b3')), '1:7.2+dfsg-7+deb12u18');
  assert.equal(parseCandidate(policy('1:8.2.2+ds-0ubuntu1')), '1:8.2.2+ds-0ubuntu1');
  assert.equal(parseCandidate(policy('(none)')), undefined);
  assert.equal(parseCandidate(''), undefined);
});

test('upstream version of a distribution’s', () => {
  assert.equal(upstreamVersion('1:7.2+dfsg-7+deb12u18'), '7.2');
  assert.equal(upstreamVersion('1:10.0.13+ds-0+deb13u1'), '10.0.13');
});

test('only lists of the distribution itself are taken', () => {
  const output = [
    'Debian\t/etc/apt/sources.list.d/debian.sources:1',
    'Debian\t/etc/apt/sources.list.d/debian.sources:8',
    'NodeSource\t/etc/apt/sources.list.d/node.list:1',
  ].join('\n');
  assert.deepEqual(parseIndexTargets(output), ['/etc/apt/sources.list.d/debian.sources']);
});

test('binary repositories become source repositories, with their options', () => {
  const stanza =
    'Types: deb\nURIs: http://a.example/debian\nSuites: bookworm\nArchitectures: amd64\nSigned-By: /k.gpg\n';
  assert.equal(
    sourceEntries(stanza, true),
    'Types: deb-src\nURIs: http://a.example/debian\nSuites: bookworm\nSigned-By: /k.gpg\n',
  );
  const list =
    '# deb http://no\ndeb [arch=amd64 signed-by=/k.gpg] http://a.example/u jammy main\ndeb-src http://a.example/u jammy main\n';
  assert.equal(sourceEntries(list, false), 'deb-src [ signed-by=/k.gpg] http://a.example/u jammy main\n');
});

test('a path that is not there, and a file with another checksum, are refused by name', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  await assert.rejects(tarballSource('/nowhere/q.tar', host), {
    code: 'source-not-found',
    message: /\/nowhere\/q\.tar/,
  });
  const wrong = `${import.meta.filename}#sha256=${'0'.repeat(64)}`;
  await assert.rejects(tarballSource(wrong, host), {
    code: 'checksum-mismatch',
    message: /emulator-source\.test\.ts/,
  });
});

test('an archive that is no QEMU source is refused when it is unpacked', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const source = await tarballSource(import.meta.filename, host);
  await assert.rejects(source.fetch(await host.tempDir('q')), { code: 'emulator-source-broken' });
});

test('configure gets the CPU, and --python only where it is understood', () => {
  const old = configureArguments({ version: '7.2.22', cpu: 'neoverse-n1', source: '/s' });
  const current = configureArguments({ version: '10.0.2', cpu: 'neoverse-n1', source: '/s' });
  assert.ok(old.some((argument) => argument.includes('-DARM64_ON_X86_CPU=neoverse-n1')));
  assert.ok(!old.some((argument) => argument.startsWith('--python')));
  assert.ok(current.some((argument) => argument.startsWith('--python')));
});

test('compiling QEMU is a bar as long as ninja has come', () => {
  const shown: [string, number | undefined][] = [];
  const host = { progress: (line: string, done?: number) => void shown.push([line, done]) };
  for (const line of [
    'ninja: Entering directory',
    '[1/4] Compiling C object a.o',
    'warning: [2/4]',
    '[4/4] Linking',
  ])
    ninjaProgress(line, '7.2', host);
  assert.deepEqual(shown, [
    ['compiling QEMU 7.2: 1/4', 0.25],
    ['compiling QEMU 7.2: 4/4', 1],
  ]);
});

test('CPU models are read from a table of QEMU', () => {
  const text = '{ .name = "cortex-a53", .initfn = a53 },\n { .name = "max",  .initfn = m }, .name = "midr",';
  assert.deepEqual(cpuModels(text), ['cortex-a53', 'max']);
});
