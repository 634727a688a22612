/* SPDX-License-Identifier: MIT */
#include "preload.h"

#include <alloca.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* An argument list longer than this lives in its own mapping: a thread's stack may be small. */
#define STACK_POINTERS 256

/* The kernel's own execve; the libc's is what we stand in for. */
static int kernel_exec(int dirfd, const char *path, char *const argv[], char *const envp[], int flags)
{
    if (dirfd == AT_FDCWD && flags == 0) {
        return (int)syscall(SYS_execve, path, argv, envp);
    }
    return (int)syscall(SYS_execveat, dirfd, path, argv, envp, flags);
}

/* Of the emulator's file, for a process whose root is no longer the image's (chroot.c). */
static int emulator_fd = -1;
static struct stat emulator_file;

void keep_emulator(int fd)
{
    emulator_fd = fd >= 0 && fstat(fd, &emulator_file) == 0 ? fd : -1;
}

int kept_emulator(void)
{
    int saved = errno;
    struct stat now;
    bool same = emulator_fd >= 0 && fstat(emulator_fd, &now) == 0 && now.st_dev == emulator_file.st_dev &&
                now.st_ino == emulator_file.st_ino;
    errno = saved;
    return same ? emulator_fd : -1;
}

void emulator_argv0(char *buffer, size_t size, const struct route *route)
{
    snprintf(buffer, size, ROUTER_EMULATOR);
    int fd = kept_emulator();
    if (fd >= 0) {
        snprintf(buffer, size, ROUTER_EMULATOR ";self=%d", fd);
    }
    route_state(route, buffer, size);
}

const char *file_of(const struct route *route)
{
    return route->kind == ROUTE_EMULATE ? ROUTER_EMULATOR : route->program;
}

static int exec_composed(const struct route *route, const struct route_request *request, char **argv)
{
    char argv0[EMULATOR_ARGV0_SIZE];
    emulator_argv0(argv0, sizeof argv0, route);
    route_argv(route, request, argv0, argv);
    route_pass_program(route);
    int fd = kept_emulator();
    if (route->kind != ROUTE_EMULATE || fd < 0) {
        return kernel_exec(AT_FDCWD, file_of(route), argv, request->envp, 0);
    }
    fcntl(fd, F_SETFD, 0);
    int result = kernel_exec(fd, "", argv, request->envp, AT_EMPTY_PATH);
    int error = errno;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    errno = error;
    return result;
}

static int exec_route(const struct route *route, const struct route_request *request)
{
    size_t pointers = route_argv_size(route, request);
    if (pointers <= STACK_POINTERS) {
        return exec_composed(route, request, alloca(pointers * sizeof(char *)));
    }
    size_t bytes = pointers * sizeof(char *);
    char **argv = take_list(bytes);
    if (argv == NULL) {
        errno = E2BIG;
        return -1;
    }
    int result = exec_composed(route, request, argv);
    int error = errno;
    give_list(argv, bytes);
    errno = error;
    return result;
}

static int finish(const struct route *route, int result)
{
    int error = errno;
    if (route->program_fd >= 0) {
        close(route->program_fd);
    }
    errno = error;
    return result;
}

int start_route(const struct route_request *request)
{
    struct route route;
    if (!is_readable(request)) {
        errno = EFAULT;
        return -1;
    }
    route_decide(request, &route);
    if (route.kind == ROUTE_REFUSE) {
        errno = route.error;
        return -1;
    }
    if (route.kind == ROUTE_KERNEL) {
        return kernel_exec(request->dirfd, request->path, request->argv, request->envp, request->flags);
    }
    return finish(&route, exec_route(&route, request));
}
