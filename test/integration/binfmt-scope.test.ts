import assert from 'node:assert/strict';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { aarch64Handlers } from '../../scripts/lib/binfmt.ts';
import { runUnderBinfmt } from '../../scripts/lib/binfmt-scope.ts';
import { cacheDirectory } from '../../scripts/lib/cache-directory.ts';
import { distroEmulator } from '../../scripts/lib/distro-emulator.ts';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { ToolError } from '../../src/errors.ts';

const source = `#include <stdio.h>
#include <sys/utsname.h>
int main(int argc, char **argv) {
    struct utsname name;
    uname(&name);
    printf("%s %s %d", name.machine, argv[argc - 1], argc);
    return argc == 3 ? 7 : 0;
}`;

test('arm64 programs are started by the kernel in the scope, and nowhere else', () =>
  withScope(async (scope) => {
    const options = { signal: scope.signal };
    const emulator = await distroEmulator(cacheDirectory(), options);
    const tree = join(await scope.tempDir('binfmt'), 'tree');
    await mkdir(join(tree, 'bin'), { recursive: true });
    await writeFile(join(tree, 'probe.c'), source);
    const probe = join(tree, 'bin/probe');
    await run('aarch64-linux-gnu-gcc', ['-static', '-o', probe, join(tree, 'probe.c')], options);
    await copyFile('/bin/busybox', join(tree, 'bin/sh'));

    const root = { emulator, tree };
    const { stdout } = await runUnderBinfmt(root, ['/bin/sh', '-c', '/bin/probe word'], options);
    assert.equal(stdout, 'aarch64 word 2');
    const failed = await runUnderBinfmt(root, ['/bin/probe', 'a', 'b'], { ...options, ignoreExitCode: true });
    assert.equal(failed.code, 7);
    await assert.rejects(
      runUnderBinfmt(root, ['/bin/probe', 'a', 'b'], options),
      (error) => error instanceof ToolError && error.code === 'command-failed',
    );
    await assert.rejects(
      runUnderBinfmt({ ...root, emulator: join(tree, 'missing') }, ['/bin/probe'], options),
      (error) => error instanceof ToolError && error.code === 'binfmt-scope',
    );

    assert.deepEqual(await aarch64Handlers(), []);
    const outside = await run('sh', ['-c', '"$1"', 'sh', probe], { ...options, ignoreExitCode: true });
    assert.equal(outside.code, 126);
  }));
