/* SPDX-License-Identifier: MIT */
/*
 * The shadow of a compiler or binutils program: /x86_64/native/usr/bin/NAME is a link to this program, which
 * starts the native /x86_64/host/plain/NAME. A compiler finds its parts by argv[0], so that has to name the
 * real place. What -march=native means, its specs file says (src/components/toolchain/specs.ts). Where the guest's program
 * is given a plugin that only it can load, as its linker is by a guest's compiler of another version, it is started
 * itself.
 */
#include "arguments.h"
#include "plugin.h"
#include "router.h"
#include "shadow.h"
#include "start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char native[PATH_MAX];
    static char guest[PATH_MAX];
    static char *nameless[] = {"", NULL};
    if (argc == 0) {
        argv = nameless; /* Linux before 5.18 lets argv be empty: no room for a name */
    }
    const char *started_as = (const char *)getauxval(AT_EXECFN);
    const char *name = basename(started_as != NULL ? started_as : argv[0]);
    snprintf(guest, sizeof guest, "/usr/bin/%s", name);
    const bool foreign = has_foreign_plugin(argv) && access(guest, X_OK) == 0;
    if (foreign) {
        setenv(ROUTER_SWITCH, "0", true);
    }
    if (foreign || shadow_level(environ) == SHADOW_NONE) {
        argv[0] = guest;
        start("arm64-on-x86", guest, argv);
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
