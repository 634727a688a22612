import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { INPUTS } from '../../scripts/lib/workbench/components.ts';
import type { TestHost } from '../../scripts/lib/workbench/host.ts';
import { emulatorComponent } from '../../src/components/emulator/emulator.ts';
import { checkStarts } from '../../src/components/emulator/smoke.ts';
import { writeEmulator } from '../../src/components/emulator/write.ts';
import { checkEmulator, checkLargeMapping } from '../support/check-emulator.ts';
import { machineCacheHost as newHost } from '../support/machine-cache.ts';
import { debian13Qemu } from '../support/trixie.ts';

test("the emulator from the distribution's source package runs arm64 programs; then it comes from the cache", async (t) => {
  const host = newHost(t);
  await checkEmulator('distro', /^qemu-aarch64 version \d.*\(arm64-on-x86\)/, host);
  const warm = newHost(t);
  await checkEmulator('distro', /version/, warm);
  assert.ok(
    !warm.commands.some((command) => /^(apt-get|dpkg-source|ninja)\b/.test(command)),
    warm.commands.join('\n'),
  );
});

test('QEMU 10.0, from a tarball of Debian 13’s source', async (t) => {
  const qemu = await debian13Qemu(newHost(t));
  if (qemu === undefined) return t.skip('only Debian has the source of Debian 13');
  const host = newHost(t, qemu.env);
  await checkLargeMapping(await checkEmulator(qemu.tarball, /version 10\.0\./, host), host);
});

test('an unknown CPU, and a QEMU without hook patch, are refused before anything is built', async (t) => {
  const host = newHost(t);
  const tarball = await fakeSource(host, '10.0.99');
  const wrongCpu = await emulatorComponent({ ...INPUTS, emulatorSource: tarball, cpu: 'z80' }, host);
  await assert.rejects(wrongCpu.build(await host.tempDir('work')), {
    code: 'cpu-unknown',
    hint: /cortex-a53/,
  });
  const old = await emulatorComponent({ ...INPUTS, emulatorSource: await fakeSource(host, '3.1.0') }, host);
  await assert.rejects(old.build(await host.tempDir('work')), {
    code: 'qemu-series-unsupported',
    message: /3\.1\.0.*7\.2/,
  });
  assert.ok(!host.commands.some((command) => command.includes('configure')));
});

test('properties of a CPU are tried on the built emulator', async (t) => {
  const file = join(await newHost(t).tempDir('emulator'), 'qemu-aarch64');
  await writeEmulator({ ...INPUTS, emulatorSource: 'distro' }, file, newHost(t));
  const withProperty = (cpu: string) => checkStarts(file, cpu, newHost(t, { ...process.env, QEMU_CPU: cpu }));
  await withProperty('max,pauth-impdef=on');
  await assert.rejects(withProperty('max,no-such=on'), { code: 'cpu-unknown', message: /no-such/ });
});

async function fakeSource(host: TestHost, version: string): Promise<string> {
  const directory = await host.tempDir('fake');
  await host.exec('mkdir', ['-p', 'qemu/target/arm'], { cwd: directory });
  await writeFile(join(directory, 'qemu/VERSION'), `${version}\n`);
  await writeFile(join(directory, 'qemu/target/arm/cpu64.c'), '{ .name = "cortex-a53", .initfn = a53 },\n');
  await host.exec('tar', ['-cf', 'qemu.tar', 'qemu'], { cwd: directory });
  return join(directory, 'qemu.tar');
}

test('missing build programs are named all at once, with the command that installs them', async (t) => {
  const directory = await newHost(t).tempDir('bin');
  for (const name of ['sh', 'tar', 'test'])
    await newHost(t).exec('ln', ['-s', `/usr/bin/${name}`, directory]);
  const host = newHost(t, { PATH: directory });
  const component = await emulatorComponent(
    { ...INPUTS, emulatorSource: await fakeSource(newHost(t), '10.0.99') },
    host,
  );
  assert.ok(component.prepare);
  await assert.rejects(component.prepare(), {
    code: 'packages-missing',
    hint: /apt-get install gcc .*ninja-build .*libglib2\.0-dev/,
  });
});
