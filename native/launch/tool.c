/* SPDX-License-Identifier: MIT */
/*
 * The shadow of a compiler or binutils program: /x86_64/native/usr/bin/NAME is a link to this program, which
 * starts the native /x86_64/host/plain/NAME. A compiler finds its parts by argv[0], so that has to name the
 * real place. What -march=native means, its specs file says (src/components/toolchain/specs.ts). Where the guest's
 * program is given a plugin that only it can load, as its linker is by a guest's compiler of another version, it is
 * started itself.
 */
#include "arguments.h"
#include "plugin.h"
#include "preload.h"
#include "router.h"
#include "shadow.h"
#include "start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether it may be started, and is not this program again by another name. */
static bool is_other(const char *candidate, const struct stat *own)
{
    struct stat found;
    return access(candidate, X_OK) == 0 && stat(candidate, &found) == 0 && S_ISREG(found.st_mode) &&
           (found.st_dev != own->st_dev || found.st_ino != own->st_ino);
}

/*
 * The guest's own program: in /usr/bin, for which this one stands, or where the rest of PATH has it, which has to find
 * what it would find without us (/opt/rh/gcc-toolset-12/root/usr/bin).
 */
static bool find_guest(const char *name, const char *own_path, char *guest, size_t size)
{
    const char *path = search_path();
    struct stat own = {0};
    snprintf(guest, size, ROUTER_PROGRAMS "/%s", name);
    bool found = access(guest, X_OK) == 0;
    stat(own_path, &own);
    while (!found && next_candidate(&path, name, guest, size) != NULL) {
        found = is_other(guest, &own);
    }
    return found;
}

int main(int argc, char **argv)
{
    static char native[PATH_MAX];
    static char guest[PATH_MAX + NAME_MAX + 2];
    static char *nameless[] = {"", NULL};
    if (argc == 0) {
        argv = nameless; /* Linux before 5.18 lets argv be empty: no room for a name */
    }
    const char *started_as = (const char *)getauxval(AT_EXECFN);
    started_as = started_as != NULL ? started_as : argv[0];
    const char *name = basename(started_as);
    const bool off = shadow_level(environ) == SHADOW_NONE;
    if ((off || has_foreign_plugin(argv)) && find_guest(name, started_as, guest, sizeof guest)) {
        setenv(ROUTER_SWITCH, "0", !off);
        argv[0] = guest;
        start("arm64-on-x86", guest, argv);
    }
    if (off) {
        fprintf(stderr, "arm64-on-x86: %s: not found\n", name);
        return 127;
    }
    /* What the guest preloads (fakeroot) is not for x86-64 programs: their loader would complain on stderr. */
    unsetenv("LD_PRELOAD");
    snprintf(native, sizeof native, TOOL_PLAIN "%s", name);
    argv = native_arguments(name, argv, native);
    if (argv == NULL) {
        perror("arm64-on-x86");
        return 126;
    }
    start("arm64-on-x86", native, argv);
}
