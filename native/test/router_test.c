/* SPDX-License-Identifier: MIT */
/* The decision, on real files in a directory of its own. ROUTER_ROOT is that directory's "x86_64". */
#include "check.h"
#include "router.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct route route;

static void write_file(const char *path, const void *bytes, size_t length, mode_t mode)
{
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (fd < 0 || write(fd, bytes, length) != (ssize_t)length || fchmod(fd, mode) != 0) {
        perror(path);
        exit(1);
    }
    close(fd);
}

static void write_script(const char *path, const char *text)
{
    write_file(path, text, strlen(text), 0755);
}

/* A program of one PT_INTERP segment (none when interpreter is NULL). */
static void write_program(const char *path, int machine, const char *interpreter, size_t interpreter_size)
{
    struct {
        Elf64_Ehdr header;
        Elf64_Phdr segment;
        char text[64];
    } file = {0};
    memcpy(file.header.e_ident, ELFMAG, SELFMAG);
    file.header.e_ident[EI_CLASS] = ELFCLASS64;
    file.header.e_ident[EI_DATA] = ELFDATA2LSB;
    file.header.e_type = ET_DYN;
    file.header.e_machine = (Elf64_Half)machine;
    file.header.e_phoff = sizeof file.header;
    file.header.e_phentsize = sizeof file.segment;
    file.header.e_phnum = 1;
    file.segment.p_type = interpreter != NULL ? PT_INTERP : PT_LOAD;
    file.segment.p_offset = sizeof file.header + sizeof file.segment;
    file.segment.p_filesz = interpreter_size;
    if (interpreter != NULL) {
        strcpy(file.text, interpreter);
    }
    write_file(path, &file, sizeof file, 0755);
}

static void decide_with(int dirfd, const char *path, int flags, char *const *argv, char *const *envp)
{
    static struct route_request request;
    request = (struct route_request){.dirfd = dirfd, .path = path, .flags = flags, .argv = argv, .envp = envp};
    if (route.program_fd >= 0) {
        close(route.program_fd);
    }
    route_decide(&request, &route);
}

static void decide_path(const char *path)
{
    decide_with(AT_FDCWD, path, 0, NULL, NULL);
}

/* The composed argv as one text, words between "|". */
static const char *composed(char *const *argv)
{
    static char text[4096];
    struct route_request request = {.dirfd = AT_FDCWD, .path = "", .argv = argv};
    char **list = calloc(route_argv_size(&route, &request), sizeof *list);
    size_t used = 0;
    text[0] = '\0';
    route_argv(&route, &request, "EMULATOR", list);
    for (size_t i = 0; list[i] != NULL; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? "|" : "", list[i]);
    }
    free(list);
    return text;
}

static void check_refusal(const char *path, int error)
{
    decide_path(path);
    if (route.kind != ROUTE_REFUSE || route.error != error) {
        fprintf(stderr, "%s: kind %d, %s instead of %s\n", path, route.kind, strerror(route.error),
                strerror(error));
    }
    CHECK(route.kind == ROUTE_REFUSE && route.error == error);
}

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

static void test_shadows(void)
{
    char *const off[] = {(char *)ROUTER_SWITCH "=0", NULL};
    char *const on[] = {(char *)ROUTER_SWITCH "=1", NULL};
    char *const argv[] = {(char *)"env", (char *)"x", NULL};
    const char *shadow = ROUTER_NATIVE "/usr/bin/env";
    mkdir(ROUTER_ROOT, 0755);
    mkdir(ROUTER_NATIVE, 0755);
    mkdir(ROUTER_NATIVE "/usr", 0755);
    mkdir(ROUTER_NATIVE "/usr/bin", 0755);
    write_file(shadow, "x", 1, 0755);
    /* The machine's own /usr/bin/env stands for a guest program here. */
    decide_with(AT_FDCWD, "/usr/bin/env", 0, argv, on);
    CHECK(route.kind == ROUTE_NATIVE);
    CHECK_TEXT(route.program, shadow);
    CHECK_TEXT(composed(argv), "env|x");
    decide_with(AT_FDCWD, "/usr/bin/../bin/env", 0, argv, NULL);
    CHECK(route.kind == ROUTE_NATIVE);
    decide_with(AT_FDCWD, "/usr/bin/env", 0, argv, off);
    CHECK(route.kind == ROUTE_KERNEL);
    decide_with(AT_FDCWD, shadow, 0, argv, off);
    CHECK(route.kind == ROUTE_NATIVE);
    CHECK_TEXT(route.program, "/usr/bin/env");
    CHECK_TEXT(composed(argv), "/usr/bin/env|x");
    /* A search of PATH comes by here first: what is not in the tree is not there. */
    decide_with(AT_FDCWD, ROUTER_NATIVE "/usr/bin/true", 0, argv, off);
    CHECK(route.kind == ROUTE_REFUSE && route.error == ENOENT);
    write_script("by-env", "#!/usr/bin/env tool\n");
    decide_with(AT_FDCWD, "by-env", 0, argv, on);
    CHECK(route.kind == ROUTE_NATIVE);
    CHECK_TEXT(route.program, shadow);
    CHECK_TEXT(composed(argv), "/usr/bin/env|tool|by-env|x");
    write_script("env", "#!x86\n");
    decide_with(AT_FDCWD, "./env", 0, argv, on);
    CHECK(route.kind == ROUTE_KERNEL);
}

