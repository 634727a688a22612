/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "router.h"

#include "file.h"
#include "limit.h"
#include "program.h"
#include "shadow.h"
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/*
 * A path found in the shadow tree that is in PATH means the guest's own program where the guest has one, whatever that
 * is: the tree must hide nothing. Without a path there NULL.
 */
static const char *guest_program(const char *path)
{
    static const char tree[] = ROUTER_NATIVE ROUTER_PROGRAMS "/";
    if (strncmp(path, tree, sizeof tree - 1) != 0 || access(path, F_OK) != 0 ||
        access(path + sizeof ROUTER_NATIVE - 1, F_OK) != 0) {
        return NULL;
    }
    return path + sizeof ROUTER_NATIVE - 1;
}

/* What is known on the way from the file that was asked for to the one that is started. */
struct way {
    enum shadow_level level;
    bool as_requested; /* the file is still the one that the kernel would be asked for */
    bool renamed;      /* the guest's program in the place of a shadow that was found in PATH */
};

static void refuse(struct route *route, int error)
{
    route->kind = ROUTE_REFUSE;
    route->error = error;
}

/* What the emulator could not open again after exec: no path, or a path through descriptors that exec closes. */
static bool needs_descriptor(const struct file *file)
{
    return (file->dirfd != AT_FDCWD && file->path[0] != '/') || strncmp(file->path, "/proc/", 6) == 0 ||
           strncmp(file->path, "/dev/fd/", 8) == 0;
}

static void emulate(const struct file *file, int fd, struct route *route)
{
    int error = program_check(fd, file->head);
    if (error != 0) {
        refuse(route, error);
        return;
    }
    route->kind = ROUTE_EMULATE;
    route->program = name_of(file);
    if (needs_descriptor(file)) {
        route->program_fd = file_open(file, O_CLOEXEC);
        if (route->program_fd < 0) {
            refuse(route, errno);
        }
    }
}

static void start_natively(const struct file *file, bool as_requested, struct route *route)
{
    route->kind = as_requested ? ROUTE_KERNEL : ROUTE_NATIVE;
    route->program = file->path;
}

/*
 * Whether a script's line asks coreutils in one program (rpm's coreutils-single) for one of those that have to be the
 * guest's own, as src/components/natives/packages.json has it: what chroot starts cannot see ROUTER_ROOT, and stdbuf
 * preloads a library.
 */
static bool is_left_to_guest(const struct route *route)
{
    static const char option[] = "--coreutils-prog-shebang=";
    int argument = route->first_word + 1;
    if (argument >= (int)(sizeof route->words / sizeof route->words[0]) ||
        strncmp(route->words[argument], option, sizeof option - 1) != 0) {
        return false;
    }
    const char *name = route->words[argument] + sizeof option - 1;
    return strcmp(name, "chroot") == 0 || strcmp(name, "stdbuf") == 0;
}

/* Starts a file that is no script. A shadow stands for an aarch64 program only, not for what was put in its place. */
static void start_file(struct file *file, int fd, enum file_format format, struct way *way, struct route *route)
{
    if (format == FORMAT_AARCH64 && !is_left_to_guest(route) &&
        shadow_find(file->dirfd, file->path, way->level, route->shadow, sizeof route->shadow)) {
        file->path = route->shadow;
        start_natively(file, false, route);
        return;
    }
    if (way->renamed) {
        /* A compiler finds its parts by argv[0] and PATH, which would lead it back to the shadow. */
        name_program(route, file->path);
    }
    if (format == FORMAT_AARCH64) {
        emulate(file, fd, route);
    } else {
        start_natively(file, way->as_requested, route);
    }
}

/* Decides about one file of the way; true when it was a script and its interpreter is the next. */
static bool decide_file(struct file *file, char *head, struct way *way, struct route *route)
{
    const char *guest = guest_program(file->path);
    way->renamed = guest != NULL;
    if (way->renamed) {
        file->path = guest;
        way->as_requested = false;
    }
    int error = file_check_permission(file);
    if (error != 0) {
        refuse(route, error);
        return false;
    }
    int fd = file_read_head(file, head);
    if (fd < 0 && errno != EACCES && errno != EPERM) {
        refuse(route, errno);
        return false;
    }
    enum file_format format = file->readable ? format_of(file->head, file->length) : FORMAT_OTHER;
    error = format != FORMAT_OTHER ? file_check_writers(fd) : 0;
    if (error == 0 && format == FORMAT_SCRIPT) {
        error = enter_script(file, route);
    } else if (error == 0) {
        start_file(file, fd, format, way, route);
    }
    if (fd >= 0) {
        close(fd);
    }
    if (error != 0) {
        refuse(route, error);
    }
    return error == 0 && format == FORMAT_SCRIPT;
}

static void decide(const struct route_request *request, struct route *route)
{
    struct file file = {
        .dirfd = request->dirfd,
        .path = request->path,
        .flags = request->flags,
        .name_room = request->name_room,
    };
    struct way way = {.level = shadow_level(request->envp), .as_requested = true};
    for (int depth = 0; depth <= ROUTER_DEPTH; depth++) {
        if (!decide_file(&file, route->heads[depth], &way, route)) {
            return;
        }
    }
    /* The kernel opens the interpreter that is one too many before it refuses to start it. */
    int error = file_check_permission(&file);
    refuse(route, error != 0 ? error : ELOOP);
}

static void decide_afresh(const struct route_request *request, struct route *route)
{
    route->kind = ROUTE_REFUSE;
    route->error = ENOENT;
    route->program = request->path;
    route->program_fd = -1;
    route->unnamed = request->path[0] == '\0';
    route->first_word = sizeof route->words / sizeof route->words[0];
    route->skip_args = 0;
    if (request->path[0] != '\0' || (request->flags & AT_EMPTY_PATH) != 0) {
        decide(request, route);
    }
}

void route_decide(const struct route_request *request, struct route *route)
{
    int saved = errno;
    struct rlimit limit;
    decide_afresh(request, route);
    if (route->kind == ROUTE_REFUSE && route->error == EMFILE && limit_raise(&limit)) {
        decide_afresh(request, route);
        limit_restore(&limit);
    }
    errno = saved;
}

void route_pass_program(const struct route *route)
{
    if (route->program_fd >= 0) {
        fcntl(route->program_fd, F_SETFD, 0);
    }
}
