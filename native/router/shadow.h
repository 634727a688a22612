/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
/* Native stand-ins ("shadows") for programs of the guest, and how far a process tree wants them. */
#ifndef ARM64_ON_X86_SHADOW_H
#define ARM64_ON_X86_SHADOW_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Each level has the shadows of those before it. Their trees, below ROUTER_NATIVE:
 *   usr/bin        compiler, linker, binutils; the only one that is in PATH
 *   build/usr/bin  make, ninja, cmake, archivers
 *   full/usr/bin   shell and everyday tools
 *   full/usr/lib/apt/methods
 * What an image does not have, no level brings.
 */
enum shadow_level { SHADOW_NONE, SHADOW_COMPILER, SHADOW_BUILD, SHADOW_FULL };

/* The level that a value of ROUTER_SWITCH names: 0 or none (as the input accelerate has it), compiler, build, full. */
bool shadow_level_named(const char *value, enum shadow_level *level);

/*
 * The level that an environment asks for with ROUTER_SWITCH; what names none, or nothing, means all that there is. No
 * more than the compiler when it has LD_PRELOAD: a library of the guest's, such as fakeroot's, is to change what
 * programs do, and only emulated ones can load it.
 */
enum shadow_level shadow_level(char *const *envp);

/*
 * Looks for the shadow of an aarch64 program that is there and may be executed; writes its path and returns true. A
 * shadow stands for a program by its place, ROUTER_PROGRAMS/NAME or, where /usr is not merged, ROUTER_BIN/NAME, however
 * that place was written, and for the program that a link leads to in the end, since the guest's package
 * manager may turn links to another implementation: awk → /etc/alternatives/awk → /usr/bin/mawk, cc → … → clang. Of a
 * compiler the name in the end may have a triplet and a version, aarch64-linux-gnu-gcc-12; but who asks for a version
 * by name gets that one or none. In ROUTER_METHODS a program has the shadow of its own path, and no other.
 */
bool shadow_find(int dirfd, const char *path, enum shadow_level level, char *shadow, size_t size);

#endif
