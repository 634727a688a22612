/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program that the emulator is started for. */
#include "qemu/osdep.h"

#include "qemu.h"
#include "user-internals.h"

#include "guest.h"
#include "hook.h"
#include "self.h"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>

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

/* At the emulator's own start there is no guest yet whose signals could be lost. */
static int start_plainly(int dirfd, const char *path, char **argv, char **envp, int flags)
{
    return (int)syscall(__NR_execveat, dirfd, path, argv, envp, flags);
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
    exec_start(&route, &request, start_plainly);
    fprintf(stderr, "qemu-aarch64: %s: %s\n", path, strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
}
