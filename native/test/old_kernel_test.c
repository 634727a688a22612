/* SPDX-License-Identifier: MIT */
/* posix_spawn on kernels that lack a system call that it would use. */
#include "child_status.h"
#include "old_kernel.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/* What the child of posix_spawn says of its descriptors, when those from 3 on were to be closed. */
static int closes_from_three(const char *question)
{
    char *const argv[] = {(char *)"sh", (char *)"-c", (char *)question, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    CHECK(posix_spawn(&pid, "bin/sh", &actions, NULL, argv, environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    return exit_status(pid);
}

/* In a child, since nothing gives a call back; of its descriptors one is above the limit that it has now. */
static void test_close_range(void)
{
    const struct rlimit limit = {45, 45};
    pid_t pid = fork();
    if (pid == 0) {
        CHECK(dup2(0, 40) == 40 && dup2(0, 50) == 50 && setrlimit(RLIMIT_NOFILE, &limit) == 0);
        CHECK(take_away(SYS_close_range));
        CHECK(closes_from_three("cd /proc/self/fd && [ -e 0 ] && [ ! -e 40 ] && [ ! -e 50 ]") == 0);
        /* As without /proc: nothing tells of those above the limit. */
        CHECK(take_away(SYS_getdents64));
        CHECK(closes_from_three("cd /proc/self/fd && [ -e 0 ] && [ ! -e 40 ]") == 0);
        exit(failures != 0);
    }
    CHECK(exit_status(pid) == 0);
}

int main(void)
{
    test_close_range();
    return report("old_kernel_test");
}
