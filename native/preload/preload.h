/* SPDX-License-Identifier: MIT */
/* What the files of the preload library share; start.c and path.c also serve launch. */
#ifndef ARM64_ON_X86_PRELOAD_H
#define ARM64_ON_X86_PRELOAD_H

#include "router.h"

#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * execve or execveat by route: returns only on failure, -1 and errno. Safe in a vfork child: it allocates
 * nothing from the heap and changes nothing but its own stack.
 */
int start_route(const struct route_request *request);

/* Whether path, argv and envp point to memory that can be read: what the kernel answers with EFAULT we must not touch. */
bool is_readable(const struct route_request *request);

/* Room for argv[0] of the emulator, its path and state. */
#define EMULATOR_ARGV0_SIZE (sizeof ROUTER_EMULATOR + 16 + ROUTE_STATE_SIZE)

/* A descriptor of the emulator's file, by which guests are started from now on; -1 while its path serves. */
void keep_emulator(int fd);
int kept_emulator(void);

/* Writes argv[0] of the emulator: its path and the route's state. */
void emulator_argv0(char *buffer, size_t size, const struct route *route);

/*
 * Decides as route_decide, but as if after the changes of directory that the file actions hold (actions.c): a
 * relative path means something else there.
 */
void decide_for_spawn(const posix_spawn_file_actions_t *actions, const struct route_request *request,
                      struct route *route);

/* The file that the kernel is to start for a route of kind NATIVE or EMULATE. */
const char *file_of(const struct route *route);

/*
 * The next candidate of a PATH search: writes DIRECTORY/name into the buffer and moves *path on; NULL at the end
 * of the list. An empty element is the working directory (execvp(3)). Elements that do not fit are left out.
 */
const char *next_candidate(const char **path, const char *name, char *buffer, size_t size);

/* The PATH that execvp(3) searches: the caller's environment's, or the default of confstr(_CS_PATH). */
const char *search_path(void);

#endif
