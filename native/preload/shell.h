/* SPDX-License-Identifier: MIT */
/* What system(3) and popen(3) share. */
#ifndef ARM64_ON_X86_SHELL_H
#define ARM64_ON_X86_SHELL_H

#include "preload.h"

#include <sys/types.h>

/* sh -c COMMAND by posix_spawn. 0 or an errno. */
int spawn_shell(pid_t *pid, const char *command, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes);

/* The status of a child that is waited for until it has ended; -1 and errno. */
int wait_for(pid_t pid);

#endif
