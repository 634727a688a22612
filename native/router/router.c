/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "router.h"

#include "program.h"
#include "shadow.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file as the router sees it: where it is looked up, and its first bytes. */
struct file {
    int dirfd;
    const char *path;
    int flags;
    char *head;
    size_t length;
    bool readable;
};

enum file_format format_of(const char *head, size_t length)
{
    if (length >= 2 && head[0] == '#' && head[1] == '!') {
        return FORMAT_SCRIPT;
    }
    if (length < sizeof(Elf64_Ehdr) || memcmp(head, ELFMAG, SELFMAG) != 0) {
        return FORMAT_OTHER;
    }
    Elf64_Ehdr header;
    memcpy(&header, head, sizeof header);
    bool aarch64 = header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB &&
                   header.e_machine == EM_AARCH64;
    return aarch64 ? FORMAT_AARCH64 : FORMAT_OTHER;
}

static bool by_descriptor(const struct file *file)
{
    return file->path[0] == '\0' && (file->flags & AT_EMPTY_PATH) != 0;
}

/* Opens for reading; a descriptor that is itself the file may be O_PATH, and is then opened through /proc. */
static int open_file(const struct file *file, int flags)
{
    char link[32];
    if (!by_descriptor(file)) {
        return openat(file->dirfd, file->path, O_RDONLY | O_NOCTTY | flags);
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", file->dirfd);
    int fd = open(link, O_RDONLY | O_NOCTTY | flags);
    return fd >= 0 ? fd : fcntl(file->dirfd, (flags & O_CLOEXEC) != 0 ? F_DUPFD_CLOEXEC : F_DUPFD, 0);
}

/* do_open_execat() and may_open() in fs/: a regular file that may be executed with the effective ids. */
static int check_permission(const struct file *file)
{
    struct stat status;
    int flags = file->flags & (AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW);
    if (fstatat(file->dirfd, file->path, &status, flags) != 0) {
        return errno;
    }
    if (S_ISLNK(status.st_mode)) {
        return ELOOP;
    }
    if (!S_ISREG(status.st_mode)) {
        return EACCES;
    }
    if (faccessat(file->dirfd, file->path, X_OK, AT_EACCESS | flags) == 0) {
        return 0;
    }
    /* Old kernels have no faccessat2 and glibc then refuses AT_EMPTY_PATH: the kernel's execve will check. */
    return errno == EINVAL && by_descriptor(file) ? 0 : errno;
}

/*
 * deny_write_access() in fs/exec.c: a file that is open for writing is not started. A read lease is only given on
 * a file that nobody has open for writing (fcntl(2), F_SETLEASE); where leases cannot be had, nothing is known.
 */
static int check_writers(int fd)
{
    /* Should somebody open the file in this moment, the signal is one that does nothing by itself. */
    fcntl(fd, F_SETSIG, SIGURG);
    if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0) {
        return errno == EAGAIN ? ETXTBSY : 0;
    }
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return 0;
}

