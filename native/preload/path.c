/* SPDX-License-Identifier: MIT */
#include "preload.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *search_path(void)
{
    const char *path = getenv("PATH");
    /* confstr(_CS_PATH) in glibc; since glibc 2.24 without the working directory. */
    return path != NULL ? path : "/bin:/usr/bin";
}

int search_refuses(const char *name)
{
    if (*name == '\0') {
        return ENOENT;
    }
    return strnlen(name, NAME_MAX + 1) > NAME_MAX ? ENAMETOOLONG : 0;
}

size_t candidate_size(const char *path, const char *name)
{
    size_t longest = 0;
    while (*path != '\0') {
        size_t length = strcspn(path, ":");
        longest = length > longest && length < PATH_MAX ? length : longest;
        path += path[length] == ':' ? length + 1 : length;
    }
    return longest + strnlen(name, NAME_MAX + 1) + 2;
}

const char *next_candidate(const char **path, const char *name, char *buffer, size_t size)
{
    while (*path != NULL) {
        const char *element = *path;
        size_t length = strcspn(element, ":");
        *path = element[length] == ':' ? element + length + 1 : NULL;
        size_t slash = length > 0 ? 1 : 0;
        if (length + slash + strlen(name) + 1 > size) {
            continue;
        }
        memcpy(buffer, element, length);
        if (slash > 0) {
            buffer[length] = '/';
        }
        strcpy(buffer + length + slash, name);
        return buffer;
    }
    return NULL;
}

bool search_goes_on(int error, int *answer)
{
    *answer = *answer == EACCES ? EACCES : error;
    return error == EACCES || error == ENOENT || error == ESTALE || error == ENOTDIR || error == ENODEV ||
           error == ETIMEDOUT;
}
