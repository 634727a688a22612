/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
/* The argument list that follows from a route, and the state that its emulator is given. */
#include "router.h"

#include <stdio.h>
#include <string.h>

static size_t count(char *const *list)
{
    size_t n = 0;
    while (list != NULL && list[n] != NULL) {
        n++;
    }
    return n;
}

size_t route_argv_size(const struct route *route, const struct route_request *request)
{
    size_t words = sizeof route->words / sizeof route->words[0] - (size_t)route->first_word;
    /* Emulator, "-0", argv[0], "--", the closing NULL, and the empty argv[0] where there is none. */
    return words + count(request->argv) + 6;
}

int route_name_index(const struct route *route)
{
    const int words = sizeof route->words / sizeof route->words[0];
    /* The first script's name was the first to be put in front of the arguments, so it stands last. */
    return route->first_word < words ? words - 1 - route->first_word : 0;
}

void route_state(const struct route *route, char *argv0, size_t size)
{
    size_t used = strlen(argv0);
    int name = route_name_index(route);
    if (route->program_fd >= 0) {
        used += (size_t)snprintf(argv0 + used, size - used, ";program=%d", route->program_fd);
    }
    if (name > 0) {
        used += (size_t)snprintf(argv0 + used, size - used, ";name=%d", name);
    }
    if (route->unnamed) {
        snprintf(argv0 + used, size - used, ";unnamed=1");
    }
}

void route_argv(const struct route *route, const struct route_request *request, const char *emulator,
                char **argv)
{
    const int words = sizeof route->words / sizeof route->words[0];
    char *const *rest = request->argv;
    int word = route->first_word;
    /* The kernel gives a program that is started without any argument an empty argv[0] (since Linux 5.18). */
    const char *argv0 = word < words ? route->words[word] : rest != NULL && *rest != NULL ? *rest : "";
    if (route->kind == ROUTE_EMULATE) {
        *argv++ = (char *)emulator;
        *argv++ = (char *)"-0";
        *argv++ = (char *)argv0;
        *argv++ = (char *)"--";
        *argv++ = (char *)route->program;
    } else {
        *argv++ = (char *)argv0;
    }
    for (word++; word < words; word++) {
        *argv++ = (char *)route->words[word];
    }
    if (rest != NULL && *rest != NULL) {
        for (rest++; *rest != NULL; rest++) {
            *argv++ = *rest;
        }
    }
    *argv = NULL;
}
