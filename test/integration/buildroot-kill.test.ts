import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { buildrootPlaces } from '../../src/components/toolchain/buildroot/build/make.ts';
import { endOrphans } from '../../src/host/orphans.ts';
import { prepareStandin, type Standin, unfinishedWork } from '../support/buildroot.ts';
import { randomNumbers, seedOfRun } from '../support/random.ts';

const PROGRAM = join(import.meta.dirname, '../support/build-standin.ts');

function start({ directory, tarball, dlDir, cache }: Standin) {
  const args = ['--disable-warning=ExperimentalWarning', PROGRAM, tarball, dlDir, cache];
  const env = { ...process.env, TMPDIR: directory }; // where what a kill leaves is removed
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs to the end, and gives the layer's digest. */
async function finish(standin: Standin): Promise<string> {
  const child = start(standin);
  const [digest, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  assert.equal(code, 0);
  return digest.trim();
}

function buildDirectory(work: string): string {
  return join(buildrootPlaces(work, '', '').output, 'build');
}

/** Waits until the program builds a package, or has ended. */
async function building(standin: Standin, child: ReturnType<typeof start>): Promise<void> {
  const from = Date.now();
  while (child.exitCode === null) {
    for (const name of await unfinishedWork(standin)) {
      const build = buildDirectory(join(standin.cache, 'unfinished', name));
      for (const entry of await readdir(build).catch(() => [])) {
        const mark = await stat(join(build, entry)).catch(() => undefined);
        // What an earlier run had begun is removed first, and its finished packages are left alone.
        if (mark !== undefined && mark.mtimeMs > from && !existsSync(join(build, entry, '.stamp_installed')))
          return;
      }
    }
    await setTimeout(20);
  }
}

/** Waits until a file is half written, or the program has ended. */
async function writing(standin: Standin, child: ReturnType<typeof start>): Promise<void> {
  while (child.exitCode === null) {
    for (const name of await unfinishedWork(standin)) {
      const build = buildDirectory(join(standin.cache, 'unfinished', name));
      if ((await countHalfWritten(build)) > 0) return;
    }
    await setTimeout(20);
  }
}

test('killed at ten random points, and while a file is written, the build still ends in the same layer', {
  timeout: 900_000,
}, async (t) => {
  const standin = await prepareStandin();
  t.after(() => standin.remove());
  const digest = await finish(standin);
  assert.match(digest, /^sha256:/);
  await rm(standin.cache, { recursive: true });
  const seed = seedOfRun();
  t.diagnostic(`SEED=${seed}`);
  const random = randomNumbers(seed);
  let halfWritten = 0;
  for (let kill = 0; kill < 10; kill++) {
    const child = start(standin);
    child.stdout.resume();
    await building(standin, child);
    const atHalf = halfWritten === 0;
    // The first ones while packages are built, which go on from each other; the last ones may come at any later point.
    const wait = atHalf ? writing(standin, child) : setTimeout(random(kill < 8 ? 1500 : 10_000));
    await Promise.race([wait, once(child, 'exit')]);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const [name] = await unfinishedWork(standin);
    if (name === undefined) continue;
    const work = join(standin.cache, 'unfinished', name);
    // Every other time make and what it started go on, as after a crash of the program alone.
    if (atHalf || kill % 2 === 0) await endOrphans(work);
    halfWritten += await countHalfWritten(buildDirectory(work));
  }
  assert.ok(halfWritten > 0, 'no kill left a file half written');
  assert.equal(await finish(standin), digest);
});

async function countHalfWritten(build: string): Promise<number> {
  const files = (await readdir(build, { recursive: true })).filter((name) => name.endsWith('.o'));
  const texts = await Promise.all(files.map((name) => readFile(join(build, name), 'utf8').catch(() => '\n')));
  return texts.filter((content) => !content.endsWith('\n')).length;
}
