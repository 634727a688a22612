/* SPDX-License-Identifier: MIT */
/*
 * arm64-on-x86 explain PROGRAM: how a program would be started in this image, and why. Asks the exec router, as
 * everybody who starts a program does, and starts nothing. A name without a slash is looked up in PATH.
 */
#include "preload.h"
#include "shadow.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const level_names[] = {"0", "compiler", "build", "full"};

/* The tree that a shadow's path lies in: what level has it. */
static const char *level_of(const char *shadow)
{
    const char *tree = shadow + sizeof ROUTER_NATIVE;
    for (size_t i = SHADOW_BUILD; i <= SHADOW_FULL; i++) {
        size_t length = strlen(level_names[i]);
        if (strncmp(tree, level_names[i], length) == 0 && tree[length] == '/') {
            return level_names[i];
        }
    }
    return level_names[SHADOW_COMPILER];
}

static bool is_shadow(const char *path)
{
    return strncmp(path, ROUTER_NATIVE "/", sizeof ROUTER_NATIVE) == 0;
}

static void print_switch(void)
{
    const char *value = getenv(ROUTER_SWITCH);
    const char *preload = getenv("LD_PRELOAD");
    if (value != NULL) {
        printf("  " ROUTER_SWITCH "=%s in the environment\n", value);
    }
    if (preload != NULL && *preload != '\0') {
        printf("  LD_PRELOAD=%s in the environment: only the compiler runs natively\n", preload);
    }
}

/* A shadow that there is, and that the level does not allow. */
static void print_unused(const char *path)
{
    char shadow[PATH_MAX];
    if (shadow_find(AT_FDCWD, path, SHADOW_FULL, shadow, sizeof shadow)) {
        printf("  %s could stand in, at level %s\n", shadow, level_of(shadow));
        print_switch();
    }
}

static void print_words(const struct route *route)
{
    const int words = sizeof route->words / sizeof route->words[0];
    if (route->skip_args == 0) {
        return;
    }
    fputs("  arguments begin with:", stdout);
    for (int word = route->first_word; word < words; word++) {
        printf(" %s", route->words[word]);
    }
    putchar('\n');
}

/* Whether the file has a #! line, for which the interpreter is what is started. */
static bool through_script(const struct route *route)
{
    return route->skip_args != 0 && route->heads[0][0] == '#' && route->heads[0][1] == '!';
}

/* Whether it is what load_elf_binary() in fs/binfmt_elf.c of an x86-64 kernel takes. */
static bool is_x86_64(int fd)
{
    Elf64_Ehdr header;
    return read(fd, &header, sizeof header) == (ssize_t)sizeof header &&
           memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
           header.e_machine == EM_X86_64;
}

/* What the router does not emulate, and has left to the kernel where it is no shadow. */
static int print_native(const char *program)
{
    if (is_shadow(program)) {
        printf("runs natively\n  %s stands in, at level %s\n", program, level_of(program));
        return 0;
    }
    int fd = open(program, O_RDONLY | O_CLOEXEC);
    bool native = fd >= 0 && is_x86_64(fd);
    if (fd < 0) {
        printf("runs natively\n  %s is left to the kernel: it cannot be read\n", program);
    } else if (native) {
        printf("runs natively\n  %s is an x86-64 program\n", program);
    } else {
        printf("refused: %s\n  %s is no aarch64 or x86-64 program; only a handler of the host's could start it\n",
               strerror(ENOEXEC), program);
    }
    if (fd >= 0) {
        close(fd);
    }
    return fd < 0 || native ? 0 : 1;
}

static int print_route(const char *path)
{
    struct route route;
    struct route_request request = {.dirfd = AT_FDCWD, .path = path, .envp = environ};
    int status = 0;
    memset(route.heads, 0, sizeof route.heads);
    route_decide(&request, &route);
    printf("%s: ", path);
    if (route.kind == ROUTE_REFUSE) {
        printf("refused: %s\n", strerror(route.error));
        return 1;
    }
    if (through_script(&route)) {
        printf("a script; its interpreter ");
    }
    if (route.kind == ROUTE_EMULATE) {
        printf("runs emulated\n  %s is an aarch64 program, started by " ROUTER_EMULATOR "\n", route.program);
        print_unused(route.program);
    } else {
        status = print_native(route.program);
    }
    print_words(&route);
    if (route.program_fd >= 0) {
        close(route.program_fd);
    }
    return status;
}

static int explain(const char *program)
{
    char candidate[PATH_MAX + NAME_MAX + 2];
    if (strchr(program, '/') != NULL) {
        return print_route(program);
    }
    const char *path = search_path();
    while (*program != '\0' && next_candidate(&path, program, candidate, sizeof candidate) != NULL) {
        if (access(candidate, X_OK) == 0) {
            return print_route(candidate);
        }
    }
    printf("%s: not found in PATH\n", program);
    return 1;
}

static void print_unknown_level(void)
{
    enum shadow_level level;
    const char *value = getenv(ROUTER_SWITCH);
    if (value != NULL && !shadow_level_named(value, &level)) {
        printf(ROUTER_SWITCH "=%s is not 0, none, compiler, build or full: taken for full\n", value);
    }
}

int main(int argc, char **argv)
{
    int status = 0;
    if (argc < 3 || strcmp(argv[1], "explain") != 0) {
        fputs("usage: arm64-on-x86 explain PROGRAM ...\n"
              "Says how programs would be started in this image, and why.\n",
              stderr);
        return 2;
    }
    print_unknown_level();
    for (int i = 2; i < argc; i++) {
        status |= explain(argv[i]);
    }
    return status;
}
