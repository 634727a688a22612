/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulator starts its successors from a descriptor of its own file, so that it needs neither /proc nor
 * its path, which a chroot hides. The descriptor is passed on through exec, named in argv[0], and is
 * close-on-exec for everything else that the guest starts.
 */
#include "self.h"

#include "router.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * High, so that guests which count on the lowest numbers do not meet it; below 64, since a larger one makes
 * the kernel grow the table of a threaded process, which waits for an RCU grace period (expand_fdtable() in
 * fs/file.c), 10 ms on every start.
 */
#define HIGHEST_FD 63
#define LOWEST_FD 16

static int self_fd = -1;
static int program_fd = -1;

static bool is_free(int fd)
{
    return fcntl(fd, F_GETFD) < 0 && errno == EBADF;
}

/* Moves the descriptor to the highest free place, but for `except`. Returns where it now is. */
static int move_up(int fd, int except)
{
    for (int place = HIGHEST_FD; place >= LOWEST_FD; place--) {
        if (place == except || !is_free(place)) {
            continue;
        }
        if (dup3(fd, place, O_CLOEXEC) == place) {
            close(fd);
            return place;
        }
    }
    return fd;
}

static int open_self(void)
{
    const char *const paths[] = {(const char *)getauxval(AT_EXECFN), ROUTER_EMULATOR, "/proc/self/exe"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        int fd = paths[i] != NULL ? open(paths[i], O_RDONLY | O_CLOEXEC) : -1;
        if (fd >= 0) {
            return move_up(fd, -1);
        }
    }
    return -1;
}

/* The number behind `;name=`, or -1. Only a descriptor that is really open is believed. */
static int state(const char *argv0, const char *name)
{
    const char *at = strstr(argv0, name);
    if (at == NULL) {
        return -1;
    }
    int fd = atoi(at + strlen(name));
    return is_free(fd) ? -1 : fd;
}

void self_start(const char *argv0)
{
    const char *ours = strchr(argv0, ';');
    if (ours != NULL) {
        self_fd = state(ours, ";self=");
        program_fd = state(ours, ";program=");
    }
    if (self_fd >= 0) {
        fcntl(self_fd, F_SETFD, FD_CLOEXEC);
    } else {
        self_fd = open_self();
    }
    if (program_fd >= 0) {
        fcntl(program_fd, F_SETFD, FD_CLOEXEC);
    }
}

int self_take_program(void)
{
    int fd = program_fd;
    program_fd = -1;
    return fd;
}

bool self_is(int fd)
{
    return fd >= 0 && fd == self_fd;
}

bool self_move_from(int fd)
{
    if (!self_is(fd)) {
        return true;
    }
    int moved = move_up(self_fd, fd);
    if (moved == fd) {
        return false;
    }
    self_fd = moved;
    return true;
}

void self_argv0(char *buffer, size_t size, int program)
{
    int length = snprintf(buffer, size, ROUTER_EMULATOR);
    if (self_fd >= 0) {
        length += snprintf(buffer + length, size - (size_t)length, ";self=%d", self_fd);
    }
    if (program >= 0) {
        snprintf(buffer + length, size - (size_t)length, ";program=%d", program);
    }
}

int self_exec(char **argv, char **envp, self_execveat *start)
{
    if (self_fd >= 0) {
        fcntl(self_fd, F_SETFD, 0);
        int result = start(self_fd, "", argv, envp, AT_EMPTY_PATH);
        int error = errno;
        fcntl(self_fd, F_SETFD, FD_CLOEXEC);
        if (error != ENOSYS) {
            errno = error;
            return result;
        }
    }
    return start(AT_FDCWD, ROUTER_EMULATOR, argv, envp, 0);
}
