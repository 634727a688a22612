import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { run } from '../../../scripts/lib/run.ts';
import type { Product } from '../../../scripts/lib/workbench/product.ts';

/** Starts guests by each door of the C library; the exit code says which one failed. */
const source = `
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
static int ended(pid_t pid) { int status; return waitpid(pid, &status, 0) == pid ? status : -1; }
int main(void)
{
    struct utsname name;
    char line[256] = "";
    pid_t pid;
    char *argv[] = {"echo", "posix_spawn", NULL};
    uname(&name);
    puts(name.machine);
    fflush(stdout);
    if (posix_spawn(&pid, "/bin/echo", NULL, NULL, argv, environ) != 0 || ended(pid) != 0) return 2;
    argv[1] = "posix_spawnp";
    if (posix_spawnp(&pid, "echo", NULL, NULL, argv, environ) != 0 || ended(pid) != 0) return 3;
    if (posix_spawn(&pid, "/no/such", NULL, NULL, argv, environ) != 2) return 4;
    if (system("/bin/echo system; exit 5") != 5 << 8) return 5;
    FILE *stream = popen("/bin/echo popen", "r");
    if (stream == NULL || fgets(line, sizeof line, stream) == NULL || pclose(stream) != 0) return 6;
    fputs(line, stdout);
    fflush(stdout);
    if ((pid = vfork()) == 0) {
        execlp("echo", "echo", "vfork and execlp", (char *)NULL);
        _exit(1);
    }
    if (ended(pid) != 0) return 7;
    if ((pid = fork()) == 0) {
        argv[1] = "fexecve";
        fexecve(open("/bin/echo", O_RDONLY | O_CLOEXEC), argv, environ);
        _exit(1);
    }
    if (ended(pid) != 0) return 8;
    execl("/bin/echo", "echo", "execl", (char *)NULL);
    return 9;
}`;

const doors = ['posix_spawn', 'posix_spawnp', 'system', 'popen', 'vfork and execlp', 'fexecve', 'execl'];

/** The way back: x86-64 programs that start guests. */
export async function natives(t: TestContext, { container, sh, scope }: Product): Promise<void> {
  const directory = await scope.tempDir('native');
  await writeFile(join(directory, 'native.c'), source);
  await run('gcc', ['-o', join(directory, 'native'), join(directory, 'native.c')]);
  await run('chmod', ['-R', 'a+rX', directory]);
  const flags = ['--volume', `${directory}:/native:ro`];
  const expected = ['aarch64', ...doors].join('\n');

  await t.test('by every door, started by the container runtime', async () => {
    assert.equal((await container(['/native/native'], { flags })).stdout, expected);
    const entrypoint = ['--entrypoint', '/native/native'];
    assert.equal((await container([], { flags: [...flags, ...entrypoint] })).stdout, expected);
  });

  await t.test(
    'by every door, started by a guest, with an empty environment, and as another user',
    async () => {
      assert.equal(await sh('/native/native', { flags }), expected);
      assert.equal(await sh('perl -e \'system "/native/native"\'', { flags }), expected);
      assert.equal(await sh('/native/native', { flags: [...flags, '--user', '1000'] }), expected);
      // Without PATH, the C library looks in /bin and /usr/bin.
      assert.equal(await sh('env -i /native/native', { flags }), expected);
    },
  );

  await t.test("gcc's -wrapper, gdb's shell: native programs of the image that start guests", async () => {
    const wrapper = `cd /tmp && printf '#!/bin/sh\\necho "\${1##*/}" >&2\\nexec "$@"\\n' > w && chmod +x w &&
echo 'int main(void) { return 4; }' > t.c && aarch64-linux-gcc -wrapper ./w t.c -o t 2>&1; ./t; echo $?`;
    assert.equal(await sh(wrapper), 'cc1\nas\ncollect2\n4');
    const shell = `aarch64-linux-gdb -nx -batch -ex 'shell file /bin/ls' -ex 'shell uname -m'`;
    assert.match(await sh(shell), /aarch64.*\naarch64$/s);
  });
}
