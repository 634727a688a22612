import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeEmulator } from '../../scripts/lib/emulator.ts';
import { run } from '../../scripts/lib/run.ts';
import { type Scope, withScope } from '../../scripts/lib/scope.ts';

/** Code that changes, threads, signals, a child: what it prints must not depend on what is kept. */
const probe = (word: string) => `#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static atomic_long count;
static volatile sig_atomic_t signals;
static void on_signal(int number) { signals += number == SIGUSR1; }
static void *work(void *argument) { for (int i = 0; i < 1000; i++) count++; return argument; }
static long changing(unsigned *code, int from) {
    long sum = 0;
    for (int i = from; i < from + 100; i++) {
        code[0] = 0xd2800000u | (unsigned)i << 5; /* mov x0, #i */
        code[1] = 0xd65f03c0u;                    /* ret */
        __builtin___clear_cache((char *)code, (char *)(code + 2));
        sum += ((long (*)(void))code)();
    }
    return sum;
}
int main(void) {
    unsigned *code = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_t threads[4];
    int status;
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    long sum = changing(code, 0);
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, work, 0);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    sum += changing(code, 50);
    if (fork() == 0) exit((int)(changing(code, 1) % 100));
    wait(&status);
    return printf("${word} %ld %ld %d %d\\n", count, sum, signals, WEXITSTATUS(status)) < 0;
}
`;
const expected = (word: string) => `${word} 4000 14900 1 50`;

interface Place {
  readonly tree: string;
  readonly cache: string;
  /** Runs the probe; returns what it printed and how many blocks were translated for it. */
  start(view?: readonly string[], limit?: string): Promise<{ output: string; translated: number }>;
}

async function makePlace(scope: Scope): Promise<Place> {
  const tree = join(await scope.tempDir('translations'), 'tree');
  for (const directory of ['bin', 'dev', 'logs', 'proc', 'x86_64/bin'])
    await mkdir(join(tree, directory), { recursive: true });
  const emulator = process.env.CONFORMANCE_EMULATOR;
  const file = join(tree, 'x86_64/bin/qemu-aarch64');
  if (emulator === undefined) await writeEmulator(file, { signal: scope.signal });
  else await copyFile(emulator, file);
  await copyFile('/bin/busybox', join(tree, 'bin/sh'));
  await compile(tree, 'first');
  let runs = 0;
  const start: Place['start'] = async (view = ['--bind', tree, '/'], limit = 'unlimited') => {
    const log = `/logs/${++runs}`;
    // The log would meet the limit too.
    const logging = limit === 'unlimited' ? `-d in_asm -D ${log}` : '';
    const emulated = `ulimit -f ${limit}; exec /x86_64/bin/qemu-aarch64 ${logging} /bin/probe`;
    const namespaces = ['--unshare-all', '--die-with-parent', ...view, '--proc', '/proc', '--dev', '/dev'];
    const { stdout } = await run(
      'bwrap',
      [...namespaces, '--bind', join(tree, 'logs'), '/logs', '/bin/sh', '-c', emulated],
      { signal: scope.signal },
    );
    const text = await readFile(join(tree, log), 'utf8').catch(() => '');
    return { output: stdout, translated: text.split('\nIN:').length - 1 };
  };
  return { tree, cache: join(tree, 'x86_64/cache'), start };
}

async function compile(tree: string, word: string, kind = '-static'): Promise<void> {
  const program = join(tree, 'bin/probe');
  await writeFile(join(tree, 'probe.c'), probe(word));
  await run('aarch64-linux-gnu-gcc', ['-O2', kind, '-pthread', '-o', program, join(tree, 'probe.c')]);
  // What was just built is not kept.
  await utimes(program, 0, 0);
}

async function images({ cache }: Place): Promise<string[]> {
  return (await readdir(cache)).map((name) => join(cache, name));
}

/** As many as are translated in each process: what changes while it runs, and single steps. */
const few = (all: number) => all / 2;

test('what one process has translated, the next takes over, and prints the same', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    const cold = await place.start();
    assert.equal(cold.output, expected('first'));
    const kept = await images(place);
    assert.ok(kept.length > 0);
    const warm = await place.start();
    assert.equal(warm.output, expected('first'));
    assert.ok(warm.translated < few(cold.translated), `${warm.translated} of ${cold.translated}`);
    const { mode, uid } = await stat(kept[0] ?? '');
    assert.deepEqual([mode & 0o777, uid], [0o644, process.getuid?.()]);
  }));

