/* SPDX-License-Identifier: MIT */
/* Situations of files: descriptors, copies, deleted and open ones. */
#include "setup_parts.h"

#include "setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static int copy_into(int to, const char *from)
{
    char buffer[65536];
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    ssize_t got;
    while (fd >= 0 && (got = read(fd, buffer, sizeof buffer)) > 0) {
        if (write(to, buffer, (size_t)got) != got) {
            return -1;
        }
    }
    return fd < 0 ? -1 : close(fd);
}

static int keep(int fd, int flags)
{
    if (fd < 0 || dup3(fd, PROGRAM_FD, flags) < 0) {
        return -1;
    }
    return close(fd);
}

/* /w/copy, executable. */
static int copy(const char *from)
{
    int fd = open("/w/copy", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
    return fd < 0 || copy_into(fd, from) != 0 ? -1 : close(fd);
}

static int unreadable(const char *from)
{
    return copy(from) != 0 ? -1 : chmod("/w/copy", 0111);
}

static int busy(const char *from)
{
    return copy(from) != 0 ? -1 : keep(open("/w/copy", O_WRONLY), O_CLOEXEC);
}

static int on_fd(const char *path)
{
    return keep(open(path, O_RDONLY), 0);
}

static int on_fd_cloexec(const char *path)
{
    return keep(open(path, O_RDONLY), O_CLOEXEC);
}

static int on_fd_path(const char *path)
{
    return keep(open(path, O_PATH), 0);
}

static int deleted(const char *from)
{
    return copy(from) != 0 || on_fd("/w/copy") != 0 ? -1 : unlink("/w/copy");
}

static int memory(const char *from, unsigned flags)
{
    int fd = memfd_create("program", flags);
    /* The same place for programs of every size. */
    if (fd < 0 || copy_into(fd, from) != 0 || lseek(fd, 5, SEEK_SET) != 5) {
        return -1;
    }
    return keep(fd, (flags & MFD_CLOEXEC) != 0 ? O_CLOEXEC : 0);
}

static int memfd(const char *from)
{
    return memory(from, 0);
}

static int memfd_cloexec(const char *from)
{
    return memory(from, MFD_CLOEXEC);
}

static int close_all(const char *unused)
{
    (void)unused;
    return close_range(3, ~0u, 0);
}

static int close_all_on_exec(const char *unused)
{
    (void)unused;
    return close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
}

static int close_from(const char *unused)
{
    (void)unused;
    closefrom(3);
    return 0;
}

static int close_loop(const char *unused)
{
    (void)unused;
    for (int fd = 3; fd < 1024; fd++) {
        /* A descriptor that nobody opened must not be there to be closed. */
        if (close(fd) == 0 && fd != REPORT_FD) {
            errno = EMFILE;
            return -1;
        }
    }
    return 0;
}

static int close_standard(const char *which)
{
    for (; *which != '\0'; which++) {
        close(*which - '0');
    }
    return 0;
}

static int many_fds(const char *unused)
{
    static const int numbers[] = {5, 16, 61, 62, 63, 64, 100};
    (void)unused;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (dup2(0, numbers[i]) < 0) {
            return -1;
        }
    }
    return dup3(0, 7, O_CLOEXEC) < 0 ? -1 : 0;
}

/* Every number that something of ours could be on, but those that the probes use. */
static int take_all(const char *unused)
{
    (void)unused;
    for (int fd = 3; fd < 64; fd++) {
        if (fd != REPORT_FD && fd != PROGRAM_FD && dup2(0, fd) < 0) {
            return -1;
        }
    }
    return 0;
}

/* As many descriptors as there may be; exec frees them. */
static int take_limit(const char *unused)
{
    const struct rlimit files = {.rlim_cur = 64, .rlim_max = 200};
    (void)unused;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0) {
        return -1;
    }
    while (fcntl(0, F_DUPFD_CLOEXEC, 0) >= 0) {
    }
    return errno == EMFILE ? 0 : -1;
}

static int position(const char *path)
{
    return on_fd(path) != 0 || lseek(PROGRAM_FD, 11, SEEK_SET) != 11 ? -1 : 0;
}

const struct situation file_situations[] = {
    {"copy", copy},
    {"unreadable", unreadable},
    {"busy", busy},
    {"fd", on_fd},
    {"fd-cloexec", on_fd_cloexec},
    {"fd-path", on_fd_path},
    {"deleted", deleted},
    {"memfd", memfd},
    {"memfd-cloexec", memfd_cloexec},
    {"close_range", close_all},
    {"close_range-cloexec", close_all_on_exec},
    {"closefrom", close_from},
    {"close-loop", close_loop},
    {"closed", close_standard},
    {"many-fds", many_fds},
    {"take-all", take_all},
    {"all-fds", take_limit},
    {"position", position},
    {NULL, NULL},
};
