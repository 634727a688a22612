/* SPDX-License-Identifier: MIT */
/* For tests of the preload library, which is loaded into them: every program that they start is an x86-64 one. */
#ifndef ARM64_ON_X86_CHILD_STATUS_H
#define ARM64_ON_X86_CHILD_STATUS_H

#include "check.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* The exit status of a child, -1 for any other end. */
static inline int exit_status(pid_t pid)
{
    int status;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
