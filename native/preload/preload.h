/* SPDX-License-Identifier: MIT */
/* What the files of the preload library share; start.c and path.c also serve launch. */
#ifndef ARM64_ON_X86_PRELOAD_H
#define ARM64_ON_X86_PRELOAD_H

#include "router.h"

#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * execve or execveat by route: returns only on failure, -1 and errno. Safe in a vfork child: it allocates
 * nothing from the heap and changes nothing but its own stack.
 */
int start_route(const struct route_request *request);

/*
 * Whether path, the lists argv and envp, and the strings of envp can be read: what the kernel answers with EFAULT we
 * must not touch. The strings of argv are looked at by nobody before the kernel.
 */
bool is_readable(const struct route_request *request);

/*
 * Room for `bytes` of argv, outside the stack; NULL when there is none. Given back when exec has failed; what a vfork
 * child of this thread still holds, since it has executed its program, is freed by the next call.
 */
char **take_list(size_t bytes);
void give_list(char **list, size_t bytes);

/* Room for argv[0] of the emulator, its path and state. */
#define EMULATOR_ARGV0_SIZE (sizeof ROUTER_EMULATOR + 16 + ROUTE_STATE_SIZE)

/*
 * A descriptor of the emulator's file, by which guests are started from now on. kept_emulator gives -1 while the path
 * serves, and when the program has closed the descriptor, or has put something else in its place.
 */
void keep_emulator(int fd);
int kept_emulator(void);

/* Writes argv[0] of the emulator: its path and the route's state. */
void emulator_argv0(char *buffer, size_t size, const struct route *route);

/* The file that the kernel is to start for a route of kind NATIVE or EMULATE. */
const char *file_of(const struct route *route);

/*
 * The next candidate of a PATH search: writes DIRECTORY/name into the buffer and moves *path on; NULL at the end
 * of the list. An empty element is the working directory (execvp(3)). Elements that do not fit are left out.
 */
const char *next_candidate(const char **path, const char *name, char *buffer, size_t size);

/* The errno for a name that is looked for nowhere (glibc's posix/execvpe.c), or 0. */
int search_refuses(const char *name);

/*
 * The room that next_candidate needs for every element of the PATH shorter than PATH_MAX: threads may have small
 * stacks.
 */
size_t candidate_size(const char *path, const char *name);

/*
 * Whether a PATH search goes on to the next directory after this error; `answer`, ENOENT at first, becomes what the
 * search fails with where that was the last: EACCES once it was met, else the last error (glibc's posix/execvpe.c).
 */
bool search_goes_on(int error, int *answer);

/* The PATH that execvp(3) searches: the caller's environment's, or the default of confstr(_CS_PATH). */
const char *search_path(void);

/*
 * system(3)'s saved signals, popen(3)'s streams, the noted file actions: none is taken under another but in this
 * order. The thread that holds one has all signals blocked, and is not cancelled; locking gives the mask that it had,
 * which stays there until it is unlocked.
 */
enum library_lock { LOCK_SYSTEM, LOCK_STREAMS, LOCK_ACTIONS, LIBRARY_LOCKS };
const sigset_t *lock_library(enum library_lock which);
void unlock_library(enum library_lock which);

#endif
