/* SPDX-License-Identifier: MIT */
/* Coreutils in one program behind scripts: which of them its stand-in is started for. */
#include "decide.h"

#define COREUTILS ROUTER_PROGRAMS "/coreutils"
#define SHADOW ROUTER_NATIVE "/full" COREUTILS

static void make_directories(const char *path)
{
    char part[PATH_MAX];
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        mkdir(part, 0755);
    }
}

static enum route_kind kind_of(const char *line)
{
    write_script("script", line);
    decide_path("script");
    return route.kind;
}

int main(int argc, char **argv)
{
    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: single_test EMPTY-DIRECTORY\n", stderr);
        return 2;
    }
    make_directories(COREUTILS);
    make_directories(SHADOW);
    write_program(COREUTILS, EM_AARCH64, NULL, 0);
    write_file(SHADOW, "x", 1, 0755);
    decide_path(COREUTILS);
    CHECK(route.kind == ROUTE_NATIVE);
    CHECK(kind_of("#!" COREUTILS " --coreutils-prog-shebang=ls\n") == ROUTE_NATIVE);
    CHECK_TEXT(route.program, SHADOW);
    CHECK(kind_of("#!" COREUTILS " --coreutils-prog-shebang=chroot\n") == ROUTE_EMULATE);
    CHECK_TEXT(route.program, COREUTILS);
    CHECK(kind_of("#!" COREUTILS " --coreutils-prog-shebang=stdbuf\n") == ROUTE_EMULATE);
    CHECK(kind_of("#!" COREUTILS " --coreutils-prog-shebang=chrootx\n") == ROUTE_NATIVE);
    CHECK(kind_of("#!" COREUTILS "\n") == ROUTE_NATIVE);
    return report("single_test");
}
