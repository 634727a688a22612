import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INPUTS, MULTIARCH } from '../../scripts/lib/workbench/components.ts';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { chooseComponents } from '../../src/components/choose.ts';
import type { Host } from '../../src/host/host.ts';
import type { Inputs } from '../../src/inputs/inputs.ts';
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

test('a machine without gdb-multiarch makes images without gdb, and says so, but has no system toolchain', async (t) => {
  const host = createTestHost();
  t.after(() => host.close());
  const said: string[] = [];
  const bare: Host = {
    ...host,
    info: (line) => void said.push(line),
    async exec(command, args, options) {
      const result = await host.exec(command, args, options);
      if (command !== 'dpkg-query') return result;
      return { ...result, stdout: result.stdout.replace(/^.*\bgdb-multiarch\b.*\n/gm, '') };
    },
  };
  const without = ['emulator', 'toolchain', 'runtime'];
  const components = await choose({ toolchain: 'buildroot' }, bare, distributionProfile('debian-12'));
  assert.deepEqual(
    components.map(({ name }) => name),
    without,
  );
  assert.equal(said.filter((line) => /no cross gdb.*gdb-multiarch/.test(line)).length, 1);
  await assert.rejects(choose({ toolchain: 'system' }, bare), {
    code: 'toolchain-not-installed',
    hint: /apt-get install gdb-multiarch$/,
  });
  await choose({ toolchain: await makeSdkTarball('bootlin', host) }, bare);
  assert.equal(said.filter((line) => /no cross gdb/.test(line)).length, 1);
});
