/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
/* The file that is to be executed: permissions, first bytes, what it is. */
#ifndef ARM64_ON_X86_ROUTER_FILE_H
#define ARM64_ON_X86_ROUTER_FILE_H

#include "router.h"

/* A file as the router sees it: where it is looked up, and its first bytes. */
struct file {
    int dirfd;
    const char *path;
    int flags;
    char *head;
    size_t length;
    bool readable;
    char *name_room;
};

/*
 * Opens for reading, close-on-exec as `flags` say; a descriptor that is itself the file may be O_PATH, and is then
 * opened through /proc. -1 and errno.
 */
int file_open(const struct file *file, int flags);

/* 0 for a regular file that may be executed with the effective ids, or the errno of do_open_execat() in fs/exec.c. */
int file_check_permission(const struct file *file);

/* Fills the head. Returns a descriptor; -1 and EACCES or EPERM when the file may be executed but not read. */
int file_read_head(struct file *file, char head[ROUTER_HEAD_SIZE + 1]);

/*
 * deny_write_access() in fs/exec.c: a file that is open for writing is not started, ETXTBSY. A read lease is only
 * given on a file that nobody has open for writing (fcntl(2), F_SETLEASE); where leases cannot be had, nothing is
 * known, and 0.
 */
int file_check_writers(int fd);

#endif
