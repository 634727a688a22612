/* SPDX-License-Identifier: MIT */
#include "plugin.h"

#include "router.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_aarch64(const char *file)
{
    char head[ROUTER_HEAD_SIZE];
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, head, sizeof head) : -1;
    if (fd >= 0) {
        close(fd);
    }
    return length > 0 && format_of(head, (size_t)length) == FORMAT_AARCH64;
}

/* What follows the prefix; NULL where the word begins otherwise. */
static const char *after(const char *word, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(word, prefix, length) == 0 ? word + length : NULL;
}

bool is_annobin(const char *word)
{
    static const char *const prefixes[] = {"-fplugin=", "-fplugin-arg-"};
    const char *specs = after(word, "-specs=");
    if (specs != NULL) {
        return strstr(basename(specs), "annobin") != NULL;
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        const char *name = after(word, prefixes[i]);
        if (name != NULL && (after(name, "annobin") != NULL || after(name, "gcc-annobin") != NULL)) {
            return true;
        }
    }
    return false;
}

/*
 * ld(1): -plugin FILE; ar(1), nm(1), ranlib(1): --plugin FILE; each with one dash or two, and with = or without. GCC
 * manual: -fplugin=FILE, or -fplugin=NAME for one in gcc's own directory.
 */
static bool is_foreign_plugin(const char *word, const char *next)
{
    const char *compilers = after(word, "-fplugin=");
    if (compilers != NULL) {
        return !is_annobin(word) && (strchr(compilers, '/') == NULL || is_aarch64(compilers));
    }
    const char *option = *word == '-' ? word + 1 : "";
    option += *option == '-';
    const char *file = after(option, "plugin=");
    file = file == NULL && strcmp(option, "plugin") == 0 ? next : file;
    return file != NULL && is_aarch64(file);
}

/* In a response file (@FILE), in which gcc hands on what it was itself given in one. */
static bool is_in_file(const char *path)
{
    static char words[2][PATH_MAX];
    struct stat status;
    /* A pipe can be read only once, which is for the program to do. */
    FILE *file = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? fopen(path, "re") : NULL;
    bool found = false;
    int i = 0;
    if (file == NULL) {
        return false;
    }
    words[!i][0] = '\0';
    for (; !found && fscanf(file, "%4095s", words[i]) == 1; i = !i) {
        found = is_foreign_plugin(words[!i], words[i]);
    }
    fclose(file);
    return found || is_foreign_plugin(words[!i], NULL);
}

bool has_foreign_plugin(char **argv)
{
    for (; *argv != NULL; argv++) {
        if (**argv == '@' ? is_in_file(*argv + 1) : is_foreign_plugin(*argv, argv[1])) {
            return true;
        }
    }
    return false;
}
