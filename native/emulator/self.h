/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The descriptor of the emulator's own file, with which it starts its successors (self.c). */
#ifndef ARM64_ON_X86_SELF_H
#define ARM64_ON_X86_SELF_H

#include <stdbool.h>
#include <stddef.h>

/* Takes over the state that stands behind the path in argv[0], or opens the emulator's file anew. */
void self_start(const char *argv0);

/* The guest program's descriptor that argv[0] named, once; -1 when it named none. */
int self_take_program(void);

/* Is this the hidden descriptor? The guest must neither close nor overwrite it. */
bool self_is(int fd);

/* Moves the hidden descriptor out of the way of a dup2 onto it. False when there is no place for it. */
bool self_move_from(int fd);

/* argv[0] for a successor: our path, the state of ours, and the program's descriptor if it is not -1. */
void self_argv0(char *buffer, size_t size, int program_fd);

/*
 * Starts the emulator's own file with this argv. Returns only on failure, -1 and errno.
 * `start` is execveat with whatever protection against lost signals the caller has.
 */
typedef int self_execveat(int fd, const char *path, char **argv, char **envp, int flags);
int self_exec(char **argv, char **envp, self_execveat *start);

#endif
