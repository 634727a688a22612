/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
/* The kernel executes a program without a descriptor; who looks at the file first needs some. */
#ifndef ARM64_ON_X86_ROUTER_LIMIT_H
#define ARM64_ON_X86_ROUTER_LIMIT_H

#include <stdbool.h>
#include <sys/resource.h>

/*
 * After EMFILE: raises the soft limit of descriptors as far as it may be (getrlimit(2)), for a moment. What is opened
 * then stays open behind the limit as it was, which is in `saved`. False when it is as high already.
 */
bool limit_raise(struct rlimit *saved);
void limit_restore(const struct rlimit *saved);

#endif
