/* SPDX-License-Identifier: MIT */
/* The decision, on real files in a directory of its own. ROUTER_ROOT is that directory's "x86_64". */
#include "check.h"
#include "decide.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_refusals(void)
{
    mkdir("directory", 0755);
    mkfifo("fifo", 0755);
    write_file("plain", "text", 4, 0644);
    symlink("loop-b", "loop-a");
    symlink("loop-a", "loop-b");
    symlink("nowhere", "dangling");
    check_refusal("", ENOENT);
    check_refusal("missing", ENOENT);
    check_refusal("dangling", ENOENT);
    check_refusal("plain/below", ENOTDIR);
    check_refusal("plain", EACCES);
    check_refusal("directory", EACCES);
    check_refusal("fifo", EACCES);
    check_refusal("/dev/null", EACCES);
    check_refusal("loop-a", ELOOP);
    decide_with(AT_FDCWD, "dangling", AT_SYMLINK_NOFOLLOW, NULL, NULL);
    CHECK(route.kind == ROUTE_REFUSE && route.error == ELOOP);
}

static void test_formats(void)
{
    write_file("empty", "", 0, 0755);
    write_file("text", "echo hello\n", 11, 0755);
    write_program("x86", EM_X86_64, NULL, 0);
    write_program("i386", EM_386, NULL, 0);
    write_program("arm", EM_AARCH64, NULL, 0);
    /* What the kernel knows best is handed to it, with its own errno. */
    const char *kernel[] = {"empty", "text", "x86", "i386"};
    for (size_t i = 0; i < sizeof kernel / sizeof *kernel; i++) {
        decide_path(kernel[i]);
        CHECK(route.kind == ROUTE_KERNEL);
    }
    char *const argv[] = {(char *)"zero", (char *)"one", (char *)"", NULL};
    decide_path("arm");
    CHECK(route.kind == ROUTE_EMULATE);
    CHECK_TEXT(composed(argv), "EMULATOR|-0|zero|--|arm|one|");
    CHECK_TEXT(composed(NULL), "EMULATOR|-0||--|arm");
}

static void test_program_interpreter(void)
{
    write_program("ld-arm", EM_AARCH64, NULL, 0);
    write_program("ld-x86", EM_X86_64, NULL, 0);
    write_program("with-ld", EM_AARCH64, "ld-arm", sizeof "ld-arm");
    write_program("ld-missing", EM_AARCH64, "no-ld", sizeof "no-ld");
    write_program("ld-wrong", EM_AARCH64, "ld-x86", sizeof "ld-x86");
    write_program("ld-denied", EM_AARCH64, "plain", sizeof "plain");
    write_program("ld-short", EM_AARCH64, "text", sizeof "text");
    write_program("ld-unterminated", EM_AARCH64, "ld-arm", sizeof "ld-arm" - 1);
    write_program("ld-empty", EM_AARCH64, "", 1);
    write_program("ld-huge", EM_AARCH64, "ld-arm", PATH_MAX + 1);
    decide_path("with-ld");
    CHECK(route.kind == ROUTE_EMULATE);
    check_refusal("ld-missing", ENOENT);
    check_refusal("ld-wrong", ELIBBAD);
    check_refusal("ld-denied", EACCES);
    check_refusal("ld-short", EIO);
    check_refusal("ld-unterminated", ENOEXEC);
    check_refusal("ld-empty", ENOEXEC);
    check_refusal("ld-huge", ENOEXEC);
}

static void test_scripts(void)
{
    char *const argv[] = {(char *)"ignored", (char *)"last", NULL};
    write_script("s1", "#!arm first\n");
    write_script("s2", "#! s1 second\n");
    write_script("native-script", "#!x86 -e\n");
    write_script("no-interpreter", "#!missing\n");
    write_script("denied-interpreter", "#!plain\n");
    decide_path("s1");
    CHECK(route.kind == ROUTE_EMULATE);
    CHECK_TEXT(composed(argv), "EMULATOR|-0|arm|--|arm|first|s1|last");
    decide_path("s2");
    CHECK_TEXT(composed(argv), "EMULATOR|-0|arm|--|arm|first|s1|second|s2|last");
    CHECK_TEXT(composed(NULL), "EMULATOR|-0|arm|--|arm|first|s1|second|s2");
    decide_path("native-script");
    CHECK(route.kind == ROUTE_KERNEL);
    check_refusal("no-interpreter", ENOENT);
    check_refusal("denied-interpreter", EACCES);
    write_script("empty-interpreter", "#!");
    check_refusal("empty-interpreter", EACCES);
    write_script("self", "#!self\n");
    check_refusal("self", ELOOP);
}

