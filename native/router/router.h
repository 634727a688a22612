/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
/*
 * The exec router: how must a program be started inside an arm64 tree on an x86-64 kernel?
 *
 * One decision, used by the emulator's execve, by the preload library and by launch. It follows the kernel
 * to the errno: fs/exec.c, fs/binfmt_script.c, fs/binfmt_elf.c, execve(2), execveat(2). It allocates
 * nothing, so that it is safe in a vfork child; everything that it returns points into the request or into
 * the route itself.
 */
#ifndef ARM64_ON_X86_ROUTER_H
#define ARM64_ON_X86_ROUTER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef ROUTER_ROOT
#define ROUTER_ROOT "/x86_64"
#endif
#define ROUTER_EMULATOR ROUTER_ROOT "/bin/qemu-aarch64"
#define ROUTER_NATIVE ROUTER_ROOT "/native"
/* Where the guest has the programs that shadows stand for; the second is a link to the first where /usr is merged. */
#ifndef ROUTER_PROGRAMS
#define ROUTER_PROGRAMS "/usr/bin"
#define ROUTER_BIN "/bin"
/* Programs that nobody but apt starts, and it by this path (Dir::Bin::methods, apt.conf(5)). */
#define ROUTER_METHODS "/usr/lib/apt/methods"
#endif
/* How far shadows are used (native/router/shadow.h); read from the environment of the new program. */
#define ROUTER_SWITCH "ARM64_ON_X86_ACCELERATE"

/* BINPRM_BUF_SIZE, include/uapi/linux/binfmts.h. */
#define ROUTER_HEAD_SIZE 256
/* exec_binprm() in fs/exec.c gives ELOOP when a sixth interpreter would be started. */
#define ROUTER_DEPTH 5

/*
 * execveat(2) since Linux 6.14: is only asked whether the file may be executed, whatever its format. That is for the
 * kernel to answer.
 */
#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000
#endif

/* What a caller of execve or execveat asked for. path is never NULL; argv and envp may be. */
struct route_request {
    int dirfd;
    const char *path;
    int flags; /* AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW */
    char *const *argv;
    char *const *envp;
    char *name_room; /* ROUTE_NAME_SIZE bytes for the name of a file given by descriptor; else it may be NULL */
};
#define ROUTE_NAME_SIZE (PATH_MAX + 32)

enum route_kind {
    ROUTE_KERNEL,  /* hand the request to the kernel as it is: x86-64, or a format that it knows best */
    ROUTE_NATIVE,  /* start `program` (x86-64: a shadow, or reached through a script) with the composed argv */
    ROUTE_EMULATE, /* start the emulator on `program` */
    ROUTE_REFUSE,  /* fail with `error` */
};

struct route {
    enum route_kind kind;
    int error;           /* errno value, for ROUTE_REFUSE */
    const char *program; /* the file that is started in the end */
    int program_fd;      /* -1, or a descriptor, close-on-exec, of `program` that has no path; the caller closes it */
    bool unnamed;        /* the request named nothing but a descriptor (AT_EMPTY_PATH) */
    /* argv of the program is words[first_word..] followed by the request's argv from skip_args on. */
    const char *words[2 * (ROUTER_DEPTH + 1) + 1];
    int first_word;
    int skip_args;
    char heads[ROUTER_DEPTH + 1][ROUTER_HEAD_SIZE + 1];
    char shadow[sizeof ROUTER_NATIVE ROUTER_METHODS + 16 + NAME_MAX];
};

/* A parsed #! line; both point into the (changed) head. argument is NULL when there is none. */
struct script_line {
    const char *interpreter;
    const char *argument;
};

/*
 * Parses the first ROUTER_HEAD_SIZE bytes of a script in place, zero-filled behind the end of the file, and
 * with one more byte of room. False when there is no usable #! line (the kernel's ENOEXEC).
 * Source: load_script() in fs/binfmt_script.c.
 */
bool script_parse(char head[ROUTER_HEAD_SIZE + 1], struct script_line *line);

/* What the first bytes of a file are. */
enum file_format { FORMAT_AARCH64, FORMAT_SCRIPT, FORMAT_OTHER };
enum file_format format_of(const char *head, size_t length);

/*
 * Decides. The route is valid as long as the request's strings are. Leaves errno as it was. Refuses with EMFILE or the
 * like, which the kernel does not, where a file cannot be looked at.
 */
void route_decide(const struct route_request *request, struct route *route);

/* Before the exec of the emulator, in the process that does it: the descriptor of the program is to outlive that. */
void route_pass_program(const struct route *route);

/* The number of pointers that route_argv writes, the closing NULL included. */
size_t route_argv_size(const struct route *route, const struct route_request *request);

/*
 * Where in the argv of the program the name stands that the kernel calls the file by (bprm->filename in
 * fs/exec.c, seen as AT_EXECFN and, without its directory, as comm): a script's own. 0 when it is `program`.
 */
int route_name_index(const struct route *route);

/*
 * Writes the state of a route for the emulator, ";program=FD;name=INDEX", behind what the buffer holds already:
 * the emulator's path, the first part of its argv[0]. ROUTE_STATE_SIZE more bytes are enough.
 */
#define ROUTE_STATE_SIZE 64
void route_state(const struct route *route, char *argv0, size_t size);

/*
 * Writes the argv for ROUTE_NATIVE and ROUTE_EMULATE. `emulator` is argv[0] of the emulator: its path, which
 * may carry state for a successor behind it (native/emulator/hook.c).
 */
void route_argv(const struct route *route, const struct route_request *request, const char *emulator,
                char **argv);

#endif
