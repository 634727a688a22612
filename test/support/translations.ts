import { copyFile, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeEmulator } from '../../scripts/lib/emulator.ts';
import { run } from '../../scripts/lib/run.ts';
import type { Scope } from '../../scripts/lib/scope.ts';

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
export const expected = (word: string) => `${word} 4000 14900 1 50`;

/** How the probe is started: what bwrap shows it, its limit of file sizes, its umask, its ids as setpriv's options. */
interface StartOptions {
  readonly view?: readonly string[];
  readonly limit?: string;
  readonly umask?: string;
  readonly ids?: readonly string[];
}

export interface Place {
  readonly tree: string;
  readonly cache: string;
  /** Runs the probe; returns what it printed and how many blocks were translated for it. */
  start(options?: StartOptions): Promise<{ output: string; translated: number }>;
}

export async function makePlace(scope: Scope): Promise<Place> {
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
  const start: Place['start'] = async (options = {}) => {
    const { view = ['--bind', tree, '/'], limit = 'unlimited', umask = '022', ids } = options;
    const log = `/logs/${++runs}`;
    // The log would meet the limit too.
    const logging = limit === 'unlimited' ? `-d in_asm -D ${log}` : '';
    const emulated = `ulimit -f ${limit}; umask ${umask}; exec /x86_64/bin/qemu-aarch64 ${logging} /bin/probe`;
    const mounts = [...view, '--proc', '/proc', '--dev', '/dev', '--bind', join(tree, 'logs'), '/logs'];
    const shell = ['/bin/sh', '-c', emulated];
    const command = ids === undefined ? ['--unshare-all', ...mounts, ...shell] : withIds(ids, mounts, shell);
    const { stdout } = await run('bwrap', ['--die-with-parent', ...command], { signal: scope.signal });
    const text = await readFile(join(tree, log), 'utf8').catch(() => '');
    return { output: stdout, translated: text.split('\nIN:').length - 1 };
  };
  return { tree, cache: join(tree, 'x86_64/cache'), start };
}

/** In a user namespace there would be only one user; setpriv is the machine's. */
function withIds(ids: readonly string[], mounts: readonly string[], command: readonly string[]): string[] {
  const machine = ['/usr', '/lib', '/lib64'].flatMap((path) => ['--ro-bind', path, path]);
  return ['--cap-add', 'ALL', ...mounts, ...machine, 'setpriv', ...ids, '--clear-groups', ...command];
}

/** Makes the probe that prints the word, with gcc's options, as if it had been built so many seconds after 1970. */
export async function compile(tree: string, word: string, options = ['-static'], built = 0): Promise<void> {
  const program = join(tree, 'bin/probe');
  await writeFile(join(tree, 'probe.c'), probe(word));
  await run('aarch64-linux-gnu-gcc', ['-O2', ...options, '-pthread', '-o', program, join(tree, 'probe.c')]);
  // What was just built is not kept.
  await utimes(program, built, built);
}

export async function images({ cache }: Place): Promise<string[]> {
  return (await readdir(cache)).map((name) => join(cache, name));
}

/** As many as are translated in each process: what changes while it runs, and single steps. */
export const few = (all: number) => all / 2;
