import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { foreignPaths } from '../../src/run/ownership.ts';

describe("paths of another user's", () => {
  const own = process.getuid?.() ?? 0;
  const paths = async (directories: readonly string[], uid: number) => [
    ...(await foreignPaths(directories, uid)).keys(),
  ];
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-ownership-'));
  });
  after(() => rm(directory, { recursive: true }));

  it('are the topmost ones, links themselves, and none where all is the user’s own', async () => {
    await mkdir(join(directory, 'a/b'), { recursive: true });
    await symlink('nowhere', join(directory, 'a/link'));
    assert.deepEqual(await paths([directory, join(directory, 'gone')], own), []);
    assert.deepEqual(await paths([directory], own + 1), [directory]);
  });

  it('are looked for in a directory of many files', async () => {
    execFileSync('sh', ['-c', 'seq 130000 | xargs touch'], { cwd: join(directory, 'a/b') });
    assert.deepEqual(await paths([directory], own), []);
  });
});
