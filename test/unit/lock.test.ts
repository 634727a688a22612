import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { before, type TestContext, test } from 'node:test';
import { takeLock } from '../../src/host/lock.ts';
import { identityOf } from '../../src/host/process-identity.ts';
import { openUnfinishedDirectory } from '../../src/host/unfinished-directory.ts';
import { suiteHost } from '../support/suite.ts';

const CHILD = new URL('../support/lock-child.ts', import.meta.url).pathname;
/** Nobody would wait for the end of it in a test. */
const NEVER = { touchMs: 1_000_000, staleMs: 100_000_000 };
const SOON = { touchMs: 20, staleMs: 400 };
/** Of another container on this machine, and of another machine. */
const UNSEEN = [
  [/pid:\[\d+\]/, 'pid:[1]'],
  [/[0-9a-f-]+$/, '01234567-0123-0123-0123-0123456789ab'],
] as const;

const host = suiteHost();
const { signal } = host;
let own: string;
before(async () => {
  own = (await identityOf('self')) ?? '';
});

async function lockFile(text?: string): Promise<string> {
  const path = join(await host.tempDir('lock'), 'work.lock');
  if (text !== undefined) await writeFile(path, text);
  return path;
}

/** As a run in another container does. */
function touchIt(path: string, text: string, t: TestContext): void {
  const timer = setInterval(() => void writeFile(path, text), SOON.touchMs);
  t.after(() => clearInterval(timer));
}

async function firstLine(child: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<string> {
  const [line] = await once(createInterface(child.stdout), 'line');
  return String(line);
}

for (const [what, left] of [
  ['is free', undefined],
  ['was left behind', () => own.replace(/ \d+ /, ' 1 ')],
] as const) {
  test(`of runs that begin at once, one has a lock that ${what}`, async (t) => {
    const path = await lockFile(left?.());
    const answers = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, [CHILD, path], { stdio: ['pipe', 'pipe', 'inherit'] });
      t.after(() => child.kill('SIGKILL'));
      return firstLine(child);
    });
    const taken = (await Promise.all(answers)).filter((answer) => answer === 'taken');
    assert.equal(taken.length, 1);
    assert.deepEqual(await readdir(join(path, '..')), ['work.lock']);
  });
}

test('a lock is there at once with what is in it, and is gone when it is released', async () => {
  const path = await lockFile();
  const lock = await takeLock(path, { signal });
  assert.equal(await readFile(path, 'utf8'), own);
  assert.ok(await takeLock(path, { signal }), 'one’s own');
  await lock?.release();
  assert.deepEqual(await readdir(join(path, '..')), []);
});

test('a lock of a process with the same number that started at another time is taken over', async () => {
  const path = await lockFile(own.replace(/ \d+ /, ' 1 '));
  assert.ok(await takeLock(path, { signal, times: NEVER }));
  assert.equal(await readFile(path, 'utf8'), own);
});

test('a lock is held by a process that runs, however old it is, and not by a zombie', {
  timeout: 10_000,
}, async (t) => {
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 100'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => shell.kill('SIGKILL'));
  const zombie = await firstLine(shell);
  const path = await lockFile(await identityOf(String(shell.pid)));
  assert.equal(await takeLock(path, { signal, times: { touchMs: 1, staleMs: 0 } }), undefined);
  while ((await identityOf(zombie)) !== undefined);
  assert.match(await readFile(`/proc/${zombie}/stat`, 'latin1'), / Z /);
  await writeFile(path, own.replace(/^\d+/, zombie));
  assert.ok(await takeLock(path, { signal, times: NEVER }));
});

for (const [pattern, other] of UNSEEN) {
  test(`a lock of a process that is not seen here (${other}) is held as long as it is touched`, async (t) => {
    const text = own.replace(pattern, other);
    assert.notEqual(text, own);
    const path = await lockFile(text);
    let waited = 0;
    assert.ok(await takeLock(path, { signal, onWait: () => waited++, times: SOON }));
    assert.ok(waited > 1);
    await writeFile(path, text);
    touchIt(path, text, t);
    assert.equal(await takeLock(path, { signal, times: SOON }), undefined);
  });
}

test('a lock that says nothing is held as long as it is touched', async (t) => {
  const path = await lockFile('');
  touchIt(path, '', t);
  assert.equal(await takeLock(path, { signal, times: SOON }), undefined);
});

test('a lock that is held is touched', { timeout: 10_000 }, async () => {
  const path = await lockFile();
  const lock = await takeLock(path, { signal, times: SOON });
  await writeFile(path, own.replace(/^\d+/, '1'), { flag: 'r+' });
  while ((await readFile(path, 'utf8')) !== own);
  await lock?.release();
});

test('waiting for a lock can be interrupted', async () => {
  const path = await lockFile('');
  const controller = new AbortController();
  const onWait = () => controller.abort();
  await assert.rejects(takeLock(path, { signal: controller.signal, onWait, times: NEVER }), {
    name: 'AbortError',
  });
  assert.deepEqual(await readdir(join(path, '..')), ['work.lock']);
});

test('work whose other run is done meanwhile begins anew in its place', async () => {
  const root = await host.tempDir('unfinished');
  const unseen = own.replace(...UNSEEN[0]);
  await writeFile(join(root, 'work.lock'), unseen);
  const finish = () => void rm(join(root, 'work.lock'));
  const { directory, restored, done } = await openUnfinishedDirectory(
    root,
    'work',
    { ...host, progress: finish },
    SOON,
  );
  assert.deepEqual([directory, restored], [join(root, 'work'), false]);
  await done();
  assert.deepEqual(await readdir(root), []);
});

test('work that another run is at is done in a temporary directory', async (t) => {
  const root = await host.tempDir('unfinished');
  const unseen = own.replace(...UNSEEN[0]);
  await writeFile(join(root, 'work.lock'), unseen);
  touchIt(join(root, 'work.lock'), unseen, t);
  const { directory } = await openUnfinishedDirectory(root, 'work', host, SOON);
  assert.notEqual(directory, join(root, 'work'));
});
