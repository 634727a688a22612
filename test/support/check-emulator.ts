import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INPUTS, installComponent } from '../../scripts/lib/workbench/components.ts';
import type { TestHost } from '../../scripts/lib/workbench/host.ts';
import { emulatorComponent } from '../../src/components/emulator/emulator.ts';

/**
 * Installs the emulator, and starts static aarch64 programs with it: one that reads an extended attribute, one whose
 * children fail, one that starts itself, which starts a native program that goes on ignoring a signal, and one that sends
 * and gets SIGABRT. Gives the emulator's path.
 */
export async function checkEmulator(emulatorSource: string, series: RegExp, host: TestHost): Promise<string> {
  const root = await host.tempDir('root');
  await installComponent(await emulatorComponent({ ...INPUTS, emulatorSource }, host), root, host);
  const emulator = join(root, 'x86_64/bin/qemu-aarch64');
  assert.match((await host.exec(emulator, ['--version'])).stdout, series);
  assert.match((await host.exec('readelf', ['-lW', emulator])).stdout, /^(?![\s\S]*INTERP)/, 'it is static');
  await writeFile(join(root, 't.c'), PROGRAM);
  await host.exec('aarch64-linux-gnu-gcc', ['-static', join(root, 't.c'), '-o', join(root, 't')]);
  const { stdout } = await host.exec(emulator, [join(root, 't'), 'argument']);
  assert.equal(stdout, 'aarch64 argument known\n');
  await writeFile(join(root, 'vfork.c'), VFORK_PROGRAM);
  const files = [join(root, 'vfork.c'), '-o', join(root, 'vfork')];
  await host.exec('aarch64-linux-gnu-gcc', ['-static', '-pthread', ...files]);
  assert.equal((await host.exec(emulator, [join(root, 'vfork')])).stdout, '0 wrong, counted on\n');
  await writeFile(join(root, 'start.c'), START_PROGRAM);
  const start = join(root, 'start');
  await host.exec('aarch64-linux-gnu-gcc', ['-static', `${start}.c`, '-o', start]);
  const native = ['/bin/sh', '-c', 'echo $0 "$(uname -m)"', 'native'];
  assert.equal((await host.exec(emulator, [start, start, ...native])).stdout, 'native x86_64\n');
  const ignoring = `trap '' HUP; exec ${emulator} ${start} ${start} /bin/sh -c 'kill -HUP $$; echo alive'`;
  assert.equal((await host.exec('sh', ['-c', ignoring])).stdout, 'alive\n');
  await writeFile(join(root, 'abort.c'), ABORT_PROGRAM);
  await host.exec('aarch64-linux-gnu-gcc', ['-static', join(root, 'abort.c'), '-o', join(root, 'abort')]);
  assert.equal((await host.exec(emulator, [join(root, 'abort')])).stdout, 'caught 6, ended by 6\n');
  const notice = await readFile(join(root, 'x86_64/share/emulator/SOURCE'), 'utf8');
  assert.match(notice, /GPL-2\.0[\s\S]*neoverse-n1/);
  await readFile(join(root, 'x86_64/share/emulator/source/router/router.c'));
  await readFile(join(root, 'x86_64/share/emulator/COPYING'));
  return emulator;
}

/**
 * A program with a mapping as large as a sanitizer's shadow: its children of vfork fail at once. Not for QEMU before 8.0,
 * which has a record of each page.
 */
export async function checkLargeMapping(emulator: string, host: TestHost): Promise<void> {
  const program = join(await host.tempDir('large'), 'large');
  await writeFile(`${program}.c`, LARGE_PROGRAM);
  await host.exec('aarch64-linux-gnu-gcc', ['-static', `${program}.c`, '-o', program]);
  const { stdout } = await host.exec('timeout', ['120', emulator, program]);
  assert.equal(stdout, '0 wrong\n');
}

const LARGE_PROGRAM = `#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    char *none[] = {NULL};
    pid_t pid;
    volatile int begun = 0;
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    char *large = mmap(NULL, 1ul << 40, PROT_READ | PROT_WRITE, flags, -1, 0);
    int wrong = large == MAP_FAILED;
    wrong += posix_spawn(&pid, "/no/such/program", NULL, NULL, none, none) != ENOENT;
    if (vfork() == 0) {
        large[1ul << 39] = 1;
        begun = 1;
        _exit(3);
    }
    int status = 0;
    wait(&status);
    return printf("%d wrong\\n", wrong + (begun != 1) + (WEXITSTATUS(status) != 3)) < 0;
}
`;

const PROGRAM = `#include <errno.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
int main(int n, char **v)
{
    struct utsname u;
    char value[8];
    uname(&u);
    int known = getxattr("/", "user.none", value, sizeof value) >= 0 || errno != ENOSYS;
    return printf("%s %s %s\\n", u.machine, v[1], known ? "known" : "unknown") < 0;
}
`;

/**
 * Another thread goes on while children of vfork fail: their errno arrives, and nothing else of theirs. Of one that
 * fails at first, and then does not, its frame arrives as it was last; the kernel refuses what the router let pass.
 */
const VFORK_PROGRAM = `#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile unsigned long number;
static volatile int done;
static void *count(void *unused)
{
    void *back = NULL;
    for (unsigned long last = 0; !done;) {
        unsigned long now = ++number;
        back = now <= last ? (void *)&number : back;
        last = now;
    }
    return back;
}
static int wrong_frames(void)
{
    static char word[200000];
    char *few[] = {"true", NULL};
    char *many[] = {"true", memset(word, 'x', sizeof word - 1), NULL};
    volatile int begun = 0;
    volatile int undone = 0;
    volatile int error = 0;
    int status = -1;
    if (vfork() == 0) {
        begun = undone = 1;
        execv("/bin/true", many);
        error = errno;
        undone = 0;
        execv("/bin/true", few);
        _exit(1);
    }
    wait(&status);
    return (begun != 1) + (undone != 0) + (error != E2BIG) + (status != 0);
}
int main(void)
{
    pthread_t thread;
    void *back;
    int wrong = 0;
    char *none[] = {NULL};
    if (pthread_create(&thread, NULL, count, NULL) != 0)
        return 1;
    for (int i = 0; i < 100; i++) {
        pid_t pid;
        wrong += posix_spawn(&pid, "/no/such/program", NULL, NULL, none, none) != ENOENT;
    }
    wrong += wrong_frames();
    done = 1;
    pthread_join(thread, &back);
    return printf("%d wrong, %s\\n", wrong, back == NULL ? "counted on" : "went back") < 0;
}
`;

/** SIGABRT from a native program to this one, and from this one to a native program. */
const ABORT_PROGRAM = `#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t caught;
static void on_abort(int number)
{
    caught = number;
}
static int start(const char *command)
{
    pid_t pid = vfork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, NULL);
        _exit(1);
    }
    return pid;
}
int main(void)
{
    int status = 0;
    signal(SIGABRT, on_abort);
    start("kill -ABRT $PPID");
    wait(&status);
    kill(start("exec sleep 60"), SIGABRT);
    wait(&status);
    return printf("caught %d, ended by %d\\n", caught, WIFSIGNALED(status) ? WTERMSIG(status) : 0) < 0;
}
`;

const START_PROGRAM = `#include <unistd.h>
int main(int n, char **v)
{
    return n > 1 ? execv(v[1], v + 1) : 1;
}
`;
