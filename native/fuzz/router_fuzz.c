/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as the beginning of a file, through the #! parser, the header check and the whole decision. */
#include "program.h"
#include "router.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

/* The words of a line are strings within the head, without the blanks around them. */
static void check_line(const uint8_t *data, size_t size)
{
    char head[ROUTER_HEAD_SIZE + 1] = {0};
    struct script_line line;
    memcpy(head, data, size < ROUTER_HEAD_SIZE ? size : ROUTER_HEAD_SIZE);
    if (!script_parse(head, &line)) {
        return;
    }
    require(line.interpreter >= head + 2 && line.interpreter + strlen(line.interpreter) < head + sizeof head);
    require(strpbrk(line.interpreter, " \t\n") == NULL);
    if (line.argument != NULL) {
        require(line.argument > line.interpreter && line.argument + strlen(line.argument) < head + sizeof head);
        require(strchr(line.argument, '\n') == NULL);
    }
}

/* The decision on a file of these bytes, and the argv that follows from it. */
static void check_decision(int fd)
{
    static struct route route;
    static char name[ROUTE_NAME_SIZE];
    char *const argv[] = {(char *)"zero", (char *)"one", NULL};
    struct route_request request = {.dirfd = fd, .path = "", .flags = AT_EMPTY_PATH, .argv = argv, .name_room = name};
    route_decide(&request, &route);
    if (route.kind == ROUTE_REFUSE) {
        require(route.error > 0);
    } else if (route.kind != ROUTE_KERNEL) {
        size_t count = route_argv_size(&route, &request);
        char **composed = calloc(count, sizeof *composed);
        char state[ROUTE_STATE_SIZE + 1] = "";
        require(composed != NULL);
        route_argv(&route, &request, "emulator", composed);
        route_state(&route, state, sizeof state);
        free(composed);
    }
    if (route.program_fd >= 0) {
        close(route.program_fd);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Scripts name interpreters; those in the working directory, which is empty, are not there. */
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("input", 0);
        require(fd >= 0 && fchmod(fd, 0755) == 0);
    }
    check_line(data, size);
    require(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
    check_decision(fd);
    return 0;
}
