/* SPDX-License-Identifier: MIT */
/* What a native compiler is told in place of what the guest's would be. */
#ifndef ARM64_ON_X86_ARGUMENTS_H
#define ARM64_ON_X86_ARGUMENTS_H

/*
 * The argv of a native program in place of the guest's, with `program` as argv[0]: the same words, without those that
 * only the guest's own compiler understands and that change nothing of the code. NULL, and errno, without memory.
 */
char **native_arguments(char **argv, char *program);

#endif
