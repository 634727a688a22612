import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../scripts/lib/run.ts';
import { withScope } from '../../scripts/lib/scope.ts';
import { startEngine } from '../../scripts/lib/workbench/docker.ts';

const unprivileged = ['--network', 'none', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];

const program = `
#include <stdio.h>
int main(int argc, char **argv) { printf("%d %s\\n", argc, argv[argc - 1]); return 7; }
`;

test('starts a Docker Engine, runs an unprivileged container in it, and leaves nothing behind', async () => {
  const directory = await withScope(async (scope) => {
    const engine = await startEngine(scope);
    const work = await scope.tempDir('image');
    await mkdir(join(work, 'root'));
    await writeFile(join(work, 'hello.c'), program);
    await run('gcc', ['-static', '-o', join(work, 'root/hello'), join(work, 'hello.c')]);
    const tarball = join(work, 'root.tar');
    await run('tar', ['-cf', tarball, '-C', join(work, 'root'), 'hello']);
    await engine.run(['import', tarball, 'hello']);
    const result = await engine.run(['run', '--rm', ...unprivileged, 'hello', '/hello', 'there'], {
      ignoreExitCode: true,
    });
    assert.deepEqual([result.code, result.stdout], [7, '2 there'], result.stderr);
    // One that is still running at the end must not survive.
    await engine.run(['create', ...unprivileged, 'hello', '/hello']);
    const { stdout } = await engine.run(['info', '--format', '{{.DockerRootDir}}']);
    return stdout;
  });
  assert.equal(existsSync(directory), false);
  assert.equal((await readFile('/proc/self/mounts', 'utf8')).includes(directory), false);
});