/* Who asks for AT_EXECFN gets the script's name, which is among the arguments. */
static void test_names(void)
{
    char argv0[ROUTE_STATE_SIZE + 16] = "EMULATOR";
    decide_path("arm");
    CHECK(route_name_index(&route) == 0);
    route_state(&route, argv0, sizeof argv0);
    CHECK_TEXT(argv0, "EMULATOR");
    decide_path("s1");
    CHECK(route_name_index(&route) == 2);
    decide_path("s2");
    CHECK(route_name_index(&route) == 4);
    route_state(&route, argv0, sizeof argv0);
    CHECK_TEXT(argv0, "EMULATOR;name=4");
}

static void test_writers(void)
{
    int writer = open("arm", O_WRONLY | O_CLOEXEC);
    check_refusal("arm", ETXTBSY);
    check_refusal("s1", ETXTBSY);
    close(writer);
    decide_path("arm");
    CHECK(route.kind == ROUTE_EMULATE);
}

static void test_depth(void)
{
    char name[16];
    char text[40];
    write_script("d0", "#!arm\n");
    for (int i = 1; i <= ROUTER_DEPTH; i++) {
        snprintf(name, sizeof name, "d%d", i);
        snprintf(text, sizeof text, "#!d%d a%d\n", i - 1, i);
        write_script(name, text);
    }
    decide_path("d4");
    CHECK(route.kind == ROUTE_EMULATE);
    CHECK_TEXT(composed(NULL), "EMULATOR|-0|arm|--|arm|d0|a1|d1|a2|d2|a3|d3|a4|d4");
    check_refusal("d5", ELOOP);
    write_script("d0", "#!missing\n");
    check_refusal("d5", ENOENT);
    write_script("d0", "#!plain\n");
    check_refusal("d5", EACCES);
}

static void test_descriptors(void)
{
    char expected[64];
    int directory = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int program = open("arm", O_PATH | O_CLOEXEC);
    int script = open("s1", O_RDONLY | O_CLOEXEC);
    int open_script = open("s1", O_RDONLY);
    decide_with(directory, "arm", 0, NULL, NULL);
    CHECK(route.kind == ROUTE_EMULATE && route.program_fd >= 0);
    snprintf(expected, sizeof expected, "/dev/fd/%d/arm", directory);
    CHECK_TEXT(route.program, expected);
    CHECK((fcntl(route.program_fd, F_GETFD) & FD_CLOEXEC) != 0);
    route_pass_program(&route);
    CHECK((fcntl(route.program_fd, F_GETFD) & FD_CLOEXEC) == 0);
    decide_with(program, "", AT_EMPTY_PATH, NULL, NULL);
    CHECK(route.kind == ROUTE_EMULATE && route.program_fd >= 0 && route.unnamed);
    decide_with(script, "", AT_EMPTY_PATH, NULL, NULL);
    CHECK(route.kind == ROUTE_REFUSE && route.error == ENOENT);
    decide_with(open_script, "", AT_EMPTY_PATH, NULL, NULL);
    snprintf(expected, sizeof expected, "EMULATOR|-0|arm|--|arm|first|/dev/fd/%d", open_script);
    CHECK(route.kind == ROUTE_EMULATE);
    CHECK_TEXT(composed(NULL), expected);
    decide_with(-1, "", AT_EMPTY_PATH, NULL, NULL);
    CHECK(route.kind == ROUTE_REFUSE && route.error == EBADF);
    close(directory);
    close(program);
    close(script);
    close(open_script);
}

/* The kernel needs no descriptor to execute a file; the soft limit is raised to look at it, the hard one is not. */
static void test_full_table(void)
{
    const struct rlimit few = {.rlim_cur = 32, .rlim_max = 64};
    const struct rlimit no_more = {.rlim_cur = 32, .rlim_max = 32};
    struct rlimit limit;
    int fd;
    CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
    do {
        fd = dup(0);
    } while (fd >= 0);
    decide_path("with-ld");
    CHECK(route.kind == ROUTE_EMULATE);
    decide_path("s1");
    CHECK(route.kind == ROUTE_EMULATE);
    decide_path("x86");
    CHECK(route.kind == ROUTE_KERNEL);
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 32 && limit.rlim_max == 64);
    check_refusal("missing", ENOENT);
    CHECK(setrlimit(RLIMIT_NOFILE, &no_more) == 0);
    check_refusal("with-ld", EMFILE);
    closefrom(3);
}

int main(int argc, char **argv)
{
    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: router_test EMPTY-DIRECTORY\n", stderr);
        return 2;
    }
    test_refusals();
    test_formats();
    test_program_interpreter();
    test_scripts();
    test_names();
    test_writers();
    test_depth();
    test_descriptors();
    test_full_table();
    return report("router_test");
}
