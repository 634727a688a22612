/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "shadow.h"

#include "compiler.h"
#include "router.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* MAXSYMLINKS in include/linux/namei.h. */
#define LINKS_MAX 40
/* A path to a program that is written longer than this has no shadow: threads may have small stacks. */
#define PATH_SIZE 512

/* The value of the first variable of that name (with its "="), as getenv(3) finds it; NULL without one. */
static const char *variable(char *const *envp, const char *name)
{
    size_t length = strlen(name);
    for (; envp != NULL && *envp != NULL; envp++) {
        if (strncmp(*envp, name, length) == 0) {
            return *envp + length;
        }
    }
    return NULL;
}

bool shadow_level_named(const char *value, enum shadow_level *level)
{
    static const struct {
        const char *name;
        enum shadow_level level;
    } levels[] = {
        {"0", SHADOW_NONE},      {"none", SHADOW_NONE}, {"compiler", SHADOW_COMPILER},
        {"build", SHADOW_BUILD}, {"full", SHADOW_FULL}, {"", SHADOW_FULL},
    };
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(value, levels[i].name) == 0) {
            *level = levels[i].level;
            return true;
        }
    }
    return false;
}

enum shadow_level shadow_level(char *const *envp)
{
    enum shadow_level level = SHADOW_FULL;
    const char *value = variable(envp, ROUTER_SWITCH "=");
    if (value != NULL) {
        shadow_level_named(value, &level);
    }
    const char *preload = level > SHADOW_COMPILER ? variable(envp, "LD_PRELOAD=") : NULL;
    return preload != NULL && *preload != '\0' ? SHADOW_COMPILER : level;
}

static const char *name_in(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool exists_in(const char *directory, const char *tree, const char *name, char *shadow, size_t size)
{
    int length = snprintf(shadow, size, ROUTER_NATIVE "%s%s/%s", tree, directory, name);
    return *name != '\0' && length > 0 && (size_t)length < size && access(shadow, X_OK) == 0;
}

static bool exists(const char *tree, const char *name, char *shadow, size_t size)
{
    return exists_in(ROUTER_PROGRAMS, tree, name, shadow, size);
}

/* Whether a path is written as a directory, a slash, and a name; length is that up to the name. */
static bool written_in(const char *path, size_t length, const char *directory)
{
    return length == strlen(directory) + 1 && strncmp(path, directory, length - 1) == 0;
}

static bool is_directory(const struct stat *found, const char *directory)
{
    struct stat known;
    return stat(directory, &known) == 0 && found->st_dev == known.st_dev && found->st_ino == known.st_ino;
}

/* Whether the path's directory is ROUTER_PROGRAMS or ROUTER_BIN, by whatever spelling. */
static bool is_program(int dirfd, const char *path)
{
    char parent[PATH_SIZE];
    struct stat found;
    size_t length = (size_t)(name_in(path) - path);
    if (written_in(path, length, ROUTER_PROGRAMS) || written_in(path, length, ROUTER_BIN)) {
        return true; /* as nearly all are written */
    }
    if (length >= sizeof parent) {
        return false;
    }
    memcpy(parent, length == 0 ? "." : path, length == 0 ? 1 : length);
    parent[length == 0 ? 1 : length] = '\0';
    return fstatat(dirfd, parent, &found, 0) == 0 &&
           (is_directory(&found, ROUTER_PROGRAMS) || is_directory(&found, ROUTER_BIN));
}

/* Goes on from a path to what its last part links to, until that is no link. */
static bool follow(int *dirfd, char path[PATH_SIZE])
{
    char target[PATH_SIZE];
    for (int links = 0; links < LINKS_MAX; links++) {
        ssize_t length = readlinkat(*dirfd, path, target, sizeof target - 1);
        if (length < 0) {
            return true;
        }
        target[length] = '\0';
        size_t keep = *target == '/' ? 0 : (size_t)(name_in(path) - path);
        if (keep + (size_t)length >= PATH_SIZE) {
            return false;
        }
        memcpy(path + keep, target, (size_t)length + 1);
        if (*target == '/') {
            *dirfd = AT_FDCWD;
        }
    }
    return false;
}

/* The shadow of the name that was asked for, where that and the program's own name mean the same tool. */
static bool find_compiler(const char *asked, const char *name, char *shadow, size_t size)
{
    char asked_tool[NAME_MAX + 1];
    char tool[NAME_MAX + 1];
    compiler_tool(asked, asked_tool);
    compiler_tool(name, tool);
    if (strcmp(asked_tool, tool) == 0 && exists("", asked, shadow, size)) {
        return true;
    }
    /* Who asks for gcc-11 does not mean another gcc. */
    const char *version = compiler_version(asked);
    if (strcmp(asked_tool, tool) == 0 && version != NULL) {
        return exists("", version, shadow, size);
    }
    return exists("", name, shadow, size) || exists("", tool, shadow, size);
}

bool shadow_find(int dirfd, const char *path, enum shadow_level level, char *shadow, size_t size)
{
    char program[PATH_SIZE];
    size_t length = strlen(path);
    if (level == SHADOW_NONE || length >= sizeof program) {
        return false;
    }
    memcpy(program, path, length + 1);
    if (!follow(&dirfd, program)) {
        return false;
    }
    const char *name = name_in(program);
    if (written_in(program, (size_t)(name - program), ROUTER_METHODS)) {
        return level >= SHADOW_FULL && exists_in(ROUTER_METHODS, "/full", name, shadow, size);
    }
    /* The shell and its tools first: they are what is started most. */
    bool found = (level >= SHADOW_FULL && exists("/full", name, shadow, size)) ||
                 (level >= SHADOW_BUILD && exists("/build", name, shadow, size)) ||
                 find_compiler(name_in(path), name, shadow, size);
    return found && is_program(dirfd, program);
}
