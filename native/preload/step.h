/* SPDX-License-Identifier: MIT */
#ifndef ARM64_ON_X86_STEP_H
#define ARM64_ON_X86_STEP_H

#include "actions.h"

/*
 * Performs a file action of posix_spawn(3) in the child, as glibc's does. Allocates nothing, since the memory is the
 * parent's. False and errno.
 */
bool perform_step(const struct step *step);

#endif
