/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the hook that call each other. Include QEMU's headers first. */
#ifndef ARM64_ON_X86_GUEST_H
#define ARM64_ON_X86_GUEST_H

#include "self.h"

/* execveat(2) of the guest, execve with AT_FDCWD and no flags: the errno of what failed, as the target has it. */
abi_long guest_exec(int dirfd, abi_long path, abi_long argv_list, abi_long envp_list, int flags);

/* Starts what the route says, by `start`. Returns only on failure, -1 and errno. */
int exec_start(const struct route *route, const struct route_request *request, self_execveat *start);

/* Learns which program this is, given its descriptor and path; sets comm. */
void exe_start(int fd, const char *path);

/* What /proc/self/exe said at the start. */
const char *exe_path(void);

/* The program itself, opened anew, since the kernel's /proc/self/exe is the emulator. -1 and errno. */
int exe_open(int flags);

/* Does the path mean this process's own /proc/self/exe? */
bool exe_is_asked(const char *path);

/* What AT_EXECFN names; for a script it is found in argv, and comm becomes its name. */
const char *exe_name(const char *path, char **argv);

/* Before the guest's first system call: lets other processes see its arguments, not the emulator's. */
void cmdline_show(CPUArchState *env);

/* openat, readlinkat, fstatat, statx, faccessat on /proc: true when answered. The arguments from the second on. */
bool exe_syscall(CPUArchState *env, int number, abi_long path, abi_long arg3, abi_long arg4, abi_long arg5,
                 abi_long *result);

/* getdents64 of /proc/self/fd without the hidden descriptors; true when answered. */
bool hidden_getdents(CPUArchState *env, abi_long fd, abi_long buffer, abi_long size, abi_long *result);

/* clone as vfork(2) means it: the parent waits, and sees what the child wrote. */
bool vfork_clone(CPUArchState *env, abi_long flags, abi_long arg2, abi_long arg3, abi_long arg4, abi_long arg5,
                 abi_long *result);

/* In a vfork child that is about to exec, which may still fail: shows its callers' frames to the parent. */
void vfork_show(void);

/* In a vfork child that ends without exec: hands what it wrote to the parent. */
void vfork_give_back(void);

#endif
