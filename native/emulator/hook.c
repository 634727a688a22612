/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulator's side of the exec router. Compiled into QEMU's linux-user for aarch64, series 7.2 and later;
 * it uses only what has been the same in all of them: get_user_ual, lock_user_string, safe_syscall, get_errno,
 * do_syscall. It follows do_execv() in linux-user/syscall.c, whose place it takes.
 */
#include "qemu/osdep.h"

#include "qemu.h"
#include "user-internals.h"
#include "user/safe-syscall.h"

#include "cache.h"
#include "guest.h"
#include "hook.h"
#include "router.h"
#include "self.h"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>

/* Given by configure as -DARM64_ON_X86_CPU=neoverse-n1, without quotes, which QEMU's build does not keep. */
#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)

/* Not in series whose patch leaves the cache out. */
#pragma weak cache_place_start
#pragma weak cache_leave

void arm64_on_x86_start(char **argv)
{
    if (cache_place_start != NULL) {
        cache_place_start();
    }
    self_start(argv[0]);
}

static int copy_program(int fd)
{
    off_t place = 0;
    struct stat status;
    int copy = memfd_create("program", MFD_CLOEXEC);
    if (copy < 0 || fstat(fd, &status) != 0) {
        return fd;
    }
    while (place < status.st_size && sendfile(copy, fd, &place, (size_t)(status.st_size - place)) > 0) {
    }
    close(fd);
    lseek(copy, 0, SEEK_SET);
    return copy;
}

/* As it was asked for: some series resolve links in exec_path. */
static const char *given_path;

int arm64_on_x86_open_program(const char *path)
{
    int fd = self_take_program();
    given_path = path;
    if (fd < 0) {
        return open(path, O_RDONLY | O_CLOEXEC);
    }
    /* Without /proc it could not be opened anew, and reading it would move the place of somebody else. */
    return access("/proc/self/fd", F_OK) == 0 ? fd : copy_program(fd);
}

void arm64_on_x86_program(int fd, const char *path, char *resolved)
{
    exe_start(fd, given_path != NULL ? given_path : path);
    if (resolved != NULL) {
        g_strlcpy(resolved, exe_path(), PATH_MAX);
    }
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

const char *arm64_on_x86_cpu(const char *chosen)
{
    return chosen != NULL ? chosen : TEXT(ARM64_ON_X86_CPU);
}

char **arm64_on_x86_environment(char **from_list)
{
    g_strfreev(from_list);
    return g_strdupv(environ);
}

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

/* At the emulator's own start there is no guest yet whose signals could be lost. */
static int start_plainly(int dirfd, const char *path, char **argv, char **envp, int flags)
{
    return (int)syscall(__NR_execveat, dirfd, path, argv, envp, flags);
}

static int start_route(const struct route *route, const struct route_request *request, self_execveat *start)
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
    if (route->kind == ROUTE_NATIVE) {
        return start(AT_FDCWD, route->program, argv, (char **)request->envp, 0);
    }
    return self_exec(argv, (char **)request->envp, start);
}

void arm64_on_x86_first_program(int fd, const char *path, char **argv, char **envp)
{
    char head[ROUTER_HEAD_SIZE] = {0};
    ssize_t length = pread(fd, head, sizeof(head), 0);
    path = given_path != NULL ? given_path : path;
    if (length > 0 && format_of(head, (size_t)length) == FORMAT_AARCH64) {
        exec_path = (char *)exe_name(path, argv);
        return;
    }
    struct route route;
    struct route_request request = {.dirfd = AT_FDCWD, .path = path, .argv = argv, .envp = envp};
    route_decide(&request, &route);
    start_route(&route, &request, start_plainly);
    fprintf(stderr, "qemu-aarch64: %s: %s\n", path, strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
}

static abi_long guest_exec(int dirfd, abi_long path_address, abi_long argv_list, abi_long envp_list, int flags)
{
    g_autofree char **argv = lock_strings(argv_list);
    g_autofree char **envp = lock_strings(envp_list);
    const char *path = lock_user_string(path_address);
    if (argv == NULL || envp == NULL || path == NULL) {
        return -TARGET_EFAULT;
    }
    if ((flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) != 0) {
        return -TARGET_EINVAL;
    }
    struct route route;
    char name[ROUTE_NAME_SIZE];
    struct route_request request = {
        .dirfd = dirfd,
        .path = exe_is_asked(path) ? exe_path() : path,
        .flags = flags,
        .argv = argv,
        .envp = envp,
        .name_room = name,
    };
    route_decide(&request, &route);
    if (cache_leave != NULL && route.kind != ROUTE_REFUSE) {
        cache_leave();
    }
    abi_long result = get_errno(start_route(&route, &request, start_program));
    if (route.program_fd >= 0) {
        close(route.program_fd);
    }
    return result;
}

/* close_range around the hidden descriptors: the ranges between them, each by QEMU's own code. */
static bool guest_close_range(CPUArchState *env, abi_long first, abi_long last, abi_long flags, abi_long *result)
{
    unsigned int from = (unsigned int)first;
    unsigned int to = (unsigned int)last;
    unsigned int own = from;
    while (own <= to && own < 64 && !self_is_hidden((int)own)) {
        own++;
    }
    if (own > to || own >= 64) {
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

bool arm64_on_x86_syscall(CPUArchState *env, int number, abi_long arg1, abi_long arg2, abi_long arg3,
                          abi_long arg4, abi_long arg5, abi_long *result)
{
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
