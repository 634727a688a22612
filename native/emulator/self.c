/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulator starts its successors by its path in the image. Where that may not lead to it, as behind a chroot,
 * it keeps a descriptor of its own file, so that it needs neither /proc nor a path. The descriptor is passed on
 * through exec, named in argv[0], and is close-on-exec for everything else that the guest starts.
 */
#include "self.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/*
 * High, so that guests which count on the lowest numbers do not meet it; below 64, since a larger one makes
 * the kernel grow the table of a threaded process, which waits for an RCU grace period (expand_fdtable() in
 * fs/file.c), 10 ms on every start.
 */
#define HIGHEST_FD 63
#define LOWEST_FD 16

static int hidden[HIDDEN_COUNT] = {-1, -1, -1};
static int program_fd = -1;
static int name_index;
static bool unnamed;

static bool is_free(int fd)
{
    return fcntl(fd, F_GETFD) < 0 && errno == EBADF;
}

/* Moves the descriptor to the highest free place, but for `except`; to a dear one when all others are taken. */
static int move_up(int fd, int except)
{
    for (int place = HIGHEST_FD; place >= LOWEST_FD; place--) {
        if (place == except || !is_free(place)) {
            continue;
        }
        /* Not by dup3: another thread may have opened something there in between, which that would close. */
        int copy = fcntl(fd, F_DUPFD_CLOEXEC, place);
        if (copy >= 0) {
            close(copy == place ? fd : copy);
        }
        if (copy == place) {
            return place;
        }
    }
    int place = except >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, HIGHEST_FD + 1) : -1;
    if (place < 0) {
        return fd;
    }
    close(fd);
    return place;
}

void self_hide(enum hidden use, int fd)
{
    hidden[use] = fd >= 0 ? move_up(fd, -1) : -1;
}

int self_hidden(enum hidden use)
{
    return hidden[use];
}

void self_drop(enum hidden use)
{
    if (hidden[use] >= 0) {
        close(hidden[use]);
        hidden[use] = -1;
    }
}

int self_next_hidden(unsigned int from)
{
    int next = -1;
    for (int use = 0; use < HIDDEN_COUNT; use++) {
        if (hidden[use] >= 0 && (unsigned int)hidden[use] >= from && (next < 0 || hidden[use] < next)) {
            next = hidden[use];
        }
    }
    return next;
}

bool self_hides_any(void)
{
    return self_next_hidden(0) >= 0;
}

bool self_is_hidden(int fd)
{
    return fd >= 0 && (fd == hidden[HIDDEN_SELF] || fd == hidden[HIDDEN_PROGRAM] || fd == hidden[HIDDEN_VFORK]);
}

bool self_move_from(int fd)
{
    for (int use = 0; use < HIDDEN_COUNT; use++) {
        if (fd < 0 || hidden[use] != fd) {
            continue;
        }
        int moved = move_up(fd, fd);
        if (moved == fd) {
            return false;
        }
        hidden[use] = moved;
    }
    return true;
}

/* The number behind `;name=`, or `otherwise`. */
static int state(const char *argv0, const char *name, int otherwise)
{
    const char *at = strstr(argv0, name);
    return at != NULL ? atoi(at + strlen(name)) : otherwise;
}

/* Only a descriptor that is really open is believed. */
static int state_fd(const char *argv0, const char *name)
{
    int fd = state(argv0, name, -1);
    if (fd >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
        return -1;
    }
    return fd;
}

void self_start(const char *argv0)
{
    const char *ours = strchr(argv0, ';');
    const char *started_as = (const char *)getauxval(AT_EXECFN);
    if (ours != NULL) {
        hidden[HIDDEN_SELF] = state_fd(ours, ";self=");
        program_fd = state_fd(ours, ";program=");
        name_index = state(ours, ";name=", 0);
        unnamed = state(ours, ";unnamed=", 0) != 0;
    }
    /* Started by the path by which successors are started, it can be found by it. */
    if (started_as == NULL || strcmp(started_as, ROUTER_EMULATOR) != 0) {
        self_secure();
    }
}

int self_take_program(void)
{
    int fd = program_fd;
    program_fd = -1;
    return fd;
}

int self_name_index(void)
{
    return name_index;
}

bool self_unnamed(void)
{
    return unnamed;
}

void self_secure(void)
{
    const char *const paths[] = {(const char *)getauxval(AT_EXECFN), "/proc/self/exe", ROUTER_EMULATOR};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0] && hidden[HIDDEN_SELF] < 0; i++) {
        self_hide(HIDDEN_SELF, paths[i] != NULL ? open(paths[i], O_RDONLY | O_CLOEXEC) : -1);
    }
}

void self_argv0(char *buffer, size_t size, const struct route *route)
{
    int length = snprintf(buffer, size, ROUTER_EMULATOR);
    if (hidden[HIDDEN_SELF] >= 0) {
        snprintf(buffer + length, size - (size_t)length, ";self=%d", hidden[HIDDEN_SELF]);
    }
    route_state(route, buffer, size);
}

int self_exec(char **argv, char **envp, self_execveat *start)
{
    int fd = hidden[HIDDEN_SELF];
    if (fd < 0) {
        return start(AT_FDCWD, ROUTER_EMULATOR, argv, envp, 0);
    }
    fcntl(fd, F_SETFD, 0);
    int result = start(fd, "", argv, envp, AT_EMPTY_PATH);
    int error = errno;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    errno = error;
    return result;
}
