import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { debianRootfs } from '../../scripts/lib/workbench/rootfs.ts';
import { defaultCacheDirectory } from '../../src/cache/directory.ts';
import { openScope } from '../support/open-scope.ts';
import { randomNumbers, seedOfRun } from '../support/random.ts';
import { buildArguments, realBuildroot, withoutBuildroot } from '../support/real-buildroot.ts';

const KILLS = 10;
/** After a package has begun; glibc and gcc, even from a compiler cache, take longer. */
const LONGEST_MS = 100_000;
/** Of the machine's cache: what is not tried here, and the compiler cache, without which nearly all kills meet gcc. */
const SEEDS = [
  'unfinished/buildroot-ccache-*',
  'v1/emulator-*',
  'v1/debugger-*',
  'v1/runtime-*',
  'v1/natives-*',
];

function digestOf(stdout: string): string | undefined {
  return /^digest=(sha256:\S+)$/m.exec(stdout)?.[1];
}

// Builds the toolchain once for this, with the compiler cache where there is one, and once more where
// buildroot-real.test.ts has not left one in the cache.
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
    const cache = await scope.tempDir('cache');
    elsewhere = [...args, '--cache-dir', cache];
    const copy = `cd "$1" && cp -a --parents ${SEEDS.join(' ')} "$2"`;
    const places = [defaultCacheDirectory(process.env, homedir()), cache];
    // Of what is not there cp complains, and copies the rest.
    await run('sh', ['-c', copy, 'sh', ...places], { ignoreExitCode: true });
  });
  after(() => scope.close());

  /**
   * Kills the program alone: make and compilers go on, as after a crash.
   * @param share of the packages that are finished before, so that not all kills meet the same one.
   */
  async function kill(share: number): Promise<void> {
    const child = spawn(program, elsewhere, { stdio: ['ignore', 'ignore', 'pipe'] });
    const exited = once(child, 'exit');
    for await (const line of createInterface(child.stderr)) {
      if (/going on after|Building \(/.test(line)) console.log(line);
      const [, done, all] = /Building \((\d+) of (\d+)/.exec(line) ?? [];
      if (done === undefined || Number(done) < share * Number(all)) continue;
      await Promise.race([setTimeout(random(LONGEST_MS)), exited]);
      break;
    }
    assert.ok(child.kill('SIGKILL'), 'the build had ended before');
    await exited;
  }

  it('ends in the same image as one that is left alone', async () => {
    for (let kills = 0; kills < KILLS; kills++) await kill(kills / (KILLS + 1));
    const last = await run(program, elsewhere);
    assert.match(last.stderr, /going on after [1-9]\d* finished packages/);
    assert.match(digestOf(last.stdout) ?? '', /^sha256:/);
    const alone = await run(program, args, { onLine: (line) => console.log(line) });
    assert.equal(digestOf(last.stdout), digestOf(alone.stdout));
  });
});
