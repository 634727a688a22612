/* SPDX-License-Identifier: MIT */
#include "shell.h"

#include <errno.h>
#include <gnu/libc-version.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return status;
}

int spawn_shell(pid_t *pid, const char *command, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes)
{
    /* The libc puts "--" before the command since 2.38, so that it may begin with a dash. */
    bool marked = strverscmp(gnu_get_libc_version(), "2.38") >= 0;
    char *const plain[] = {(char *)"sh", (char *)"-c", (char *)command, NULL};
    char *const with_mark[] = {(char *)"sh", (char *)"-c", (char *)"--", (char *)command, NULL};
    return posix_spawn(pid, "/bin/sh", actions, attributes, marked ? with_mark : plain, environ);
}
