/* SPDX-License-Identifier: MIT */
/* Starting a program by the exec router from a static program: launch and the compiler wrapper. */
#ifndef ARM64_ON_X86_START_H
#define ARM64_ON_X86_START_H

/*
 * Starts the program; a name without a slash is looked up in PATH. Does not return: when nothing could be
 * started it says so under our name and exits 127 (not found) or 126, as a shell does.
 */
_Noreturn void start(const char *our_name, const char *program, char **argv);

#endif
