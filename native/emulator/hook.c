/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulator's side of the exec router. Compiled into QEMU's linux-user for aarch64, series 6.2 and later;
 * it uses only what has been the same in all of them: get_user_ual, lock_user_string, safe_syscall, get_errno,
 * do_syscall.
 */
#include "qemu/osdep.h"

#include "qemu.h"
#include "user-internals.h"

#include "cache.h"
#include "guest.h"
#include "hook.h"
#include "self.h"

/*
 * Given by configure as -DARM64_ON_X86_CPU=neoverse-n1, without quotes, which QEMU's build does not keep; with commas
 * where it has properties.
 */
#define TEXT_OF(...) #__VA_ARGS__
#define TEXT(...) TEXT_OF(__VA_ARGS__)

/* Not in series whose patch leaves the cache out. */
#pragma weak cache_place_start
#pragma weak cache_leave

/* Those that were ignored when the emulator started. */
static sigset_t ignored;

static void note_ignored(void)
{
    sigemptyset(&ignored);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN) {
            sigaddset(&ignored, number);
        }
    }
}

/*
 * What is ignored stays so over any number of execs (signal(7)). QEMU knows it of the guest, but puts handlers of its
 * own for what would end a program (signal_init in linux-user/signal.c), which an exec resets. The two that it needs
 * itself are left to it.
 */
static void ignore_again(void)
{
    for (int number = 1; number < NSIG; number++) {
        if (sigismember(&ignored, number) == 1 && number != SIGSEGV && number != SIGBUS) {
            signal(number, SIG_IGN);
        }
    }
}

/* Once QEMU has made all ready, before the guest's first system call. */
static void begin(CPUArchState *env)
{
    static bool begun;
    if (!begun) {
        begun = true;
        ignore_again();
        cmdline_show(env);
    }
}

void arm64_on_x86_start(char **argv)
{
    note_ignored();
    if (cache_place_start != NULL) {
        cache_place_start();
    }
    self_start(argv[0]);
}

void arm64_on_x86_signals(uint8_t *host_to_target)
{
    for (int number = 34; number <= 60; number++) {
        host_to_target[number] = (uint8_t)number;
    }
    host_to_target[61] = 32;
    host_to_target[62] = 33;
    /* Nothing that a guest could mean. */
    host_to_target[63] = TARGET_NSIG + 1;
    host_to_target[64] = TARGET_NSIG + 1;
}

void arm64_on_x86_sigabrt(uint8_t *host_to_target)
{
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++) {
        host_to_target[number] = host_to_target[number] == TARGET_SIGABRT ? 0 : host_to_target[number];
    }
    host_to_target[SIGABRT] = TARGET_SIGABRT;
}

const char *arm64_on_x86_cpu(const char *chosen)
{
    return chosen != NULL ? chosen : TEXT(ARM64_ON_X86_CPU);
}

char **arm64_on_x86_environment(char **from_list)
{
    g_strfreev(from_list);
    return g_strdupv(environ);
}

/* close_range around the hidden descriptors: the ranges between them, each by QEMU's own code. */
static bool guest_close_range(CPUArchState *env, abi_long first, abi_long last, abi_long flags, abi_long *result)
{
    unsigned int from = (unsigned int)first;
    unsigned int to = (unsigned int)last;
    int next = self_next_hidden(from);
    unsigned int own = (unsigned int)next;
    if (next < 0 || own > to) {
        return false;
    }
    *result = 0;
    if (from < own) {
        *result = do_syscall(env, TARGET_NR_close_range, from, own - 1, flags, 0, 0, 0, 0, 0);
    }
    if (*result == 0 && own < to) {
        *result = do_syscall(env, TARGET_NR_close_range, own + 1, to, flags, 0, 0, 0, 0, 0);
    }
    return true;
}

/* A guest that asks by number for what is hidden finds nothing open there. */
static bool on_hidden_descriptor(int number, abi_long fd, abi_long *result)
{
    if (!self_is_hidden(fd)) {
        return false;
    }
    *result = number == TARGET_NR_dup3 ? -TARGET_EBUSY : -TARGET_EBADF;
    return true;
}

/* The same where it is given by descriptor and path: with none (AT_EMPTY_PATH, as glibc's fstat) or a relative one. */
static bool beside_hidden_descriptor(int number, abi_long fd, abi_long path_address, abi_long flags)
{
    const char *path = self_is_hidden(fd) ? lock_user_string(path_address) : NULL;
    if (path == NULL || path[0] == '/') {
        return false;
    }
    return path[0] != '\0' ||
           ((number == TARGET_NR_newfstatat || number == TARGET_NR_statx) && (flags & AT_EMPTY_PATH) != 0);
}

bool arm64_on_x86_syscall(CPUArchState *env, int number, abi_long arg1, abi_long arg2, abi_long arg3,
                          abi_long arg4, abi_long arg5, abi_long *result)
{
    begin(env);
    switch (number) {
    case TARGET_NR_execve:
        *result = guest_exec(AT_FDCWD, arg1, arg2, arg3, 0);
        return true;
    case TARGET_NR_execveat:
        *result = guest_exec(arg1, arg2, arg3, arg4, arg5);
        return true;
    case TARGET_NR_clone:
        return vfork_clone(env, arg1, arg2, arg3, arg4, arg5, result);
    case TARGET_NR_exit:
    case TARGET_NR_exit_group:
        vfork_give_back();
        if (cache_leave != NULL) {
            cache_leave();
        }
        return false;
    case TARGET_NR_chroot:
    case TARGET_NR_pivot_root:
    case TARGET_NR_mount:
    case TARGET_NR_move_mount:
    case TARGET_NR_umount2:
    case TARGET_NR_setns:
        self_secure();
        return false;
    case TARGET_NR_openat:
    case TARGET_NR_readlinkat:
    case TARGET_NR_newfstatat:
    case TARGET_NR_statx:
    case TARGET_NR_faccessat:
    case TARGET_NR_faccessat2:
        if (beside_hidden_descriptor(number, arg1, arg2, number == TARGET_NR_statx ? arg3 : arg4)) {
            *result = -TARGET_EBADF;
            return true;
        }
        return exe_syscall(env, number, arg2, arg3, arg4, arg5, result);
    case TARGET_NR_getdents64:
        return self_hides_any() && hidden_getdents(env, arg1, arg2, arg3, result);
    case TARGET_NR_dup3:
        return !self_move_from(arg2) && on_hidden_descriptor(number, arg2, result);
    case TARGET_NR_close:
    case TARGET_NR_dup:
    case TARGET_NR_fcntl:
    case TARGET_NR_fstat:
        return on_hidden_descriptor(number, arg1, result);
    case TARGET_NR_close_range:
        return guest_close_range(env, arg1, arg2, arg3, result);
    default:
        return false;
    }
}
