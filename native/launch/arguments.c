/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include "compiler.h"
#include "plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What add_linker and add_shared_libraries add, and the closing NULL. */
#define ADDED 7

static size_t count(char **argv)
{
    size_t words = 0;
    while (argv[words] != NULL) {
        words++;
    }
    return words;
}

static size_t count_elements(const char *list)
{
    size_t elements = 0;
    for (; list != NULL; list = strchr(list, ':'), list = list != NULL ? list + 1 : NULL) {
        elements++;
    }
    return elements;
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? value : NULL;
}

static bool begins(const char *word, const char *prefix)
{
    return strncmp(word, prefix, strlen(prefix)) == 0;
}

/* Programs that link, and have done so with what the environment says. */
static bool is_driver(const char *name)
{
    char tool[NAME_MAX + 1];
    compiler_tool(name, tool);
    return strcmp(tool, "gcc") == 0 || strcmp(tool, "g++") == 0 || strcmp(tool, "gfortran") == 0;
}

/*
 * A cross gcc looks for `ld.lld` in its own directories, and in PATH only with its triplet in front (collect2.cc). A
 * linker of the guest's, which runs emulated, cannot load the native gcc's plugin: collect2 optimizes before it then.
 */
static char **add_linker(char **end, char **argv)
{
    static const char option[] = "-fuse-ld=";
    char native[PATH_MAX], guest[PATH_MAX];
    const char *linker = NULL;
    for (; *argv != NULL; argv++) {
        linker = begins(*argv, option) ? *argv + sizeof option - 1 : linker;
    }
    if (linker == NULL) {
        return end;
    }
    snprintf(native, sizeof native, TOOL_PLAIN "ld.%s", linker);
    snprintf(guest, sizeof guest, TOOL_LINKERS "/ld.%s", linker);
    if (access(native, X_OK) != 0 && access(guest, X_OK) == 0) {
        *end++ = (char *)"-B" TOOL_LINKERS;
        *end++ = (char *)"-fno-use-linker-plugin";
    }
    return end;
}

/* LIBRARY_PATH counts behind all -L, and an empty element is the working directory (GCC manual; gcc.cc). */
static char **add_directories(char **end, const char *list)
{
    while (list != NULL) {
        size_t length = strcspn(list, ":");
        if (asprintf(end, "-L%.*s", length > 0 ? (int)length : 1, length > 0 ? list : ".") < 0) {
            return NULL;
        }
        end++;
        list = list[length] == ':' ? list + length + 1 : NULL;
    }
    return end;
}

/*
 * What shared libraries need in turn a native ld looks for in LD_LIBRARY_PATH too (ld(1), -rpath-link). Said only where
 * there may be a shared library: gcc takes -Xlinker for something to link.
 */
static char **add_shared_libraries(char **end, char **argv, char *list)
{
    for (argv++; list != NULL && *argv != NULL; argv++) {
        if (begins(*argv, "-l") || **argv == '@' || strstr(*argv, ".so") != NULL) {
            char *const words[] = {(char *)"-Xlinker", (char *)"-rpath-link", (char *)"-Xlinker", list};
            memcpy(end, words, sizeof words);
            return end + sizeof words / sizeof words[0];
        }
    }
    return end;
}

/* Not with another root, in which these directories have no place. */
static bool has_sysroot(char **argv)
{
    while (*argv != NULL && !begins(*argv, "--sysroot")) {
        argv++;
    }
    return *argv != NULL;
}

char **native_arguments(const char *name, char **argv, char *program)
{
    const bool driver = is_driver(name);
    const bool libraries = driver && !has_sysroot(argv);
    const char *directories = libraries ? variable("LIBRARY_PATH") : NULL;
    char **words = calloc(count(argv) + count_elements(directories) + ADDED, sizeof *words);
    char **end = words;
    if (words == NULL) {
        return NULL;
    }
    *end++ = program;
    for (char **word = argv + 1; *word != NULL; word++) {
        if (!is_annobin(*word)) {
            *end++ = *word;
        }
    }
    if (driver) {
        end = add_linker(end, argv);
    }
    if (libraries) {
        end = add_shared_libraries(end, argv, (char *)variable("LD_LIBRARY_PATH"));
        end = add_directories(end, directories);
    }
    return end != NULL ? words : NULL;
}
