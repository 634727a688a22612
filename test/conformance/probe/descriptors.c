/* SPDX-License-Identifier: MIT */
#include "descriptors.h"

#include "report.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FDS 256
/* O_LARGEFILE, which the kernel sets and the libc does not name, of both machines. */
#define OTHER_FLAGS 0500000

static void describe_fd(int fd, char *text, size_t size)
{
    struct stat status = {0};
    const int type = fstat(fd, &status) == 0 ? (int)((status.st_mode & S_IFMT) >> 12) : -1;
    snprintf(text, size, "%d type %o flags %o cloexec %d at %ld", fd, type, fcntl(fd, F_GETFL) & ~OTHER_FLAGS,
             fcntl(fd, F_GETFD), S_ISREG(status.st_mode) ? (long)lseek(fd, 0, SEEK_CUR) : 0L);
}

/* Those that fstat(2) finds open, by whatever system call libc makes it, and those that statx(2) does. */
static void list_by_status(void)
{
    char text[16];
    struct stat status;
    struct statx more;
    report_open_list("fds with a status");
    for (int fd = 0; fd < FDS; fd++) {
        const int first = fstat(fd, &status);
        const int second = statx(fd, "", AT_EMPTY_PATH, STATX_TYPE, &more);
        if (first == 0 || second == 0) {
            snprintf(text, sizeof text, "%d %d %d", fd, first, second);
            report_item(text);
        }
    }
    report_close_list();
}

/* What the directory of descriptors has; it may list itself, which is left out. */
static void list_all(void)
{
    char text[16];
    report_open_list("proc fds");
    DIR *directory = opendir("/proc/self/fd");
    for (int fd = 0; directory != NULL && fd < FDS; fd++) {
        snprintf(text, sizeof text, "%d", fd);
        rewinddir(directory);
        for (const struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
            if (strcmp(entry->d_name, text) == 0 && fd != dirfd(directory)) {
                report_item(text);
            }
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    report_close_list();
}

/* The same with room for one entry at a time (getdents64(2)): none that is hidden may look like the end. */
static void list_singly(void)
{
    struct {
        uint64_t inode;
        int64_t offset;
        uint16_t length;
        uint8_t type;
        char name[32 - 19];
    } entry;
    int fd = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    report_open_list("proc fds singly");
    while (fd >= 0 && syscall(SYS_getdents64, fd, &entry, sizeof entry) > 0) {
        if (entry.name[0] != '.' && atoi(entry.name) != fd) {
            report_item(entry.name);
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    report_close_list();
}

void report_descriptors(void)
{
    char text[128];
    report_open_list("fds");
    for (int fd = 0; fd < FDS; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) {
            describe_fd(fd, text, sizeof text);
            report_item(text);
        }
    }
    report_close_list();
    list_by_status();
    list_all();
    list_singly();
}
