/* SPDX-License-Identifier: MIT */
/* A guest's programs and stand-ins for them: ROUTER_ROOT, ROUTER_PROGRAMS … lie in a directory of the test's own. */
#ifndef ARM64_ON_X86_SHADOW_TREE_H
#define ARM64_ON_X86_SHADOW_TREE_H

#include "decide.h"

#define SHADOW(tree, name) ROUTER_NATIVE tree ROUTER_PROGRAMS "/" name
#define PROGRAM(name) ROUTER_PROGRAMS "/" name

static void make_directory(const char *path)
{
    char part[PATH_MAX];
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        mkdir(part, 0755);
    }
    mkdir(path, 0755);
}

static void write_guest(const char *path)
{
    write_program(path, EM_AARCH64, NULL, 0);
}

static void decide_at(const char *level, const char *path)
{
    static char *envp[2];
    static char *const argv[] = {(char *)"zero", (char *)"x", NULL};
    envp[0] = (char *)level;
    decide_with(AT_FDCWD, path, 0, argv, envp);
}

static bool starts(const char *path, enum route_kind kind, const char *program)
{
    static char *const argv[] = {(char *)"zero", (char *)"x", NULL};
    decide_with(AT_FDCWD, path, 0, argv, NULL);
    return route.kind == kind && strcmp(route.program, program) == 0;
}

static void write_stand_in(const char *path)
{
    write_file(path, "x", 1, 0755);
}

/* Goes to the directory that is the test's only argument, and makes the trees. */
static bool enter_tree(int argc, char **argv)
{
    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: TEST EMPTY-DIRECTORY\n", stderr);
        return false;
    }
    make_directory(ROUTER_PROGRAMS);
    make_directory(ROUTER_NATIVE ROUTER_PROGRAMS);
    make_directory(ROUTER_NATIVE "/build" ROUTER_PROGRAMS);
    make_directory(ROUTER_NATIVE "/full" ROUTER_PROGRAMS);
    write_stand_in(SHADOW("", "gcc"));
    write_stand_in(SHADOW("/full", "tail"));
    write_guest(PROGRAM("gcc"));
    write_guest(PROGRAM("tail"));
    return true;
}

#endif
