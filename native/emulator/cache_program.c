/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which program this is, and what tells it from one that is built anew at the same path. */
#include "qemu/osdep.h"

#include "elf.h"
#include "qemu.h"

#include "cache.h"
#include "guest.h"

/* In whole seconds: a file that goes into an image's layer loses the rest. */
static uint64_t version_of(const struct stat *status)
{
    const uint64_t numbers[] = {(uint64_t)status->st_size, (uint64_t)status->st_mtim.tv_sec};
    return cache_hash(0, numbers, sizeof(numbers));
}

/* What linkers write: program headers and the loader's path in the first page. Others have no loader here. */
static void find_loader(int fd, char *loader, size_t size)
{
    char page[4096] = {0};
    Elf64_Ehdr header;
    Elf64_Phdr segment;
    const ssize_t length = pread(fd, page, sizeof(page), 0);
    memcpy(&header, page, sizeof(header));
    for (uint64_t i = 0; i < header.e_phnum && header.e_phoff < sizeof(page); i++) {
        const uint64_t at = header.e_phoff + i * sizeof(segment);
        if (at + sizeof(segment) > (uint64_t)MAX(length, 0)) {
            return;
        }
        memcpy(&segment, page + at, sizeof(segment));
        if (segment.p_type == PT_INTERP && segment.p_offset < sizeof(page) && segment.p_filesz < sizeof(page) &&
            segment.p_offset + segment.p_filesz < sizeof(page)) {
            snprintf(loader, size, "%.*s", (int)segment.p_filesz, page + segment.p_offset);
            return;
        }
    }
}

void cache_program_look(struct cache_program *program)
{
    struct stat status;
    int fd = self_hidden(HIDDEN_PROGRAM);
    *program = (struct cache_program){.path = exe_path()};
    if (fd < 0 || fstat(fd, &status) != 0) {
        return;
    }
    program->version = version_of(&status);
    find_loader(fd, program->loader, sizeof(program->loader));
    if (program->loader[0] != '\0' && stat(program->loader, &status) == 0) {
        /* What is kept of the loader, and of the C library that came with it, is as old as that. */
        program->loader_version = version_of(&status);
        program->version = cache_hash(program->version, &program->loader_version, sizeof(uint64_t));
    }
}
