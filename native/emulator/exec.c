/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execve and execveat of the guest, by the exec router. It follows do_execv() in linux-user/syscall.c. */
#include "qemu/osdep.h"

#include "qemu.h"
#include "user-internals.h"
#include "user/safe-syscall.h"

#include "cache.h"
#include "guest.h"
#include "self.h"

#include <sys/syscall.h>

/* Not in series whose patch leaves the cache out. */
#pragma weak cache_leave

/* A guest's NULL-terminated list of strings as a host's one. NULL when a pointer of it is bad. */
static char **lock_strings(abi_ulong list)
{
    g_autofree char **strings = NULL;
    abi_ulong address = 0;
    size_t count = 0;
    for (abi_ulong at = list; at != 0; at += sizeof(abi_ulong), count++) {
        if (get_user_ual(address, at)) {
            return NULL;
        }
        if (address == 0) {
            break;
        }
    }
    strings = g_new0(char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (get_user_ual(address, list + i * sizeof(abi_ulong))) {
            return NULL;
        }
        strings[i] = lock_user_string(address);
        if (strings[i] == NULL) {
            return NULL;
        }
    }
    return g_steal_pointer(&strings);
}

/*
 * The guest's libc ignores its own two signals, 32 and 33, in a child that it spawns; what carries them here would
 * stay ignored in the new program, whose libc means something else by those numbers.
 */
static void restore_carriers(struct sigaction *saved, bool back)
{
    const struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int i = 0; i < 2; i++) {
        if (back) {
            sigaction(61 + i, &saved[i], NULL);
        } else {
            sigaction(61 + i, &standard, &saved[i]);
        }
    }
}

/* execve must go through safe_syscall: a signal that arrives before it has to stay a signal of the guest's. */
static int exec_safely(int dirfd, const char *path, char **argv, char **envp, int flags)
{
    if (dirfd == AT_FDCWD && flags == 0) {
        return safe_syscall(__NR_execve, path, argv, envp);
    }
    return safe_syscall(__NR_execveat, dirfd, path, argv, envp, flags);
}

static int start_program(int dirfd, const char *path, char **argv, char **envp, int flags)
{
    struct sigaction saved[2];
    restore_carriers(saved, false);
    int result = exec_safely(dirfd, path, argv, envp, flags);
    int error = errno;
    restore_carriers(saved, true);
    errno = error;
    return result;
}

int exec_start(const struct route *route, const struct route_request *request, self_execveat *start)
{
    char argv0[SELF_ARGV0_SIZE];
    if (route->kind == ROUTE_REFUSE) {
        errno = route->error;
        return -1;
    }
    if (route->kind == ROUTE_KERNEL) {
        return start(request->dirfd, request->path, (char **)request->argv, (char **)request->envp,
                     request->flags);
    }
    g_autofree char **argv = g_new0(char *, route_argv_size(route, request));
    self_argv0(argv0, sizeof(argv0), route);
    route_argv(route, request, argv0, argv);
    route_pass_program(route);
    if (route->kind == ROUTE_NATIVE) {
        return start(AT_FDCWD, route->program, argv, (char **)request->envp, 0);
    }
    return self_exec(argv, (char **)request->envp, start);
}

/* With `name` the program is called that, and not by the request's descriptor. */
static abi_long start_routed(const struct route_request *request, const char *name)
{
    struct route route;
    route_decide(request, &route);
    if (name != NULL) {
        route.program = name;
        route.unnamed = false;
    }
    if (route.kind != ROUTE_REFUSE) {
        vfork_show();
        if (cache_leave != NULL) {
            cache_leave();
        }
    }
    abi_long result = get_errno(exec_start(&route, request, start_program));
    if (route.program_fd >= 0) {
        close(route.program_fd);
    }
    return result;
}

abi_long guest_exec(int dirfd, abi_long path_address, abi_long argv_list, abi_long envp_list, int flags)
{
    g_autofree char **argv = lock_strings(argv_list);
    g_autofree char **envp = lock_strings(envp_list);
    const char *path = lock_user_string(path_address);
    if (argv == NULL || envp == NULL || path == NULL) {
        return -TARGET_EFAULT;
    }
    if ((flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_EXECVE_CHECK)) != 0) {
        return -TARGET_EINVAL;
    }
    char name[ROUTE_NAME_SIZE];
    struct route_request request = {dirfd, path, flags, argv, envp, name};
    /* The kernel's /proc/self/exe is the emulator: the guest's program is given by descriptor, under this name. */
    const int own = exe_is_asked(path) && (flags & AT_SYMLINK_NOFOLLOW) == 0 ? exe_open(O_RDONLY | O_CLOEXEC) : -1;
    if (own >= 0) {
        request.dirfd = own;
        request.path = "";
        request.flags = flags | AT_EMPTY_PATH;
    }
    abi_long result = (flags & AT_EXECVE_CHECK) != 0
                          ? get_errno(exec_safely(request.dirfd, request.path, argv, envp, request.flags))
                          : start_routed(&request, own >= 0 ? path : NULL);
    if (own >= 0) {
        close(own);
    }
    return result;
}
