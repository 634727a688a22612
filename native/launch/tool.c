/* SPDX-License-Identifier: MIT */
/*
 * The shadow of a compiler or binutils program: /x86_64/native/usr/bin/NAME is a link to this program, which
 * starts the native /x86_64/host/plain/NAME. A compiler finds its parts by argv[0], so that has to name the
 * real place; and what -march=native means is the configured core, not the x86-64 machine. Where the guest's linker is
 * given a plugin that is an aarch64 library, as by a guest's compiler of another version, it is started itself.
 */
#include "router.h"
#include "shadow.h"
#include "start.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLAIN ROUTER_ROOT "/host/plain/"

#define TEXT_OF(...) #__VA_ARGS__
#define TEXT(...) TEXT_OF(__VA_ARGS__)

static const char *translate(const char *argument)
{
    if (strcmp(argument, "-mcpu=native") == 0 || strcmp(argument, "-march=native") == 0) {
        return "-mcpu=" TEXT(ARM64_ON_X86_CPU);
    }
    return strcmp(argument, "-mtune=native") == 0 ? "-mtune=" TEXT(ARM64_ON_X86_CPU) : argument;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

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

/* ld(1): -plugin FILE; ar(1), nm(1), ranlib(1): --plugin FILE; each with one dash or two, and with = or without. */
static bool is_foreign_plugin(const char *word, const char *next)
{
    const char *option = *word == '-' ? word + 1 : "";
    option += *option == '-';
    return strncmp(option, "plugin=", 7) == 0 ? is_aarch64(option + 7)
                                              : strcmp(option, "plugin") == 0 && next != NULL && is_aarch64(next);
}

/* In a response file (@FILE), in which gcc hands on what it was itself given in one. */
static bool is_in_file(const char *path)
{
    static char words[2][PATH_MAX];
    struct stat status;
    /* A pipe can be read only once, which is for the program to do. */
    FILE *file = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? fopen(path, "re") : NULL;
    bool found = false;
    for (int i = 0; !found && file != NULL && fscanf(file, "%4095s", words[i]) == 1; i = !i) {
        found = is_foreign_plugin(words[!i], words[i]);
    }
    if (file != NULL) {
        fclose(file);
    }
    return found;
}

static bool has_foreign_plugin(char **argv)
{
    for (; *argv != NULL; argv++) {
        if (**argv == '@' ? is_in_file(*argv + 1) : is_foreign_plugin(*argv, argv[1])) {
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    static char native[PATH_MAX];
    static char guest[PATH_MAX];
    static char *nameless[] = {"", NULL};
    if (argc == 0) {
        argv = nameless; /* Linux before 5.18 lets argv be empty: no room for a name */
    }
    const char *started_as = (const char *)getauxval(AT_EXECFN);
    const char *name = last_part(started_as != NULL ? started_as : argv[0]);
    snprintf(guest, sizeof guest, "/usr/bin/%s", name);
    const bool foreign = has_foreign_plugin(argv) && access(guest, X_OK) == 0;
    if (foreign) {
        setenv(ROUTER_SWITCH, "0", true);
    }
    if (foreign || shadow_level(environ) == SHADOW_NONE) {
        argv[0] = guest;
        start("arm64-on-x86", guest, argv);
    }
    for (int i = 1; i < argc; i++) {
        argv[i] = (char *)translate(argv[i]);
    }
    /* What the guest preloads (fakeroot) is not for x86-64 programs: their loader would complain on stderr. */
    unsetenv("LD_PRELOAD");
    snprintf(native, sizeof native, PLAIN "%s", name);
    argv[0] = native;
    start("arm64-on-x86", native, argv);
}
