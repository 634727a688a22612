/* SPDX-License-Identifier: MIT */
/* What posix_spawn's file actions do: all of them, before the program cannot be started, and in objects that move. */
#include "child_status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>

static char *const shell_argv[] = {
    (char *)"sh", (char *)"-c", (char *)"read a && [ \"$a\" = in ] && echo out && exit 5", NULL,
};

/* Every kind of action, in a child that begins in another directory: each has its effect, as with libc's own. */
static void test_actions(void)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char text[8] = "";
    int input[2];
    int output[2];
    pid_t pid = 0;
    CHECK(pipe2(input, O_CLOEXEC) == 0 && pipe2(output, O_CLOEXEC) == 0);
    CHECK(write(input[1], "in\n", 3) == 3 && close(input[1]) == 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    posix_spawn_file_actions_addopen(&actions, 9, "bin", O_RDONLY | O_DIRECTORY, 0);
    posix_spawn_file_actions_adddup2(&actions, input[0], 0);
    posix_spawn_file_actions_adddup2(&actions, output[1], 1);
    posix_spawn_file_actions_addfchdir_np(&actions, 9);
    posix_spawn_file_actions_addclose(&actions, 9);
    posix_spawn_file_actions_addclose(&actions, 9);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_RESETIDS);
    CHECK(posix_spawn(&pid, "./sh", &actions, &attributes, shell_argv, environ) == 0);
    CHECK(exit_status(pid) == 5);
    CHECK(read(output[0], text, sizeof text) == 4 && strncmp(text, "out\n", 4) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(input[0]);
    close(output[0]);
    close(output[1]);
}

typedef int spawn_function(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                           char *const *, char *const *);

/* With a file that the child makes, and then a descriptor that is not open, if wanted. */
static int spawn_with_file(spawn_function *spawn, const char *program, bool bad_descriptor)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 9, "once", O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (bad_descriptor) {
        posix_spawn_file_actions_adddup2(&actions, 77, 1);
    }
    int error = spawn(&pid, program, &actions, NULL, shell_argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* A program that is missing is missed by the child, after the file actions and the attributes. */
static void test_refused_with_actions(void)
{
    char made[] = "/tmp/actions_test.XXXXXX";
    char long_name[NAME_MAX + 2] = "";
    posix_spawnattr_t attributes;
    pid_t pid = 0;
    memset(long_name, 'x', NAME_MAX + 1);
    CHECK(mkdtemp(made) != NULL && chdir(made) == 0);
    setenv("PATH", "/no:/bin:/no", 1);
    const struct {
        spawn_function *spawn;
        const char *program;
        int error;
    } rows[] = {{posix_spawn, "/no/such/file", ENOENT},  {posix_spawn, "/etc/passwd", EACCES},
                {posix_spawnp, "/no/such/file", ENOENT}, {posix_spawnp, "no-such-program", ENOENT},
                {posix_spawnp, "", ENOENT},              {posix_spawnp, long_name, ENAMETOOLONG}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(spawn_with_file(rows[i].spawn, rows[i].program, false) == rows[i].error && unlink("once") == 0);
        CHECK(spawn_with_file(rows[i].spawn, rows[i].program, true) == EBADF && unlink("once") == 0);
    }
    /* One that is there fails once, too. */
    CHECK(spawn_with_file(posix_spawnp, "true", true) == EBADF && unlink("once") == 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, getppid() + 1000000);
    CHECK(posix_spawn(&pid, "/no/such/file", NULL, &attributes, shell_argv, environ) == EPERM);
    CHECK(rmdir(made) == 0);
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static int spawn_in_root(const posix_spawn_file_actions_t *actions)
{
    pid_t pid = 0;
    int error = posix_spawn(&pid, "bin/false", actions, NULL, shell_argv, environ);
    return error == 0 ? exit_status(pid) : -error;
}

/* Objects that are moved bit by bit, as Rust does; what was at their places before is another's. */
static void test_moved_actions(void)
{
    posix_spawn_file_actions_t first;
    posix_spawn_file_actions_t second;
    posix_spawn_file_actions_t third;
    CHECK(chdir("/tmp") == 0);
    posix_spawn_file_actions_init(&first);
    memcpy(&second, &first, sizeof first);
    posix_spawn_file_actions_addchdir_np(&second, "/");
    memcpy(&third, &second, sizeof second);
    CHECK(spawn_in_root(&third) == 1);
    posix_spawn_file_actions_init(&second);
    CHECK(spawn_in_root(&second) == -ENOENT);
    /* Enough for libc to move its list. */
    for (int i = 0; i < 20; i++) {
        posix_spawn_file_actions_addclose(&second, 9);
    }
    CHECK(spawn_in_root(&second) == -ENOENT);
    posix_spawn_file_actions_addchdir_np(&second, "/");
    memcpy(&first, &second, sizeof second);
    posix_spawn_file_actions_destroy(&third);
    CHECK(spawn_in_root(&first) == 1);
    posix_spawn_file_actions_destroy(&first);
}

int main(void)
{
    test_moved_actions();
    test_actions();
    test_refused_with_actions();
    return report("actions_test");
}