test('so it is with a dynamic program, whose loader and libraries have to lie where they lay', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    await compile(place.tree, 'first', '-pie');
    await mkdir(join(place.tree, 'lib'));
    for (const name of ['ld-linux-aarch64.so.1', 'libc.so.6'])
      await copyFile(join('/usr/aarch64-linux-gnu/lib', name), join(place.tree, 'lib', name));
    const cold = await place.start();
    const warm = await place.start();
    assert.deepEqual([cold.output, warm.output], [expected('first'), expected('first')]);
    assert.ok(warm.translated < few(cold.translated), `${warm.translated} of ${cold.translated}`);
  }));

test('another program at the same path is not served the code of the old one', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    await place.start();
    await compile(place.tree, 'other');
    assert.equal((await place.start()).output, expected('other'));
    assert.equal((await place.start()).output, expected('other'));
  }));

test('a damaged image is a miss', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    const cold = await place.start();
    const whole = new Map<string, Buffer>();
    for (const file of await images(place)) whole.set(file, await readFile(file));
    const damages: Record<string, (bytes: Buffer) => Buffer> = {
      'every code byte inverted': (bytes) => bytes.map((byte, at) => (at < 4096 ? byte : ~byte)) as Buffer,
      'a header of another emulator': (bytes) => Buffer.concat([Buffer.alloc(64, 1), bytes.subarray(64)]),
      'one bit of the index': (bytes) =>
        bytes.map((byte, at) => (at === bytes.length - 100 ? byte ^ 1 : byte)) as Buffer,
      truncated: (bytes) => bytes.subarray(0, bytes.length / 2),
      empty: () => Buffer.alloc(0),
    };
    for (const [name, damage] of Object.entries(damages)) {
      for (const [file, bytes] of whole) await writeFile(file, damage(Buffer.from(bytes)));
      const { output, translated } = await place.start(['--ro-bind', place.tree, '/']);
      assert.equal(output, expected('first'), name);
      assert.ok(translated > few(cold.translated), `${name}: ${translated} of ${cold.translated}`);
    }
  }));

test('code bytes that are wrong here and there are not executed', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    await place.start();
    for (const file of await images(place)) {
      const bytes = await readFile(file);
      // Not the header, nor the index at the end: single blocks are then missed, others used.
      for (let at = 5000; at < bytes.length * 0.75; at += 1009) bytes[at] = ~(bytes[at] ?? 0) & 0xff;
      await writeFile(file, bytes);
    }
    assert.equal((await place.start()).output, expected('first'));
  }));

test('a directory or a file that others may write is ignored, and nothing is written there', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    const cold = await place.start();
    await chmod(place.cache, 0o777);
    const untrusted = await place.start();
    assert.equal(untrusted.output, expected('first'));
    assert.ok(untrusted.translated > few(cold.translated));
    await chmod(place.cache, 0o755);
    for (const file of await images(place)) await chmod(file, 0o666);
    assert.ok((await place.start(['--ro-bind', place.tree, '/'])).translated > few(cold.translated));
    await rm(place.cache, { recursive: true });
    await mkdir(place.cache);
    await chmod(place.cache, 0o777);
    await place.start();
    assert.deepEqual(await readdir(place.cache), []);
  }));

test('many first starts at once leave whole images only', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    const outputs = await Promise.all(Array.from({ length: 6 }, () => place.start()));
    for (const { output } of outputs) assert.equal(output, expected('first'));
    for (const file of await images(place)) assert.match(file, /\/[0-9a-f]{16}$/);
    assert.equal((await place.start()).output, expected('first'));
  }));

test('where nothing can be kept, programs run all the same', () =>
  withScope(async (scope) => {
    const place = await makePlace(scope);
    assert.equal((await place.start(['--ro-bind', place.tree, '/'])).output, expected('first'));
    // More than the limit would end the process by SIGXFSZ.
    assert.equal((await place.start(undefined, '0')).output, expected('first'));
    assert.deepEqual(await readdir(join(place.tree, 'x86_64')), ['bin', 'cache']);
    assert.deepEqual(await readdir(place.cache), []);
    const now = new Date();
    await utimes(join(place.tree, 'bin/probe'), now, now);
    await place.start();
    assert.deepEqual(await readdir(place.cache), []);
  }));
