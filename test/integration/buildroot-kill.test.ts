import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { prepareStandin, type Standin, unfinishedWork } from '../support/buildroot.ts';

const PROGRAM = join(import.meta.dirname, '../support/build-standin.ts');

function start({ tarball, dlDir, cache }: Standin) {
  const args = ['--disable-warning=ExperimentalWarning', PROGRAM, tarball, dlDir, cache];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs to the end: the layer's digest and how long it took. */
async function finish(standin: Standin): Promise<{ digest: string; ms: number }> {
  const from = performance.now();
  const child = start(standin);
  const [digest, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  assert.equal(code, 0);
  return { digest: digest.trim(), ms: performance.now() - from };
}

test('killed at ten random points, the build still ends in the same layer', {
  timeout: 600_000,
}, async (t) => {
  const standin = await prepareStandin();
  t.after(() => standin.remove());
  const { digest, ms } = await finish(standin);
  assert.match(digest, /^sha256:/);
  await rm(standin.cache, { recursive: true });
  let unfinished = 0;
  for (let kill = 0; kill < 10; kill++) {
    const child = start(standin);
    child.stdout.resume();
    const after = Math.random() * ms * 0.8;
    await Promise.race([setTimeout(after), once(child, 'exit')]);
    // Only the program itself: make and what it started go on, as after a crash.
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    unfinished += (await unfinishedWork(standin)).length > 0 ? 1 : 0;
  }
  assert.ok(unfinished > 0, 'none of the kills came during the build');
  assert.equal((await finish(standin)).digest, digest);
});
