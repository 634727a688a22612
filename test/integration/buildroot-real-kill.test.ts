import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { debianRootfs } from '../../scripts/lib/workbench/rootfs.ts';
import { openScope } from '../support/open-scope.ts';
import { randomNumbers, seedOfRun } from '../support/random.ts';
import { buildArguments, realBuildroot, withoutBuildroot } from '../support/real-buildroot.ts';

const KILLS = 10;
/** After the first package of a run has begun; the longest stage, gcc's first, takes some ten minutes. */
const LONGEST_MS = 240_000;

function digestOf(stdout: string): string | undefined {
  return /^digest=(sha256:\S+)$/m.exec(stdout)?.[1];
}

// Builds the toolchain once for this, and once more where buildroot-real.test.ts has not left one in the cache.
describe('a build by a real Buildroot that is killed at ten random points', {
  skip: withoutBuildroot('glibc'),
}, () => {
  const scope = openScope();
  let args: readonly string[];
  let elsewhere: readonly string[];
  const seed = seedOfRun();
  const random = randomNumbers(seed);
  before(async () => {
    console.log(`SEED=${seed}`);
    args = await buildArguments(await debianRootfs(scope), await realBuildroot(scope), scope);
    elsewhere = [...args, '--cache-dir', await scope.tempDir('cache')];
  });
  after(() => scope.close());

  /** Kills the program alone: make and compilers go on, as after a crash. */
  async function kill(): Promise<void> {
    const child = spawn(program, elsewhere, { stdio: ['ignore', 'ignore', 'pipe'] });
    const exited = once(child, 'exit');
    for await (const line of createInterface(child.stderr)) {
      if (/going on after|Building \(/.test(line)) console.log(line);
      if (!line.includes('Building (')) continue;
      await Promise.race([setTimeout(random(LONGEST_MS)), exited]);
      break;
    }
    assert.ok(child.kill('SIGKILL'), 'the build had ended before');
    await exited;
  }

  it('ends in the same image as one that is left alone', async () => {
    for (let kills = 0; kills < KILLS; kills++) await kill();
    const last = await run(program, elsewhere);
    assert.match(last.stderr, /going on after [1-9]\d* finished packages/);
    assert.match(digestOf(last.stdout) ?? '', /^sha256:/);
    const alone = await run(program, args, { onLine: (line) => console.log(line) });
    assert.equal(digestOf(last.stdout), digestOf(alone.stdout));
  });
});