static void make_tree(const char *tree)
{
    char path[PATH_MAX];
    const char *const parts[] = {"", "/usr", "/usr/bin"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        snprintf(path, sizeof path, ROUTER_NATIVE "/%s%s", tree, parts[i]);
        mkdir(path, 0755);
    }
}

static void decide_at(const char *level, const char *path)
{
    char *const envp[] = {(char *)level, NULL};
    decide_with(AT_FDCWD, path, 0, NULL, envp);
}

/* Programs of every machine stand for the guest's: env (compiler's tree), true (build), tail (full). */
static void test_levels(void)
{
    const char *in_build = ROUTER_NATIVE "/build/usr/bin/true";
    const char *in_full = ROUTER_NATIVE "/full/usr/bin/tail";
    const char *absent = ROUTER_NATIVE "/full/usr/bin/no-such-program";
    const struct {
        const char *level;
        bool env, truth, tail;
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
    make_tree("build");
    make_tree("full");
    write_file(in_build, "x", 1, 0755);
    write_file(in_full, "x", 1, 0755);
    write_file(absent, "x", 1, 0755);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        decide_at(rows[i].level, "/usr/bin/env");
        CHECK(route.kind == (rows[i].env ? ROUTE_NATIVE : ROUTE_KERNEL));
        decide_at(rows[i].level, "/usr/bin/true");
        CHECK(route.kind == (rows[i].truth ? ROUTE_NATIVE : ROUTE_KERNEL));
        decide_at(rows[i].level, "/usr/bin/tail");
        CHECK(route.kind == (rows[i].tail ? ROUTE_NATIVE : ROUTE_KERNEL));
    }
    /* No shadow for what the guest does not have. */
    decide_path("/usr/bin/no-such-program");
    CHECK(route.kind == ROUTE_REFUSE && route.error == ENOENT);
}

/* Where a link leads decides, not its name; but the compiler goes by its place. */
static void test_shadows_of_links(void)
{
    const char *in_full = ROUTER_NATIVE "/full/usr/bin/tail";
    symlink("/usr/bin/tail", "alternative");
    symlink("alternative", "awk");
    symlink("/usr/bin/env", "gcc");
    symlink("/usr/bin/head", "tail");
    symlink("loop", "loop");
    decide_path("awk");
    CHECK(route.kind == ROUTE_NATIVE);
    CHECK_TEXT(route.program, in_full);
    int directory = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    decide_with(directory, "./awk", 0, NULL, NULL);
    CHECK(route.kind == ROUTE_NATIVE);
    close(directory);
    decide_path("gcc");
    CHECK(route.kind == ROUTE_KERNEL);
    decide_path("tail");
    CHECK(route.kind == ROUTE_KERNEL);
    decide_path("loop");
    CHECK(route.kind == ROUTE_REFUSE && route.error == ELOOP);
}

int main(int argc, char **argv)
{
    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: router_test EMPTY-DIRECTORY\n", stderr);
        return 2;
    }
    route.program_fd = -1;
    test_refusals();
    test_formats();
    test_program_interpreter();
    test_scripts();
    test_names();
    test_writers();
    test_depth();
    test_descriptors();
    test_shadows();
    test_levels();
    test_shadows_of_links();
    return report("router_test");
}
