/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

static void push_word(struct route *route, const char *word)
{
    route->words[--route->first_word] = word;
}

void name_program(struct route *route, const char *word)
{
    if (route->skip_args == 0) {
        route->skip_args = 1;
        push_word(route, word);
    } else {
        route->words[route->first_word] = word;
    }
}

const char *name_of(const struct file *file)
{
    if (file->dirfd == AT_FDCWD || file->path[0] == '/' || file->name_room == NULL) {
        return file->path;
    }
    snprintf(file->name_room, ROUTE_NAME_SIZE, "/dev/fd/%d%s%s", file->dirfd, file->path[0] != '\0' ? "/" : "",
             file->path);
    return file->name_room;
}

/* A script on a descriptor that exec closes could not be opened by its interpreter. */
static bool vanishes(const struct file *file)
{
    return file->dirfd != AT_FDCWD && file->path[0] != '/' &&
           (fcntl(file->dirfd, F_GETFD) & FD_CLOEXEC) != 0;
}

int enter_script(struct file *file, struct route *route)
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
    name_program(route, name_of(file));
    if (line.argument != NULL) {
        push_word(route, line.argument);
    }
    push_word(route, line.interpreter);
    *file = (struct file){.dirfd = AT_FDCWD, .path = line.interpreter};
    return 0;
}
