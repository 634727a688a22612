/* SPDX-License-Identifier: MIT */
/* What file actions hold: libc keeps them to itself, and a child of our own has to perform them (child.c). */
#ifndef ARM64_ON_X86_ACTIONS_H
#define ARM64_ON_X86_ACTIONS_H

#include "preload.h"

#include <sys/types.h>

enum step_kind { STEP_CLOSE, STEP_DUP, STEP_OPEN, STEP_CHDIR, STEP_FCHDIR, STEP_CLOSE_FROM, STEP_FOREGROUND };

/* One action. Which members count follows from the kind, as the functions that add them have it. */
struct step {
    struct step *next;
    enum step_kind kind;
    int fd;
    int new_fd;
    int flags;
    mode_t mode;
    const char *path;
};

/*
 * The actions in their order; NULL for none. They are the caller's as the object is: nobody else changes or destroys
 * them meanwhile (POSIX, posix_spawn()). False where only libc knows them.
 */
bool steps_of(const posix_spawn_file_actions_t *actions, const struct step **steps);

#endif
