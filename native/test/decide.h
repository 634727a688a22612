/* SPDX-License-Identifier: MIT */
/* Files for the router to decide about, and what it decides. */
#ifndef ARM64_ON_X86_DECIDE_H
#define ARM64_ON_X86_DECIDE_H

#include "check.h"
#include "router.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct route route = {.program_fd = -1};

static inline void write_file(const char *path, const void *bytes, size_t length, mode_t mode)
{
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (fd < 0 || write(fd, bytes, length) != (ssize_t)length || fchmod(fd, mode) != 0) {
        perror(path);
        exit(1);
    }
    close(fd);
}

static inline void write_script(const char *path, const char *text)
{
    write_file(path, text, strlen(text), 0755);
}

/* A program of one PT_INTERP segment (none when interpreter is NULL). */
static inline void write_program(const char *path, int machine, const char *interpreter, size_t interpreter_size)
{
    struct {
        Elf64_Ehdr header;
        Elf64_Phdr segment;
        char text[64];
    } file = {0};
    memcpy(file.header.e_ident, ELFMAG, SELFMAG);
    file.header.e_ident[EI_CLASS] = ELFCLASS64;
    file.header.e_ident[EI_DATA] = ELFDATA2LSB;
    file.header.e_type = ET_DYN;
    file.header.e_machine = (Elf64_Half)machine;
    file.header.e_phoff = sizeof file.header;
    file.header.e_phentsize = sizeof file.segment;
    file.header.e_phnum = 1;
    file.segment.p_type = interpreter != NULL ? PT_INTERP : PT_LOAD;
    file.segment.p_offset = sizeof file.header + sizeof file.segment;
    file.segment.p_filesz = interpreter_size;
    if (interpreter != NULL) {
        strcpy(file.text, interpreter);
    }
    write_file(path, &file, sizeof file, 0755);
}

static inline void decide_with(int dirfd, const char *path, int flags, char *const *argv, char *const *envp)
{
    static struct route_request request;
    static char name[ROUTE_NAME_SIZE];
    request = (struct route_request){
        .dirfd = dirfd, .path = path, .flags = flags, .argv = argv, .envp = envp, .name_room = name,
    };
    if (route.program_fd >= 0) {
        close(route.program_fd);
    }
    route_decide(&request, &route);
}

static inline void decide_path(const char *path)
{
    decide_with(AT_FDCWD, path, 0, NULL, NULL);
}

/* The composed argv as one text, words between "|". */
static inline const char *composed(char *const *argv)
{
    static char text[4096];
    struct route_request request = {.dirfd = AT_FDCWD, .path = "", .argv = argv};
    char **list = calloc(route_argv_size(&route, &request), sizeof *list);
    size_t used = 0;
    text[0] = '\0';
    route_argv(&route, &request, "EMULATOR", list);
    for (size_t i = 0; list[i] != NULL; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? "|" : "", list[i]);
    }
    free(list);
    return text;
}

static inline void check_refusal(const char *path, int error)
{
    decide_path(path);
    if (route.kind != ROUTE_REFUSE || route.error != error) {
        fprintf(stderr, "%s: kind %d, %s instead of %s\n", path, route.kind, strerror(route.error),
                strerror(error));
    }
    CHECK(route.kind == ROUTE_REFUSE && route.error == error);
}

#endif
