/* SPDX-License-Identifier: MIT */
/* posix_spawn(3) and posix_spawnp(3) by the exec router. */
#include "preload.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int spawn_function(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                           char *const[], char *const[]);

/* The libc's own posix_spawn: it looks nothing up in PATH and reports exec's errno. */
static spawn_function *libc_spawn(void)
{
    /* Looked up anew where two threads race: both find the same. */
    static spawn_function *found;
    if (found == NULL) {
        *(void **)&found = dlsym(RTLD_NEXT, "posix_spawn");
    }
    return found;
}

/* The emulator has no path there that libc's posix_spawn could be given. */
static int spawn_in_chroot(pid_t *pid, const struct route *route, const struct route_request *request)
{
    volatile int error = 0;
    pid_t child = vfork();
    if (child == 0) {
        start_route(request);
        error = errno;
        _exit(127);
    }
    if (route->program_fd >= 0) {
        close(route->program_fd);
    }
    if (child < 0) {
        return errno;
    }
    if (error != 0) {
        waitpid(child, NULL, 0);
    } else if (pid != NULL) {
        *pid = child;
    }
    return error;
}

static bool names_descriptor(const char *path)
{
    return strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/proc/self/fd/", 14) == 0;
}

/* What a descriptor leads to is only known when the file actions are done: launch decides then. */
static int spawn_later(pid_t *pid, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                       const struct route_request *request)
{
    size_t count = 0;
    while (request->argv != NULL && request->argv[count] != NULL) {
        count++;
    }
    char **argv = calloc(count + 4, sizeof *argv);
    if (argv == NULL) {
        return ENOMEM;
    }
    argv[0] = (char *)ROUTER_LAUNCH;
    argv[1] = (char *)ROUTER_LAUNCH_EXACTLY;
    argv[2] = (char *)request->path;
    for (size_t i = 0; i < count; i++) {
        argv[i + 3] = request->argv[i];
    }
    int error = libc_spawn()(pid, ROUTER_LAUNCH, actions, attributes, argv, request->envp);
    free(argv);
    return error;
}

static int spawn_route(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    struct route route;
    struct route_request request = {.dirfd = AT_FDCWD, .path = path, .argv = argv, .envp = envp};
    if (!is_readable(&request)) {
        return EFAULT;
    }
    if (actions != NULL && names_descriptor(path)) {
        return spawn_later(pid, actions, attributes, &request);
    }
    decide_for_spawn(actions, &request, &route);
    if (route.kind == ROUTE_EMULATE && kept_emulator() >= 0 && actions == NULL && attributes == NULL) {
        return spawn_in_chroot(pid, &route, &request);
    }
    if (route.kind == ROUTE_REFUSE) {
        return route.error;
    }
    if (route.kind == ROUTE_KERNEL) {
        return libc_spawn()(pid, path, actions, attributes, argv, envp);
    }
    char argv0[EMULATOR_ARGV0_SIZE];
    char **composed = calloc(route_argv_size(&route, &request), sizeof *composed);
    if (composed == NULL) {
        return ENOMEM;
    }
    emulator_argv0(argv0, sizeof argv0, &route);
    route_argv(&route, &request, argv0, composed);
    int error = libc_spawn()(pid, file_of(&route), actions, attributes, composed, envp);
    free(composed);
    if (route.program_fd >= 0) {
        close(route.program_fd);
    }
    return error;
}

int posix_spawn(pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *restrict actions,
                const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                char *const envp[restrict])
{
    return spawn_route(pid, path, actions, attributes, argv, envp);
}

int posix_spawnp(pid_t *restrict pid, const char *restrict name, const posix_spawn_file_actions_t *restrict actions,
                 const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                 char *const envp[restrict])
{
    char candidate[PATH_MAX + NAME_MAX + 2];
    int result = ENOENT;
    if (strchr(name, '/') != NULL) {
        return spawn_route(pid, name, actions, attributes, argv, envp);
    }
    const char *path = search_path();
    while (*name != '\0' && next_candidate(&path, name, candidate, sizeof candidate) != NULL) {
        int error = spawn_route(pid, candidate, actions, attributes, argv, envp);
        if (error == EACCES) {
            result = EACCES;
        } else if (error != ENOENT && error != ENOTDIR && error != ESTALE && error != ENODEV && error != ETIMEDOUT) {
            return error;
        }
    }
    return result;
}
