/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ELF_MIN_ALIGN in fs/binfmt_elf.c bounds the program headers by one page of 4 KiB … 64 KiB; aarch64's is used. */
#define PROGRAM_HEADERS_MAX 65536u

/* As open_exec(): a regular file with a usable execute bit. 0 and the first bytes, or an errno. */
static int open_interpreter(const char *path, Elf64_Ehdr *header)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return errno;
    }
    if (!S_ISREG(status.st_mode) || faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) != 0) {
        return EACCES;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        /* Executable but not readable: QEMU could not load it either. */
        return errno;
    }
    ssize_t got = pread(fd, header, sizeof *header, 0);
    close(fd);
    return got == (ssize_t)sizeof *header ? 0 : EIO;
}

static int check_interpreter(int fd, const Elf64_Phdr *segment)
{
    Elf64_Ehdr header;
    if (segment->p_filesz < 2 || segment->p_filesz > PATH_MAX) {
        return ENOEXEC;
    }
    size_t length = (size_t)segment->p_filesz;
    char path[length];
    if (pread(fd, path, length, (off_t)segment->p_offset) != (ssize_t)length) {
        return EIO;
    }
    if (path[length - 1] != '\0') {
        return ENOEXEC;
    }
    int error = open_interpreter(path, &header);
    if (error != 0) {
        return error;
    }
    return memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_machine == EM_AARCH64 ? 0 : ELIBBAD;
}

int program_check(int fd, const char *head)
{
    Elf64_Ehdr header;
    memcpy(&header, head, sizeof header);
    if ((header.e_type != ET_EXEC && header.e_type != ET_DYN) || header.e_phentsize != sizeof(Elf64_Phdr) ||
        header.e_phnum < 1 || header.e_phnum > PROGRAM_HEADERS_MAX / sizeof(Elf64_Phdr)) {
        return ENOEXEC;
    }
    for (unsigned i = 0; i < header.e_phnum; i++) {
        Elf64_Phdr segment;
        off_t offset = (off_t)(header.e_phoff + i * sizeof segment);
        if (offset < 0 || pread(fd, &segment, sizeof segment, offset) != (ssize_t)sizeof segment) {
            return ENOEXEC;
        }
        if (segment.p_type == PT_INTERP) {
            return check_interpreter(fd, &segment);
        }
    }
    return 0;
}
