// A job's run that is cancelled, killed or lost in the middle of a Buildroot build, and the next job's.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { program } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { type CacheService, startCacheService } from '../../scripts/lib/workbench/cache-service.ts';
import {
  cancel,
  createRunner,
  type Runner,
  type StepOptions,
  type StepResult,
} from '../../scripts/lib/workbench/runner.ts';
import { defaultCacheDirectory } from '../../src/cache/directory.ts';
import { prepareStandin, type Standin } from '../support/buildroot.ts';
import { smallRootfs, tarOf } from '../support/rootfs-tar.ts';

/** What a package's build does in the middle: each writes down its process, and does not end by itself. */
const NOTE = 'echo $$ >"$0.pid"';
const ENDLESS = `${NOTE}; exec sleep 600`;
const STUBBORN = `trap '' TERM; ${NOTE}; sleep 600`;
/** In a session of its own, with the output that main waits for: nothing that main sends gets there. */
const OUT_OF_REACH = `exec setsid sh -c '${NOTE}; exec sleep 600' "$0"`;

async function interruptTwice(main: ChildProcess): Promise<void> {
  main.kill('SIGINT');
  await sleep(500);
  main.kill('SIGTERM');
  await once(main, 'exit');
}

const kill = (main: ChildProcess): void => void main.kill('SIGKILL');

interface Case {
  readonly what: string;
  readonly hook: string;
  readonly end: (main: ChildProcess) => Promise<void> | void;
  readonly code: number | null;
  readonly lost?: boolean;
}

const CASES: readonly Case[] = [
  { what: 'cancelled while a child ignores SIGTERM', hook: STUBBORN, end: cancel, code: 130 },
  { what: 'cancelled while a child is out of reach', hook: OUT_OF_REACH, end: cancel, code: 130 },
  { what: 'sent SIGTERM before it had ended', hook: OUT_OF_REACH, end: interruptTwice, code: 143 },
  { what: 'killed, with its children still at work', hook: ENDLESS, end: kill, code: null },
  { what: 'lost with its machine', hook: ENDLESS, end: kill, code: null, lost: true },
];

describe('a Buildroot build as a step', () => {
  let standin: Standin;
  let service: CacheService;
  let runner: Runner;
  let hooks: string;
  let inputs: Readonly<Record<string, string>>;
  before(async () => {
    standin = await prepareStandin();
    const { directory } = standin;
    service = await startCacheService();
    runner = createRunner(directory);
    hooks = join(directory, 'hooks');
    const config = join(directory, 'fragment');
    const rootfs = join(directory, 'rootfs.tar.gz');
    await writeFile(config, `BR2_STANDIN_TINY=y\nBR2_STANDIN_HOOKS="${hooks}"\n`);
    await writeFile(rootfs, gzipSync(await tarOf([...smallRootfs(), ...(await libraries())])));
    await run(program, ['emulator', '--emulator-source', 'distro', '--dest', join(directory, 'qemu')], {});
    inputs = {
      rootfs,
      toolchain: 'buildroot',
      'buildroot-source': standin.tarball,
      'buildroot-dl-dir': standin.dlDir,
      'buildroot-config': config,
      'emulator-source': 'distro',
      'cache-from': `type=gha\ntype=local,src=${defaultCacheDirectory(process.env, homedir())}`,
      'cache-to': 'type=gha',
      outputs: `type=oci,dest=${join(directory, 'image')}`,
    };
  });
  after(async () => {
    await service.stop();
    await standin.remove();
  });

  const step = (options: Partial<StepOptions> = {}): Promise<StepResult> =>
    runner.step({ inputs, env: service.env, ...options });

  it('says now and then how far it is, moving no cursor', async () => {
    await mkdir(hooks);
    // Longer than a log is left without a line: what follows is one.
    await writeFile(join(hooks, 'host-binutils'), '[ -e "$0.pid" ] || { touch "$0.pid"; exec sleep 10.5; }');
    const { code, log } = await step();
    assert.equal(code, 0, log);
    assert.match(log, /^buildroot: host-binutils 1\.0: Building \(0 of 5 packages done, \d+\.\d s\)$/m);
    for (const code of ['\r', '\u001b[']) assert.ok(!log.includes(code), log);
  });

  /** Keys of unfinished work: buildroot-HASH-RUN-ATTEMPT-TIME. */
  const states = () => service.keys().filter((key) => /^buildroot-[0-9a-f]+-/.test(key));

  for (const { what, hook, end, code, lost = false } of CASES) {
    it(`goes on in the next job where one was ${what}`, async () => {
      service.remove('buildroot-');
      service.remove('toolchain-');
      // What was saved on the way ends with glibc; what is finished after it only post can save.
      const stuck = lost ? 'glibc' : 'toolchain';
      await rm(hooks, { recursive: true, force: true });
      await mkdir(hooks);
      await writeFile(join(hooks, stuck), hook);
      const cut = await step({
        lost,
        async started(main) {
          await pidOf(hooks, stuck, main);
          await end(main);
        },
      });
      assert.equal(cut.code, code, cut.log);
      const pid = Number(await readFile(join(hooks, `${stuck}.pid`), 'utf8'));
      if (lost) process.kill(pid, 'SIGKILL');
      else assert.equal(await isRunning(pid), false, `${stuck} is still being built`);
      assert.equal(states().length, lost ? 1 : 3, service.keys().join());
      await rm(hooks, { recursive: true });
      const next = await step();
      assert.equal(next.code, 0, next.log);
      assert.match(next.log, lost ? /going on after 2 finished packages/ : /going on after 4 finished/);
      assert.doesNotMatch(next.log, /keeping unfinished work/);
    });
  }
});

/** Enough of a libc and of gcc's libraries for a toolchain to be fitted to: this machine's, for arm64. */
async function libraries() {
  const from = '/usr/aarch64-linux-gnu/lib';
  const names = (await readdir(from)).filter((name) => /^lib(c|gcc_s|stdc\+\+)\.so\.\d$/.test(name));
  return Promise.all(
    names.map(async (name) => ({
      path: `./usr/lib/aarch64-linux-gnu/${name}`,
      bytes: await readFile(join(from, name)),
    })),
  );
}

/** Waits until the hook of the package runs. */
async function pidOf(hooks: string, name: string, main: ChildProcess): Promise<void> {
  while (main.exitCode === null) {
    if ((await readFile(join(hooks, `${name}.pid`), 'utf8').catch(() => '')).endsWith('\n')) return;
    await sleep(50);
  }
}

/** A killed process stays as a zombie where nobody waits for it (proc(5), "state"). */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State: gone');
  return !/^State:\s+(gone|Z|X)/m.test(status);
}
