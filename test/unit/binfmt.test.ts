import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { aarch64Handlers, takesAarch64 } from '../../scripts/lib/binfmt.ts';

const handler = (state: string, magic: string) =>
  `${state}\ninterpreter /x\nflags: \noffset 0\nmagic ${magic}\n`;
const elf = (machine: string) => `7f454c46020101000000000000000000${'0200'}${machine}`;

test('a handler is recognised by the machine in its magic', () => {
  assert.equal(takesAarch64(handler('enabled', elf('b700'))), true);
  assert.equal(takesAarch64(handler('disabled', elf('b700'))), false);
  assert.equal(takesAarch64(handler('enabled', elf('2800'))), false);
  assert.equal(takesAarch64('enabled\ninterpreter /x\nflags: \nextension .exe\n'), false);
});

test('handlers are named; a directory that is not there has none', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'binfmt-'));
  t.after(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'status'), 'enabled\n');
  await writeFile(join(directory, 'some-arm'), handler('enabled', elf('b700')));
  await writeFile(join(directory, 'some-riscv'), handler('enabled', elf('f300')));
  assert.deepEqual(await aarch64Handlers(directory), ['some-arm']);
  assert.deepEqual(await aarch64Handlers(join(directory, 'missing')), []);
});
