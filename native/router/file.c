/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum file_format format_of(const char *head, size_t length)
{
    if (length >= 2 && head[0] == '#' && head[1] == '!') {
        return FORMAT_SCRIPT;
    }
    if (length < sizeof(Elf64_Ehdr) || memcmp(head, ELFMAG, SELFMAG) != 0) {
        return FORMAT_OTHER;
    }
    Elf64_Ehdr header;
    memcpy(&header, head, sizeof header);
    bool aarch64 = header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB &&
                   header.e_machine == EM_AARCH64;
    return aarch64 ? FORMAT_AARCH64 : FORMAT_OTHER;
}

static bool by_descriptor(const struct file *file)
{
    return file->path[0] == '\0' && (file->flags & AT_EMPTY_PATH) != 0;
}

int file_open(const struct file *file, int flags)
{
    char link[32];
    if (!by_descriptor(file)) {
        return openat(file->dirfd, file->path, O_RDONLY | O_NOCTTY | flags);
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", file->dirfd);
    int fd = open(link, O_RDONLY | O_NOCTTY | flags);
    return fd >= 0 ? fd : fcntl(file->dirfd, (flags & O_CLOEXEC) != 0 ? F_DUPFD_CLOEXEC : F_DUPFD, 0);
}

int file_check_permission(const struct file *file)
{
    struct stat status;
    /* With a path AT_EMPTY_PATH means nothing to execveat(2), but EINVAL to faccessat(3) without faccessat2(2). */
    int flags = file->flags & (by_descriptor(file) ? AT_EMPTY_PATH : AT_SYMLINK_NOFOLLOW);
    if (fstatat(file->dirfd, file->path, &status, flags) != 0) {
        return errno;
    }
    if (S_ISLNK(status.st_mode)) {
        return ELOOP;
    }
    if (!S_ISREG(status.st_mode)) {
        return EACCES;
    }
    if (faccessat(file->dirfd, file->path, X_OK, AT_EACCESS | flags) == 0) {
        return 0;
    }
    /* Old kernels have no faccessat2 and glibc then refuses AT_EMPTY_PATH: the kernel's execve will check. */
    return errno == EINVAL && by_descriptor(file) ? 0 : errno;
}

int file_check_writers(int fd)
{
    /* Should somebody open the file in this moment, the signal is one that does nothing by itself. */
    fcntl(fd, F_SETSIG, SIGURG);
    if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0) {
        return errno == EAGAIN ? ETXTBSY : 0;
    }
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return 0;
}

int file_read_head(struct file *file, char head[ROUTER_HEAD_SIZE + 1])
{
    memset(head, 0, ROUTER_HEAD_SIZE + 1);
    file->head = head;
    file->length = 0;
    file->readable = false;
    int fd = file_open(file, O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return -1;
    }
    while (file->length < ROUTER_HEAD_SIZE) {
        ssize_t got = pread(fd, head + file->length, ROUTER_HEAD_SIZE - file->length, (off_t)file->length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        file->length += (size_t)got;
    }
    file->readable = true;
    return fd;
}
