/* SPDX-License-Identifier: MIT */
#ifndef ARM64_ON_X86_CHILD_H
#define ARM64_ON_X86_CHILD_H

#include "preload.h"

/* What posix_spawn(3) and its kin are called with; `result` is of pid_t, or of the descriptor's int. */
struct spawn {
    int *result;
    bool by_descriptor;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *argv;
    char *const *envp;
};

/*
 * posix_spawn(3) with a child of our own, which decides how the program is started when the file actions are done:
 * only then is known what a relative path or a descriptor leads to. With `search` the request's path is a name that the
 * child looks up in PATH, after the actions, which are done once. Writes the child's pid, or with `by_descriptor`
 * a descriptor of it (pidfd_spawn(3)), which may be NULL. 0, or the errno of what failed in the child.
 */
int spawn_child(const struct spawn *spawn, const struct route_request *request, bool search);

#endif
