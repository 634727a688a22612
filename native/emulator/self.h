/* SPDX-License-Identifier: GPL-2.0-or-later */
/* State that the emulator takes over from its predecessor, and the descriptors that it hides from the guest. */
#ifndef ARM64_ON_X86_SELF_H
#define ARM64_ON_X86_SELF_H

#include "router.h"

#include <stdbool.h>
#include <stddef.h>

/* Takes over the state that stands behind the path in argv[0]. */
void self_start(const char *argv0);

/* The guest program's descriptor that argv[0] named, once; -1 when it named none. */
int self_take_program(void);

/* Where in the guest's argv the name of the program stands, as route_name_index(); 0: it is the path itself. */
int self_name_index(void);

/* Was the program started by descriptor alone? */
bool self_unnamed(void);

/* Before the emulator's path may cease to lead to it (chroot, mounts): keeps a descriptor of its file. */
void self_secure(void);

/*
 * Descriptors that the guest must not see, close or overwrite; what each is for. Opened with O_CLOEXEC by the
 * caller, and moved to a high place by this.
 */
enum hidden { HIDDEN_SELF, HIDDEN_PROGRAM, HIDDEN_VFORK, HIDDEN_COUNT };
void self_hide(enum hidden use, int fd);
int self_hidden(enum hidden use);
/* Closes it and forgets it. */
void self_drop(enum hidden use);
bool self_hides_any(void);
bool self_is_hidden(int fd);
/* The lowest of them that is not below; -1 when there is none. */
int self_next_hidden(unsigned int from);

/* Moves a hidden descriptor out of the way of a dup2 onto it. False when there is no place for it. */
bool self_move_from(int fd);

/* argv[0] for a successor: our path, the state of ours, and that of the route. */
#define SELF_ARGV0_SIZE (sizeof ROUTER_EMULATOR + 16 + ROUTE_STATE_SIZE)
void self_argv0(char *buffer, size_t size, const struct route *route);

/*
 * Starts the emulator's own file with this argv. Returns only on failure, -1 and errno.
 * `start` is execveat with whatever protection against lost signals the caller has.
 */
typedef int self_execveat(int fd, const char *path, char **argv, char **envp, int flags);
int self_exec(char **argv, char **envp, self_execveat *start);

#endif
