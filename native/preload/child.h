/* SPDX-License-Identifier: MIT */
#ifndef ARM64_ON_X86_CHILD_H
#define ARM64_ON_X86_CHILD_H

#include "preload.h"

/*
 * posix_spawn(3) with a child of our own, which decides how the program is started when the file actions are done:
 * only then is known what a relative path or a descriptor leads to. Writes the child's pid, or with `by_descriptor`
 * a descriptor of it (pidfd_spawn(3)), which may be NULL. 0, or the errno of what failed in the child.
 */
int spawn_child(int *result, bool by_descriptor, const struct route_request *request,
                const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes);

#endif
