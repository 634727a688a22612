/* SPDX-License-Identifier: MIT */
/* When a native compiler or binutils program is started. */
#include "shadow_tree.h"

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

static void test_compiler_links(void)
{
    write_guest("clang");
    write_guest(PROGRAM("aarch64-linux-gnu-gcc-12"));
    write_guest(PROGRAM("ccache"));
    symlink("alternative-cc", PROGRAM("cc"));
    symlink("aarch64-linux-gnu-gcc-12", PROGRAM("alternative-cc"));
    write_stand_in(SHADOW("", "cc"));
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

/* gcc-11 is not the native gcc-12, whatever gcc is; and which of them gcc means, the toolchain says. */
static void test_compiler_versions(void)
{
    write_guest(PROGRAM("aarch64-linux-gnu-gcc-11"));
    symlink("aarch64-linux-gnu-gcc-11", PROGRAM("gcc-11"));
    symlink("aarch64-linux-gnu-gcc-12", PROGRAM("gcc-12"));
    write_guest(PROGRAM("aarch64-redhat-linux-gcc-12"));
    CHECK(starts(PROGRAM("gcc-11"), ROUTE_EMULATE, PROGRAM("gcc-11")));
    CHECK(starts(PROGRAM("aarch64-linux-gnu-gcc-11"), ROUTE_EMULATE, PROGRAM("aarch64-linux-gnu-gcc-11")));
    CHECK(starts(PROGRAM("gcc-12"), ROUTE_EMULATE, PROGRAM("gcc-12")));
    write_stand_in(SHADOW("", "gcc-12"));
    CHECK(starts(PROGRAM("gcc-12"), ROUTE_NATIVE, SHADOW("", "gcc-12")));
    CHECK(starts(PROGRAM("aarch64-redhat-linux-gcc-12"), ROUTE_NATIVE, SHADOW("", "gcc-12")));
    CHECK(starts(PROGRAM("gcc-11"), ROUTE_EMULATE, PROGRAM("gcc-11")));
    unlink(PROGRAM("gcc"));
    symlink("gcc-11", PROGRAM("gcc"));
    CHECK(starts(PROGRAM("gcc"), ROUTE_NATIVE, SHADOW("", "gcc")));
}

int main(int argc, char **argv)
{
    if (!enter_tree(argc, argv)) {
        return 2;
    }
    const char *const stand_ins[] = {SHADOW("", "gfortran"), SHADOW("", "as"), SHADOW("", "ar")};
    for (size_t i = 0; i < sizeof stand_ins / sizeof stand_ins[0]; i++) {
        write_stand_in(stand_ins[i]);
    }
    write_guest("other-as");
    write_program("x86", EM_X86_64, NULL, 0);
    char other[PATH_MAX];
    symlink(realpath("other-as", other), PROGRAM("as"));
    write_script(PROGRAM("ar"), "#!x86\n");
    test_compilers();
    test_path();
    test_compiler_links();
    test_compiler_versions();
    return report("shadow_compiler_test");
}
