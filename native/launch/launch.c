/* SPDX-License-Identifier: MIT */
/*
 * launch PROGRAM [ARGUMENT …]: starts any program of the image, guest or native. It is the image's entrypoint,
 * since a container runtime hands programs to the kernel, which refuses aarch64 ones.
 *
 * A link to it under /x86_64/enter/NAME starts the program NAME: that directory is first in the image's PATH,
 * so that `docker exec IMAGE NAME` finds something that the kernel accepts. It is taken off PATH here, so that
 * nothing inside ever meets it.
 */
#include "router.h"
#include "start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#define ENTER ROUTER_ROOT "/enter"

/* Removes every element that is ENTER from PATH. */
static void leave_enter(void)
{
    char *path = getenv("PATH");
    if (path == NULL) {
        return;
    }
    char *left = malloc(strlen(path) + 1);
    if (left == NULL) {
        return;
    }
    char *end = left;
    bool first = true;
    for (const char *at = path; at != NULL;) {
        size_t length = strcspn(at, ":");
        if (length != sizeof ENTER - 1 || strncmp(at, ENTER, length) != 0) {
            /* An empty element is the working directory (execvp(3)), also where it is the first. */
            if (!first) {
                *end++ = ':';
            }
            first = false;
            memcpy(end, at, length);
            end += length;
        }
        at = at[length] == ':' ? at + length + 1 : NULL;
    }
    *end = '\0';
    setenv("PATH", left, 1);
    free(left);
}

int main(int argc, char **argv)
{
    static const char enter[] = ENTER "/";
    const char *started_as = (const char *)getauxval(AT_EXECFN);
    leave_enter();
    if (started_as != NULL && strncmp(started_as, enter, sizeof enter - 1) == 0) {
        start("launch", started_as + sizeof enter - 1, argv);
    }
    if (argc < 2) {
        fputs("usage: launch PROGRAM [ARGUMENT ...]\n"
              "Starts an aarch64 program, a script or an x86-64 program of this image.\n",
              stderr);
        return 2;
    }
    start("launch", argv[1], argv + 1);
}
