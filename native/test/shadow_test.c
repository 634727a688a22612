/* SPDX-License-Identifier: MIT */
/* When a stand-in is started. */
#include "shadow_tree.h"

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
        {ROUTER_SWITCH "=none", false, false, false},
        {ROUTER_SWITCH "=", true, true, true},
        {ROUTER_SWITCH "=other", true, true, true},
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
    write_stand_in(ROUTER_NATIVE "/full" ROUTER_METHODS "/http");
    CHECK(starts(ROUTER_METHODS "/http", ROUTE_NATIVE, ROUTER_NATIVE "/full" ROUTER_METHODS "/http"));
    symlink("http", ROUTER_METHODS "/https");
    CHECK(starts(ROUTER_METHODS "/https", ROUTE_NATIVE, ROUTER_NATIVE "/full" ROUTER_METHODS "/http"));
    CHECK(starts(ROUTER_METHODS "/tail", ROUTE_EMULATE, ROUTER_METHODS "/tail"));
    CHECK(starts(PROGRAM("http"), ROUTE_EMULATE, PROGRAM("http")));
    decide_at(ROUTER_SWITCH "=build", ROUTER_METHODS "/http");
    CHECK(route.kind == ROUTE_EMULATE);
}

int main(int argc, char **argv)
{
    if (!enter_tree(argc, argv)) {
        return 2;
    }
    write_stand_in(SHADOW("/build", "make"));
    write_stand_in(SHADOW("/full", "missing"));
    write_guest(PROGRAM("make"));
    write_guest("arm");
    test_levels();
    test_replaced();
    test_links();
    test_unmerged();
    test_methods();
    check_refusal(PROGRAM("missing"), ENOENT);
    return report("shadow_test");
}
