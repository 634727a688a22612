/* SPDX-License-Identifier: MIT */
#include "step.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* What is not open need not be closed, but it must be a number that a descriptor could have. */
static bool close_step(int fd)
{
    struct rlimit limit;
    return close(fd) == 0 || (fd >= 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0 && (rlim_t)fd < limit.rlim_cur);
}

static bool dup_step(int fd, int new_fd)
{
    return fd == new_fd ? fcntl(fd, F_SETFD, 0) == 0 : dup2(fd, new_fd) >= 0;
}

static bool open_step(const struct step *step)
{
    close(step->fd);
    int fd = open(step->path, step->flags, step->mode);
    if (fd < 0 || fd == step->fd) {
        return fd >= 0;
    }
    return dup2(fd, step->fd) >= 0 && close(fd) == 0;
}

/* close_range(2) is of Linux 5.9; before it this is how libc does it (closefrom_fallback.c of glibc). */
static bool close_listed(int first)
{
    _Alignas(struct dirent64) char list[1024];
    ssize_t size = -1;
    int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (directory >= 0 && (size = getdents64(directory, list, sizeof list)) > 0) {
        const struct dirent64 *entry;
        for (ssize_t at = 0; at < size; at += entry->d_reclen) {
            entry = (const struct dirent64 *)(const void *)(list + at);
            int fd = atoi(entry->d_name);
            if (entry->d_name[0] != '.' && fd >= first && fd != directory) {
                close(fd);
            }
        }
    }
    close(directory);
    return size == 0;
}

/* Without /proc, or without a number for its descriptor. */
static bool close_each(int first)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return false;
    }
    for (int fd = first; (rlim_t)fd < limit.rlim_cur; fd++) {
        close(fd);
    }
    return true;
}

bool perform_step(const struct step *step)
{
    switch (step->kind) {
    case STEP_CLOSE:
        return close_step(step->fd);
    case STEP_DUP:
        return dup_step(step->fd, step->new_fd);
    case STEP_OPEN:
        return open_step(step);
    case STEP_CHDIR:
        return chdir(step->path) == 0;
    case STEP_FCHDIR:
        return fchdir(step->fd) == 0;
    case STEP_CLOSE_FROM:
        return close_range((unsigned int)step->fd, ~0u, 0) == 0 || close_listed(step->fd) || close_each(step->fd);
    case STEP_FOREGROUND:
        return tcsetpgrp(step->fd, getpgrp()) == 0;
    }
    return false;
}
