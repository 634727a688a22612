import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeEmulator } from '../../scripts/lib/emulator.ts';
import { repository } from '../../scripts/lib/repository.ts';
import { run } from '../../scripts/lib/run.ts';
import { type Scope, withScope } from '../../scripts/lib/scope.ts';

/** Starts a program where faccessat2 is not known yet, or as a child whose parent has open what the emulator hides. */
const STARTER = `#include "old_kernel.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int count, char **argv)
{
    static char directory[32];
    int status = 0;
    if (count == 4 && strcmp(argv[1], "old") == 0)
        return take_away(SYS_faccessat2) ? execl(argv[2], argv[2], argv[3], NULL) : 2;
    closefrom(3);
    for (int fd = 16; fd < 64; fd++)
        fcntl(0, F_DUPFD_CLOEXEC, fd);
    snprintf(directory, sizeof directory, "/proc/%d/fd", getpid());
    if (fork() == 0)
        return execl(argv[2], argv[2], argv[3], directory, NULL);
    wait(&status);
    return WEXITSTATUS(status);
}
`;

const GUEST = `#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static int high(const char *path)
{
    DIR *directory = opendir(path);
    int found = 0;
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;)
        found += atoi(entry->d_name) >= 16;
    return found;
}
static const char *answer(int result) { return result == 0 ? "yes" : strerrorname_np(errno); }
int main(int count, char **argv)
{
    char own[32];
    snprintf(own, sizeof own, "/proc/%d/fdinfo", getpid());
    if (count > 1)
        return printf("%d %d %d %d\\n", high(argv[1]), high("/proc/self/fd"), high(own), high("/proc/thread-self/fd")) < 0;
    const char *plain = answer(access("/proc/self/exe", X_OK));
    const char *effective = answer(faccessat(AT_FDCWD, "/proc/self/exe", R_OK | X_OK, AT_EACCESS));
    return printf("%s %s\\n", plain, effective) < 0;
}
`;

/** Compiles both; returns what the guest prints when it is started so. */
async function makeStarter(scope: Scope): Promise<(way: 'old' | 'open') => Promise<string>> {
  const directory = await scope.tempDir('proc');
  const emulator = process.env.CONFORMANCE_EMULATOR ?? (await writeEmulator(join(directory, 'qemu-aarch64')));
  const [starter, guest] = [join(directory, 'starter'), join(directory, 'guest')];
  await writeFile(`${starter}.c`, STARTER);
  await writeFile(`${guest}.c`, GUEST);
  const include = `-I${join(repository, 'native/test')}`;
  await run('gcc', ['-D_GNU_SOURCE', include, `${starter}.c`, '-o', starter]);
  await run('aarch64-linux-gnu-gcc', ['-static', `${guest}.c`, '-o', guest]);
  return async (way) => (await run(starter, [way, emulator, guest], { signal: scope.signal })).stdout;
}

test('a guest may ask for access to its own program on Linux before 5.8', () =>
  withScope(async (scope) => {
    const start = await makeStarter(scope);
    assert.equal(await start('old'), 'yes yes');
  }));

test('of the descriptors of another process none is hidden, of its own those of the emulator', () =>
  withScope(async (scope) => {
    const start = await makeStarter(scope);
    assert.equal(await start('open'), '48 0 0 0');
  }));
