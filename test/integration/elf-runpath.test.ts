import assert from 'node:assert/strict';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTestHost } from '../../scripts/lib/workbench/host.ts';
import { replaceRunpath } from '../../src/elf/runpath.ts';

for (const [what, flag] of [
  ['DT_RUNPATH', '-Wl,--enable-new-dtags'],
  ['DT_RPATH', '-Wl,--disable-new-dtags'],
] as const) {
  test(`a program with ${what} finds its library relative to itself when both have moved`, async (t) => {
    const host = createTestHost();
    t.after(() => host.close());
    const directory = await host.tempDir('runpath');
    const old = join(directory, 'a-directory-that-is-gone-later/lib');
    await mkdir(old, { recursive: true });
    await writeFile(join(directory, 'lib.c'), 'int answer(void) { return 42; }\n');
    await writeFile(join(directory, 'main.c'), 'int answer(void);\nint main(void) { return answer(); }\n');
    const gcc = (...args: string[]) => host.exec('gcc', args, { cwd: directory });
    await gcc('-shared', '-fPIC', 'lib.c', '-o', join(old, 'libanswer.so'));
    const program = join(directory, 'moved/bin/program');
    await mkdir(join(directory, 'moved/bin'), { recursive: true });
    await gcc('main.c', `-L${old}`, '-lanswer', flag, `-Wl,-rpath,${old}`, '-o', program);
    await rename(old, join(directory, 'moved/lib'));
    const run = () => host.exec(program, [], { ignoreExitCode: true });
    assert.equal((await run()).code, 127);
    const bytes = await readFile(program);
    const changed = replaceRunpath(bytes, (text) => (text === old ? '$ORIGIN/../lib' : undefined));
    assert.ok(changed);
    assert.equal(changed.length, bytes.length);
    await writeFile(program, changed);
    assert.equal((await run()).code, 42);
    assert.equal(
      replaceRunpath(changed, () => undefined),
      undefined,
    );
    assert.throws(() => replaceRunpath(changed, () => `/${'x'.repeat(100)}`), /no room/);
    assert.equal(
      replaceRunpath(Buffer.from('#!/bin/sh\n'), () => '/x'),
      undefined,
    );
  });
}
