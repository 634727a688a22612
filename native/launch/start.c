/* SPDX-License-Identifier: MIT */
#include "start.h"

#include "preload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void try(const char *path, char **argv)
{
    struct route_request request = {.dirfd = AT_FDCWD, .path = path, .argv = argv, .envp = environ};
    start_route(&request);
}

_Noreturn void start(const char *our_name, const char *program, char **argv)
{
    char candidate[PATH_MAX + NAME_MAX + 2];
    int error = ENOENT;
    if (strchr(program, '/') != NULL) {
        try(program, argv);
        error = errno;
    } else {
        const char *path = search_path();
        while (*program != '\0' && next_candidate(&path, program, candidate, sizeof candidate) != NULL) {
            try(candidate, argv);
            error = errno == ENOENT || errno == ENOTDIR ? error : errno;
        }
    }
    fprintf(stderr, "%s: %s: %s\n", our_name, program, error == ENOENT ? "not found" : strerror(error));
    exit(error == ENOENT ? 127 : 126);
}
