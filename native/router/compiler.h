/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
/* By which names a compiler's or binutils program goes. */
#ifndef ARM64_ON_X86_ROUTER_COMPILER_H
#define ARM64_ON_X86_ROUTER_COMPILER_H

#include <limits.h>
#include <stddef.h>

/*
 * The tool that a program's name means, at most NAME_MAX bytes long: without the triplet in front and the version
 * behind (aarch64-linux-gnu-gcc-12 → gcc), cc as gcc, c++ as g++, ld as ld.bfd.
 */
void compiler_tool(const char *name, char tool[NAME_MAX + 1]);

/* The name without the triplet in front, where a version is behind it: aarch64-linux-gnu-gcc-12 → gcc-12; else NULL. */
const char *compiler_version(const char *name);

#endif
