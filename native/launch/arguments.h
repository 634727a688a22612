/* SPDX-License-Identifier: MIT */
/* What a native compiler is told in place of what the guest's would be. */
#ifndef ARM64_ON_X86_ARGUMENTS_H
#define ARM64_ON_X86_ARGUMENTS_H

#include "router.h"

/* The toolchain's programs by the guest's names for them, and links to linkers that only a guest may have. */
#define TOOL_PLAIN ROUTER_ROOT "/host/plain/"
#define TOOL_LINKERS ROUTER_ROOT "/libexec/linkers"

/*
 * The argv of the native program that stands for the guest's NAME, with `program` as argv[0]: the same words, without
 * those that only the guest's own compiler understands and that change nothing of the code. A cross compiler is told
 * besides what only a native one sees by itself: where the guest's other linkers are (-fuse-ld), and what the
 * environment says of places of libraries. NULL, and errno, without memory.
 */
char **native_arguments(const char *name, char **argv, char *program);

#endif
