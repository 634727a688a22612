/* SPDX-License-Identifier: MIT */
/* When a stand-in is started: ROUTER_ROOT and ROUTER_PROGRAMS lie in a directory of the test's own. */
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

static void test_compilers(void)
{
    static char *const argv[] = {(char *)"zero", (char *)"x", NULL};
    decide_at(ROUTER_SWITCH "=1", PROGRAM("gcc"));
    CHECK(route.kind == ROUTE_NATIVE);
    CHECK_TEXT(route.program, SHADOW("", "gcc"));
    CHECK_TEXT(composed(argv), "zero|x");
    CHECK(starts(PROGRAM("../bin/gcc"), ROUTE_NATIVE, SHADOW("", "gcc")));
    decide_at(ROUTER_SWITCH "=0", PROGRAM("gcc"));
    CHECK(route.kind == ROUTE_EMULATE);
    write_script("by-gcc", "#!" PROGRAM("gcc") " tool\n");
    decide_at("A=", "by-gcc");
    CHECK(route.kind == ROUTE_NATIVE);
    CHECK_TEXT(composed(argv), PROGRAM("gcc") "|tool|by-gcc|x");
}

/* The tree that is in PATH stands before the guest's programs and must hide none. */
static void test_path(void)
{
    static char *const argv[] = {(char *)"zero", (char *)"x", NULL};
    decide_at(ROUTER_SWITCH "=0", SHADOW("", "gcc"));
    CHECK(route.kind == ROUTE_EMULATE);
    CHECK_TEXT(route.program, PROGRAM("gcc"));
    CHECK_TEXT(composed(argv), "EMULATOR|-0|" PROGRAM("gcc") "|--|" PROGRAM("gcc") "|x");
    CHECK(starts(SHADOW("", "gcc"), ROUTE_NATIVE, SHADOW("", "gcc")));
    CHECK_TEXT(composed(argv), "zero|x");
    /* Not the guest's: what the tree has is what is meant. */
    CHECK(starts(SHADOW("", "gfortran"), ROUTE_KERNEL, SHADOW("", "gfortran")));
    CHECK(starts(SHADOW("", "as"), ROUTE_EMULATE, PROGRAM("as")));
    CHECK(starts(SHADOW("", "ar"), ROUTE_NATIVE, "x86"));
    CHECK_TEXT(composed(argv), "x86|" PROGRAM("ar") "|x");
    check_refusal(SHADOW("", "missing"), ENOENT);
    /* Who looks for the guest's tail in PATH goes on, and finds it where it is. */
    check_refusal(SHADOW("", "tail"), ENOENT);
}

