/* SPDX-License-Identifier: MIT */
/* execve(2), execveat(2), exec(3): every door of the exec family, by the exec router. */
#include "preload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int execve(const char *path, char *const argv[], char *const envp[])
{
    struct route_request request = {.dirfd = AT_FDCWD, .path = path, .argv = argv, .envp = envp};
    return start_route(&request);
}

int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

int execveat(int dirfd, const char *path, char *const argv[], char *const envp[], int flags)
{
    char name[ROUTE_NAME_SIZE];
    struct route_request request = {dirfd, path, flags, argv, envp, name};
    if ((flags & AT_EXECVE_CHECK) != 0) {
        return (int)syscall(SYS_execveat, dirfd, path, argv, envp, flags);
    }
    if ((flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) != 0) {
        errno = EINVAL;
        return -1;
    }
    return start_route(&request);
}

int fexecve(int fd, char *const argv[], char *const envp[])
{
    if (fd < 0 || argv == NULL || envp == NULL) {
        errno = EINVAL;
        return -1;
    }
    return execveat(fd, "", argv, envp, AT_EMPTY_PATH);
}

/* A file that is no program and has no #! line is a script for the shell: execvp(3). */
static int exec_by_shell(const char *path, char *const argv[], char *const envp[])
{
    size_t count = 0;
    while (argv[count] != NULL) {
        count++;
    }
    const char *shell_argv[count + 3];
    shell_argv[0] = "/bin/sh";
    shell_argv[1] = path;
    for (size_t i = 1; i < count; i++) {
        shell_argv[i + 1] = argv[i];
    }
    shell_argv[count > 0 ? count + 1 : 2] = NULL;
    return execve("/bin/sh", (char *const *)shell_argv, envp);
}

static int exec_or_shell(const char *path, char *const argv[], char *const envp[])
{
    execve(path, argv, envp);
    return errno == ENOEXEC ? exec_by_shell(path, argv, envp) : -1;
}

int execvpe(const char *name, char *const argv[], char *const envp[])
{
    int answer = ENOENT;
    if (strchr(name, '/') != NULL) {
        return exec_or_shell(name, argv, envp);
    }
    int error = search_refuses(name);
    if (error != 0) {
        errno = error;
        return -1;
    }
    const char *path = search_path();
    char candidate[candidate_size(path, name)];
    while (next_candidate(&path, name, candidate, sizeof candidate) != NULL) {
        exec_or_shell(candidate, argv, envp);
        if (!search_goes_on(errno, &answer)) {
            return -1;
        }
    }
    errno = answer;
    return -1;
}

int execvp(const char *name, char *const argv[])
{
    return execvpe(name, argv, environ);
}

static size_t count_arguments(va_list list)
{
    size_t count = 1;
    while (va_arg(list, char *) != NULL) {
        count++;
    }
    return count;
}

/* Gathers the arguments of execl and its kin; sets `argv` in the caller's frame, `list` stands behind the NULL. */
#define GATHER(argv, first, list)                                                                                \
    va_start(list, first);                                                                                       \
    size_t gathered = (first) == NULL ? 0 : count_arguments(list);                                               \
    va_end(list);                                                                                                \
    char *argv[gathered + 1];                                                                                    \
    va_start(list, first);                                                                                       \
    argv[0] = (char *)(first);                                                                                   \
    for (size_t i = 1; i <= gathered; i++) {                                                                     \
        argv[i] = va_arg(list, char *);                                                                          \
    }

int execl(const char *path, const char *first, ...)
{
    va_list list;
    GATHER(argv, first, list)
    va_end(list);
    return execve(path, argv, environ);
}

int execlp(const char *name, const char *first, ...)
{
    va_list list;
    GATHER(argv, first, list)
    va_end(list);
    return execvpe(name, argv, environ);
}

int execle(const char *path, const char *first, ...)
{
    va_list list;
    GATHER(argv, first, list)
    char *const *envp = va_arg(list, char *const *);
    va_end(list);
    return execve(path, argv, envp);
}
