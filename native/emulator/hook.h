/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What QEMU's linux-user calls of ours. The patches in patches/ only put these calls in their places, so that
 * they stay small and alike for every QEMU series.
 */
#ifndef ARM64_ON_X86_HOOK_H
#define ARM64_ON_X86_HOOK_H

/* First thing in main(): reads our state off argv[0], secures a descriptor of the emulator's own file. */
void arm64_on_x86_start(char **argv);

/* Opens the guest program: the descriptor handed over by the router, else by path. -1 and errno. */
int arm64_on_x86_open_program(const char *path);

/* Once the program's path is known: comm and /proc/self/exe. `resolved` (PATH_MAX bytes) may be NULL. */
void arm64_on_x86_program(int fd, const char *path, char *resolved);

/*
 * Real-time signals have the same numbers on both sides, so that a native program that a guest starts (or the other
 * way round) meets the mask and the ignored signals that were meant; libc's own two, 32 and 33, which the emulator's
 * libc does not give away, are carried by 61 and 62. The last two are left to QEMU itself.
 */
#define ARM64_ON_X86_RTSIG_MAP "34 34 27,32 61 2"
/* The same for series whose table cannot be given as a text. */
void arm64_on_x86_signals(uint8_t *host_to_target);

/*
 * QEMU since 8.2 carries the guest's SIGABRT by a real-time signal, to tell it from an abort(3) of its own: who sends
 * or ignores the one would not mean the other. It is itself again; abort(3) ends the emulator whatever the handler does.
 */
void arm64_on_x86_sigabrt(uint8_t *host_to_target);

/* The CPU model when neither -cpu nor QEMU_CPU names one. */
const char *arm64_on_x86_cpu(const char *chosen);

/* A copy of the environment as it came, which QEMU's own list reorders and filters. Free with g_free. */
char **arm64_on_x86_environment(char **from_list);

/*
 * The first program may be a script or an x86-64 program as well as any later one: then it is started in the
 * emulator's place and this does not return. Returns for an aarch64 program.
 */
void arm64_on_x86_first_program(int fd, const char *path, char **argv, char **envp);

/* Returns true when the system call was ours; the result is then in *result (target errno, negative). */
bool arm64_on_x86_syscall(CPUArchState *env, int number, abi_long arg1, abi_long arg2, abi_long arg3,
                          abi_long arg4, abi_long arg5, abi_long *result);

#endif