static void test_levels(void)
{
    const struct {
        const char *level;
        bool gcc, make, tail;
    } rows[] = {
        {"A=", true, true, true},
        {ROUTER_SWITCH "=full", true, true, true},
        {ROUTER_SWITCH "=build", true, true, false},
        {ROUTER_SWITCH "=compiler", true, false, false},
        {ROUTER_SWITCH "=0", false, false, false},
        /* What a guest's library is preloaded into has to be the guest's program. */
        {"LD_PRELOAD=libfakeroot.so", true, false, false},
        {"LD_PRELOAD=", true, true, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        decide_at(rows[i].level, PROGRAM("gcc"));
        CHECK(route.kind == (rows[i].gcc ? ROUTE_NATIVE : ROUTE_EMULATE));
        decide_at(rows[i].level, PROGRAM("make"));
        CHECK(route.kind == (rows[i].make ? ROUTE_NATIVE : ROUTE_EMULATE));
        decide_at(rows[i].level, PROGRAM("tail"));
        CHECK(route.kind == (rows[i].tail ? ROUTE_NATIVE : ROUTE_EMULATE));
    }
}

/* Of what lies in a program's place instead of it the answer is the same as without a shadow. */
static void test_replaced(void)
{
    CHECK(starts(PROGRAM("tail"), ROUTE_NATIVE, SHADOW("/full", "tail")));
    write_script(PROGRAM("tail"), "#!arm\n");
    CHECK(starts(PROGRAM("tail"), ROUTE_EMULATE, "arm"));
    write_program(PROGRAM("tail"), EM_X86_64, NULL, 0);
    CHECK(starts(PROGRAM("tail"), ROUTE_KERNEL, PROGRAM("tail")));
    write_file(PROGRAM("tail"), "text", 4, 0755);
    CHECK(starts(PROGRAM("tail"), ROUTE_KERNEL, PROGRAM("tail")));
    write_guest(PROGRAM("tail"));
    int writer = open(PROGRAM("tail"), O_WRONLY | O_CLOEXEC);
    check_refusal(PROGRAM("tail"), ETXTBSY);
    close(writer);
    chmod(PROGRAM("tail"), 0644);
    check_refusal(PROGRAM("tail"), EACCES);
    unlink(PROGRAM("tail"));
    check_refusal(PROGRAM("tail"), ENOENT);
    write_guest(PROGRAM("tail"));
}

/* Where a link leads decides, not its name. */
static void test_links(void)
{
    symlink(PROGRAM("tail"), "alternative");
    symlink("alternative", "awk");
    CHECK(starts("awk", ROUTE_NATIVE, SHADOW("/full", "tail")));
    int directory = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    decide_with(directory, "./awk", 0, NULL, NULL);
    CHECK(route.kind == ROUTE_NATIVE);
    close(directory);
    write_guest("tail");
    CHECK(starts("tail", ROUTE_EMULATE, "tail"));
    symlink("loop", "loop");
    check_refusal("loop", ELOOP);
}

/* A root filesystem in which /bin is a directory of its own. */
static void test_unmerged(void)
{
    make_directory(ROUTER_BIN);
    write_guest(ROUTER_BIN "/tail");
    CHECK(starts(ROUTER_BIN "/tail", ROUTE_NATIVE, SHADOW("/full", "tail")));
    CHECK(starts(ROUTER_BIN "/../bin/tail", ROUTE_NATIVE, SHADOW("/full", "tail")));
    symlink("tail", ROUTER_BIN "/sh");
    CHECK(starts(ROUTER_BIN "/sh", ROUTE_NATIVE, SHADOW("/full", "tail")));
    write_guest(ROUTER_BIN "/other");
    CHECK(starts(ROUTER_BIN "/other", ROUTE_EMULATE, ROUTER_BIN "/other"));
}

/* What apt starts has stand-ins in a directory of their own, whatever a program in PATH is called. */
static void test_methods(void)
{
    make_directory(ROUTER_METHODS);
    make_directory(ROUTER_NATIVE "/full" ROUTER_METHODS);
    write_guest(ROUTER_METHODS "/http");
    write_guest(ROUTER_METHODS "/tail");
    write_guest(PROGRAM("http"));
    write_file(ROUTER_NATIVE "/full" ROUTER_METHODS "/http", "x", 1, 0755);
    CHECK(starts(ROUTER_METHODS "/http", ROUTE_NATIVE, ROUTER_NATIVE "/full" ROUTER_METHODS "/http"));
    symlink("http", ROUTER_METHODS "/https");
    CHECK(starts(ROUTER_METHODS "/https", ROUTE_NATIVE, ROUTER_NATIVE "/full" ROUTER_METHODS "/http"));
    CHECK(starts(ROUTER_METHODS "/tail", ROUTE_EMULATE, ROUTER_METHODS "/tail"));
    CHECK(starts(PROGRAM("http"), ROUTE_EMULATE, PROGRAM("http")));
    decide_at(ROUTER_SWITCH "=build", ROUTER_METHODS "/http");
    CHECK(route.kind == ROUTE_EMULATE);
}

static void test_compiler_links(void)
{
    write_guest("clang");
    write_guest(PROGRAM("aarch64-linux-gnu-gcc-12"));
    write_guest(PROGRAM("ccache"));
    symlink("alternative-cc", PROGRAM("cc"));
    symlink("aarch64-linux-gnu-gcc-12", PROGRAM("alternative-cc"));
    write_file(SHADOW("", "cc"), "x", 1, 0755);
    /* The name that was asked for is kept where it means the same. */
    CHECK(starts(PROGRAM("cc"), ROUTE_NATIVE, SHADOW("", "cc")));
    CHECK(starts(SHADOW("", "cc"), ROUTE_NATIVE, SHADOW("", "cc")));
    symlink(PROGRAM("cc"), "compiler");
    CHECK(starts("compiler", ROUTE_NATIVE, SHADOW("", "gcc")));
    unlink(PROGRAM("alternative-cc"));
    char clang[PATH_MAX];
    symlink(realpath("clang", clang), PROGRAM("alternative-cc"));
    CHECK(starts(PROGRAM("cc"), ROUTE_EMULATE, PROGRAM("cc")));
    CHECK(starts(SHADOW("", "cc"), ROUTE_EMULATE, PROGRAM("cc")));
    symlink(PROGRAM("ccache"), "gcc");
    CHECK(starts("gcc", ROUTE_EMULATE, "gcc"));
}

int main(int argc, char **argv)
{
    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: shadow_test EMPTY-DIRECTORY\n", stderr);
        return 2;
    }
    make_directory(ROUTER_PROGRAMS);
    make_directory(ROUTER_NATIVE ROUTER_PROGRAMS);
    make_directory(ROUTER_NATIVE "/build" ROUTER_PROGRAMS);
    make_directory(ROUTER_NATIVE "/full" ROUTER_PROGRAMS);
    const char *const shadows[] = {SHADOW("", "gcc"),        SHADOW("", "gfortran"),  SHADOW("", "as"), SHADOW("", "ar"),
                                   SHADOW("/build", "make"), SHADOW("/full", "tail"), SHADOW("/full", "missing")};
    for (size_t i = 0; i < sizeof shadows / sizeof shadows[0]; i++) {
        write_file(shadows[i], "x", 1, 0755);
    }
    const char *const guests[] = {PROGRAM("gcc"), PROGRAM("make"), PROGRAM("tail"), "arm", "other-as"};
    for (size_t i = 0; i < sizeof guests / sizeof guests[0]; i++) {
        write_guest(guests[i]);
    }
    write_program("x86", EM_X86_64, NULL, 0);
    char other[PATH_MAX];
    symlink(realpath("other-as", other), PROGRAM("as"));
    write_script(PROGRAM("ar"), "#!x86\n");
    test_compilers();
    test_path();
    test_levels();
    test_replaced();
    test_links();
    test_compiler_links();
    test_unmerged();
    test_methods();
    check_refusal(PROGRAM("missing"), ENOENT);
    return report("shadow_test");
}