/* Fills the head. The descriptor returned is -1 when the file may be executed but not read. */
static int read_head(struct file *file, char *head)
{
    memset(head, 0, ROUTER_HEAD_SIZE + 1);
    file->head = head;
    file->length = 0;
    file->readable = false;
    int fd = open_file(file, O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return -1;
    }
    while (file->length < ROUTER_HEAD_SIZE) {
        ssize_t got = pread(fd, head + file->length, ROUTER_HEAD_SIZE - file->length, (off_t)file->length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        file->length += (size_t)got;
    }
    file->readable = true;
    return fd;
}

/* With acceleration off, a path found in the shadow tree (through PATH) means the guest's own program. */
static const char *without_shadow(const char *path)
{
    static const char tree[] = ROUTER_NATIVE "/usr/";
    return strncmp(path, tree, sizeof tree - 1) == 0 ? path + sizeof ROUTER_NATIVE - 1 : path;
}

static void push_word(struct route *route, const char *word)
{
    route->words[--route->first_word] = word;
}

/* argv[0] becomes this word. */
static void name_program(struct route *route, const char *word)
{
    if (route->skip_args == 0) {
        route->skip_args = 1;
        push_word(route, word);
    } else {
        route->words[route->first_word] = word;
    }
}

/* bprm->filename: what the kernel calls a file that is given by descriptor (alloc_bprm() in fs/exec.c). */
static const char *name_of(const struct file *file, struct route *route)
{
    if (file->dirfd == AT_FDCWD || file->path[0] == '/') {
        return file->path;
    }
    snprintf(route->fd_path, sizeof route->fd_path, "/dev/fd/%d%s%s", file->dirfd,
             file->path[0] != '\0' ? "/" : "", file->path);
    return route->fd_path;
}

/* A script on a descriptor that exec closes could not be opened by its interpreter. */
static bool vanishes(const struct file *file)
{
    return file->dirfd != AT_FDCWD && file->path[0] != '/' &&
           (fcntl(file->dirfd, F_GETFD) & FD_CLOEXEC) != 0;
}

/* One #! line: its words go in front of what is there, and the interpreter becomes the next file. */
static int enter_script(struct file *file, struct route *route)
{
    struct script_line line;
    if (!script_parse(file->head, &line)) {
        return ENOEXEC;
    }
    if (vanishes(file)) {
        return ENOENT;
    }
    /* "#!" alone: the kernel opens the empty name, which is the working directory, and no directory runs. */
    if (line.interpreter[0] == '\0') {
        return EACCES;
    }
    /* In argv[0]'s place; below another script it is the interpreter's path, which stands there already. */
    name_program(route, name_of(file, route));
    if (line.argument != NULL) {
        push_word(route, line.argument);
    }
    push_word(route, line.interpreter);
    *file = (struct file){.dirfd = AT_FDCWD, .path = line.interpreter};
    return 0;
}

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
    route->program = name_of(file, route);
    if (needs_descriptor(file)) {
        route->program_fd = open_file(file, 0);
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

static void decide(const struct route_request *request, struct route *route)
{
    struct file file = {.dirfd = request->dirfd, .path = request->path, .flags = request->flags};
    enum shadow_level level = shadow_level(request->envp);
    bool as_requested = true;
    for (int depth = 0; depth <= ROUTER_DEPTH; depth++) {
        if (level == SHADOW_NONE && without_shadow(file.path) != file.path &&
            faccessat(file.dirfd, file.path, F_OK, 0) == 0) {
            /* A compiler finds its parts by argv[0] and PATH, which would lead it back to the shadow. */
            file.path = without_shadow(file.path);
            name_program(route, file.path);
            as_requested = false;
        }
        int error = check_permission(&file);
        if (error != 0) {
            refuse(route, error);
            return;
        }
        if (shadow_find(file.dirfd, file.path, level, route->shadow, sizeof route->shadow)) {
            file.path = route->shadow;
            start_natively(&file, false, route);
            return;
        }
        int fd = read_head(&file, route->heads[depth]);
        enum file_format format = file.readable ? format_of(file.head, file.length) : FORMAT_OTHER;
        if (format != FORMAT_OTHER) {
            error = check_writers(fd);
        }
        if (error != 0) {
            refuse(route, error);
        } else if (format == FORMAT_AARCH64) {
            emulate(&file, fd, route);
        } else if (format == FORMAT_OTHER) {
            start_natively(&file, as_requested, route);
        } else {
            error = enter_script(&file, route);
        }
        if (fd >= 0) {
            close(fd);
        }
        if (error != 0) {
            refuse(route, error);
        }
        if (format != FORMAT_SCRIPT || error != 0) {
            return;
        }
    }
    refuse(route, ELOOP);
}

void route_decide(const struct route_request *request, struct route *route)
{
    int saved = errno;
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
    errno = saved;
}

static size_t count(char *const *list)
{
    size_t n = 0;
    while (list != NULL && list[n] != NULL) {
        n++;
    }
    return n;
}

size_t route_argv_size(const struct route *route, const struct route_request *request)
{
    size_t words = sizeof route->words / sizeof route->words[0] - (size_t)route->first_word;
    /* Emulator, "-0", argv[0], "--", the closing NULL, and the empty argv[0] where there is none. */
    return words + count(request->argv) + 6;
}

int route_name_index(const struct route *route)
{
    const int words = sizeof route->words / sizeof route->words[0];
    /* The first script's name was the first to be put in front of the arguments, so it stands last. */
    return route->first_word < words ? words - 1 - route->first_word : 0;
}

void route_state(const struct route *route, char *argv0, size_t size)
{
    size_t used = strlen(argv0);
    int name = route_name_index(route);
    if (route->program_fd >= 0) {
        used += (size_t)snprintf(argv0 + used, size - used, ";program=%d", route->program_fd);
    }
    if (name > 0) {
        used += (size_t)snprintf(argv0 + used, size - used, ";name=%d", name);
    }
    if (route->unnamed) {
        snprintf(argv0 + used, size - used, ";unnamed=1");
    }
}

void route_argv(const struct route *route, const struct route_request *request, const char *emulator,
                char **argv)
{
    const int words = sizeof route->words / sizeof route->words[0];
    char *const *rest = request->argv;
    int word = route->first_word;
    /* The kernel gives a program that is started without any argument an empty argv[0] (since Linux 5.18). */
    const char *argv0 = word < words ? route->words[word] : rest != NULL && *rest != NULL ? *rest : "";
    if (route->kind == ROUTE_EMULATE) {
        *argv++ = (char *)emulator;
        *argv++ = (char *)"-0";
        *argv++ = (char *)argv0;
        *argv++ = (char *)"--";
        *argv++ = (char *)route->program;
    } else {
        *argv++ = (char *)argv0;
    }
    for (word++; word < words; word++) {
        *argv++ = (char *)route->words[word];
    }
    if (rest != NULL && *rest != NULL) {
        for (rest++; *rest != NULL; rest++) {
            *argv++ = *rest;
        }
    }
    *argv = NULL;
}
