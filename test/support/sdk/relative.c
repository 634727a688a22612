/* SPDX-License-Identifier: MIT */
/*
 * Stands before each program of the packaged cross compiler in a tarball that tests make: the packages' programs look
 * for their parts and libraries below /usr, those of a published toolchain seen from where they lie.
 * TOP/bin/NAME starts TOP/libexec/gcc/real/NAME. With POISONED the linker is as Buildroot's patch
 * (package/binutils/VERSION/…poison-system-directories.patch) makes it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef POISONED
#define OPTION "--no-poison-system-directories"

/* Takes the option out, and warns of directories that are named before it, as the patch's ldfile.c does. */
static void suspect_directories(char **argv)
{
    int suspicious = 1;
    char **kept = argv;

    for (; *argv != NULL; argv++) {
        const char *directory = strncmp(*argv, "-L", 2) == 0 ? *argv + 2 : "";

        if (strcmp(*argv, OPTION) == 0) {
            suspicious = 0;
            continue;
        }
        if (suspicious && (strncmp(directory, "/lib", 4) == 0 || strncmp(directory, "/usr/lib", 8) == 0)) {
            fprintf(stderr, "ld: warning: library search path \"%s\" is unsafe for cross-compilation\n", directory);
        }
        *kept++ = *argv;
    }
    *kept = NULL;
}
#endif

int main(int argc, char **argv)
{
    static char self[4096], real[5120], parts[5120], libraries[5120];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    char *slash, *name;

    if (length < 0 || (slash = strrchr(self, '/')) == NULL) {
        return 127;
    }
    name = slash + 1;
    *slash = '\0';
    if (strlen(name) > strlen(".br_real") && strcmp(name + strlen(name) - strlen(".br_real"), ".br_real") == 0) {
        name[strlen(name) - strlen(".br_real")] = '\0';
    }
    /* The packages' sysroot is / already: say what a published toolchain would. */
    if (argc == 2 && strcmp(argv[1], "-print-sysroot") == 0) {
        return puts("/opt/toolchain/sysroot") < 0;
    }
#ifdef POISONED
    if (strcmp(name, "aarch64-linux-gnu-ld") == 0) {
        if (argc == 2 && strcmp(argv[1], "--help") == 0) {
            return puts("  " OPTION "  Do not warn for -L options using system directories") < 0;
        }
        suspect_directories(argv);
    }
#endif
    snprintf(real, sizeof real, "%s/../libexec/gcc/real/%s", self, name);
    snprintf(parts, sizeof parts, "%s/../lib/gcc/", self);
    snprintf(libraries, sizeof libraries, "%s/../lib", self);
    setenv("GCC_EXEC_PREFIX", parts, 1);
    setenv("LD_LIBRARY_PATH", libraries, 1);
    execv(real, argv);
    perror(real);
    return 127;
}
