/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "router.h"

#include "file.h"
#include "program.h"
#include "shadow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* With acceleration off, a path found in the shadow tree (through PATH) means the guest's own program. */
static const char *without_shadow(const char *path)
{
    static const char tree[] = ROUTER_NATIVE "/usr/";
    return strncmp(path, tree, sizeof tree - 1) == 0 ? path + sizeof ROUTER_NATIVE - 1 : path;
}

static void push_word(struct route *route, const char *word)
{
    route->words[--route->first_word] = word;
}

/* argv[0] becomes this word. */
static void name_program(struct route *route, const char *word)
{
    if (route->skip_args == 0) {
        route->skip_args = 1;
        push_word(route, word);
    } else {
        route->words[route->first_word] = word;
    }
}

/* bprm->filename: what the kernel calls a file that is given by descriptor (alloc_bprm() in fs/exec.c). */
static const char *name_of(const struct file *file, struct route *route)
{
    if (file->dirfd == AT_FDCWD || file->path[0] == '/') {
        return file->path;
    }
    snprintf(route->fd_path, sizeof route->fd_path, "/dev/fd/%d%s%s", file->dirfd,
             file->path[0] != '\0' ? "/" : "", file->path);
    return route->fd_path;
}

/* A script on a descriptor that exec closes could not be opened by its interpreter. */
static bool vanishes(const struct file *file)
{
    return file->dirfd != AT_FDCWD && file->path[0] != '/' &&
           (fcntl(file->dirfd, F_GETFD) & FD_CLOEXEC) != 0;
}

/* One #! line: its words go in front of what is there, and the interpreter becomes the next file. */
static int enter_script(struct file *file, struct route *route)
{
    struct script_line line;
    if (!script_parse(file->head, &line)) {
        return ENOEXEC;
    }
    if (vanishes(file)) {
        return ENOENT;
    }
    /* "#!" alone: the kernel opens the empty name, which is the working directory, and no directory runs. */
    if (line.interpreter[0] == '\0') {
        return EACCES;
    }
    /* In argv[0]'s place; below another script it is the interpreter's path, which stands there already. */
    name_program(route, name_of(file, route));
    if (line.argument != NULL) {
        push_word(route, line.argument);
    }
    push_word(route, line.interpreter);
    *file = (struct file){.dirfd = AT_FDCWD, .path = line.interpreter};
    return 0;
}

static void refuse(struct route *route, int error)
{
    route->kind = ROUTE_REFUSE;
    route->error = error;
}

/* What the emulator could not open again after exec: no path, or a path through descriptors that exec closes. */
static bool needs_descriptor(const struct file *file)
{
    return (file->dirfd != AT_FDCWD && file->path[0] != '/') || strncmp(file->path, "/proc/", 6) == 0 ||
           strncmp(file->path, "/dev/fd/", 8) == 0;
}

static void emulate(const struct file *file, int fd, struct route *route)
{
    int error = program_check(fd, file->head);
    if (error != 0) {
        refuse(route, error);
        return;
    }
    route->kind = ROUTE_EMULATE;
    route->program = name_of(file, route);
    if (needs_descriptor(file)) {
        route->program_fd = file_open(file, 0);
        if (route->program_fd < 0) {
            refuse(route, errno);
        }
    }
}

static void start_natively(const struct file *file, bool as_requested, struct route *route)
{
    route->kind = as_requested ? ROUTE_KERNEL : ROUTE_NATIVE;
    route->program = file->path;
}

static void decide(const struct route_request *request, struct route *route)
{
    struct file file = {.dirfd = request->dirfd, .path = request->path, .flags = request->flags};
    enum shadow_level level = shadow_level(request->envp);
    bool as_requested = true;
    for (int depth = 0; depth <= ROUTER_DEPTH; depth++) {
        if (level == SHADOW_NONE && without_shadow(file.path) != file.path &&
            faccessat(file.dirfd, file.path, F_OK, 0) == 0) {
            /* A compiler finds its parts by argv[0] and PATH, which would lead it back to the shadow. */
            file.path = without_shadow(file.path);
            name_program(route, file.path);
            as_requested = false;
        }
        int error = file_check_permission(&file);
        if (error != 0) {
            refuse(route, error);
            return;
        }
        if (shadow_find(file.dirfd, file.path, level, route->shadow, sizeof route->shadow)) {
            file.path = route->shadow;
            start_natively(&file, false, route);
            return;
        }
        int fd = file_read_head(&file, route->heads[depth]);
        enum file_format format = file.readable ? format_of(file.head, file.length) : FORMAT_OTHER;
        if (format != FORMAT_OTHER) {
            error = file_check_writers(fd);
        }
        if (error != 0) {
            refuse(route, error);
        } else if (format == FORMAT_AARCH64) {
            emulate(&file, fd, route);
        } else if (format == FORMAT_OTHER) {
            start_natively(&file, as_requested, route);
        } else {
            error = enter_script(&file, route);
        }
        if (fd >= 0) {
            close(fd);
        }
        if (error != 0) {
            refuse(route, error);
        }
        if (format != FORMAT_SCRIPT || error != 0) {
            return;
        }
    }
    refuse(route, ELOOP);
}

void route_decide(const struct route_request *request, struct route *route)
{
    int saved = errno;
    route->kind = ROUTE_REFUSE;
    route->error = ENOENT;
    route->program = request->path;
    route->program_fd = -1;
    route->unnamed = request->path[0] == '\0';
    route->first_word = sizeof route->words / sizeof route->words[0];
    route->skip_args = 0;
    if (request->path[0] != '\0' || (request->flags & AT_EMPTY_PATH) != 0) {
        decide(request, route);
    }
    errno = saved;
}
