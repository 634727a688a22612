import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOrphans } from '../../src/host/orphans.ts';

test('what a build left running is ended; what somebody else started in its directory is not', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'arm64-on-x86-test-orphans-'));
  t.after(() => rm(directory, { recursive: true }));
  const start = async (env: Record<string, string>) => {
    const child = spawn('/bin/cat', { cwd: directory, env, stdio: ['pipe', 'ignore', 'ignore'] });
    t.after(() => child.kill('SIGKILL'));
    await once(child, 'spawn');
    return child;
  };
  const builds = [await start({ CCACHE_BASEDIR: directory }), await start({ CCACHE_DIR: directory })];
  const others = [
    await start({ PWD: directory, LOG: join(directory, 'build.log') }),
    await start({ CCACHE_BASEDIR: `${directory}-of-another` }),
  ];
  const ended = builds.map((child) => once(child, 'exit'));
  assert.equal(await endOrphans(directory), 2);
  for (const [, signal] of await Promise.all(ended)) assert.equal(signal, 'SIGKILL');
  for (const { exitCode, signalCode } of others) assert.deepEqual([exitCode, signalCode], [null, null]);
});
