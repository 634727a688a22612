import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseComponents } from '../../src/components/choose.ts';
import type { Host } from '../../src/host/host.ts';
import type { Inputs } from '../../src/inputs/inputs.ts';
import { INPUTS, MULTIARCH } from '../support/components.ts';
import { createTestHost } from '../support/host.ts';
import { distributionProfile } from '../support/profiles.ts';
import { makeSdkTarball } from '../support/sdk-tarball.ts';

const choose = async (inputs: Partial<Inputs>, host: Host, profile = MULTIARCH) =>
  chooseComponents({ ...INPUTS, emulatorSource: 'upstream', ...inputs }, host)(profile);

test('the debugger is a layer of its own, the same beside each toolchain, but not beside one that has one', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const keys = new Set<string>();
  const bookworm = distributionProfile('debian-12');
  for (const [toolchain, profile] of [
    ['system', MULTIARCH],
    ['buildroot', bookworm],
    [await makeSdkTarball('arm', host), MULTIARCH],
  ] as const) {
    const components = await choose({ toolchain }, host, profile);
    const names = components.map(({ name }) => name);
    assert.deepEqual(names, ['emulator', 'toolchain', 'debugger', 'runtime'], toolchain);
    const [, , gdb] = components;
    assert.match(gdb?.about ?? '', /^gdb \d+\.\d+$/);
    keys.add(gdb?.key ?? '');
  }
  assert.equal(keys.size, 1);
  const own = await choose({ toolchain: await makeSdkTarball('bootlin', host) }, host);
  assert.deepEqual(
    own.map(({ name }) => name),
    ['emulator', 'toolchain', 'runtime'],
  );
});

test('a machine without gdb-multiarch is refused before anything is built, except where the toolchain has one', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const bare: Host = {
    ...host,
    async exec(command, args, options) {
      const result = await host.exec(command, args, options);
      if (command !== 'dpkg-query') return result;
      return { ...result, stdout: result.stdout.replace(/^.*\bgdb-multiarch\b.*\n/gm, '') };
    },
  };
  const refusal = (code: string) => ({ code, hint: /apt-get install gdb-multiarch$/ });
  const buildroot = choose({ toolchain: 'buildroot' }, bare, distributionProfile('debian-12'));
  await assert.rejects(buildroot, refusal('packages-missing'));
  await assert.rejects(choose({ toolchain: 'system' }, bare), refusal('toolchain-not-installed'));
  await choose({ toolchain: await makeSdkTarball('bootlin', host) }, bare);
});
