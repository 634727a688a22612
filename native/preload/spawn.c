/* SPDX-License-Identifier: MIT */
/* posix_spawn(3), posix_spawnp(3), pidfd_spawn(3) and pidfd_spawnp(3) by the exec router. */
#include "actions.h"
#include "child.h"
#include "preload.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In <spawn.h> since glibc 2.39: the child is to begin in a control group, which only libc's own function does. */
#define SET_CGROUP 0x100

typedef int spawn_function(int *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                           char *const[], char *const[]);

/* The libc's own: it looks nothing up in PATH and reports exec's errno. NULL for pidfd_spawn before glibc 2.39. */
static spawn_function *libc_spawn(bool by_descriptor)
{
    /* Looked up anew where two threads race: both find the same. */
    static spawn_function *found[2];
    if (found[by_descriptor] == NULL) {
        *(void **)&found[by_descriptor] = dlsym(RTLD_NEXT, by_descriptor ? "pidfd_spawn" : "posix_spawn");
    }
    return found[by_descriptor];
}

static bool depends_on(const struct step *steps, const char *path)
{
    if (strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0) {
        return steps != NULL;
    }
    while (steps != NULL && steps->kind != STEP_CHDIR && steps->kind != STEP_FCHDIR) {
        steps = steps->next;
    }
    return steps != NULL;
}

static short flags_of(const struct spawn *spawn)
{
    short flags = 0;
    if (spawn->attributes != NULL) {
        posix_spawnattr_getflags(spawn->attributes, &flags);
    }
    return flags;
}

/* Whether a child of our own could do all that libc's does. */
static bool can_use_own_child(const struct spawn *spawn)
{
    const struct step *steps;
    return (flags_of(spawn) & SET_CGROUP) == 0 && steps_of(spawn->actions, &steps);
}

/* Whether a child would do anything before it fails to start the program, which may then fail with something else. */
static bool has_effects(const struct spawn *spawn)
{
    const struct step *steps;
    steps_of(spawn->actions, &steps);
    return can_use_own_child(spawn) && (steps != NULL || flags_of(spawn) != 0);
}

/* Whether libc's function would not do: where the file actions decide what is started, or behind a chroot. */
static bool needs_own_child(const struct spawn *spawn, const char *path)
{
    const struct step *steps;
    steps_of(spawn->actions, &steps);
    return can_use_own_child(spawn) &&
           (libc_spawn(spawn->by_descriptor) == NULL || kept_emulator() >= 0 || depends_on(steps, path));
}

static int spawn_by_libc(const struct spawn *spawn, const struct route_request *request, const struct route *route)
{
    spawn_function *libc = libc_spawn(spawn->by_descriptor);
    if (route->kind == ROUTE_REFUSE || libc == NULL) {
        return libc == NULL ? ENOSYS : route->error;
    }
    if (route->kind == ROUTE_KERNEL) {
        return libc(spawn->result, request->path, spawn->actions, spawn->attributes, request->argv, request->envp);
    }
    char argv0[EMULATOR_ARGV0_SIZE];
    char **composed = calloc(route_argv_size(route, request), sizeof *composed);
    if (composed == NULL) {
        return ENOMEM;
    }
    emulator_argv0(argv0, sizeof argv0, route);
    route_argv(route, request, argv0, composed);
    int error = libc(spawn->result, file_of(route), spawn->actions, spawn->attributes, composed, request->envp);
    free(composed);
    return error;
}

/*
 * What the router refuses needs no child; `refused` says that there was none. What has to be passed to the emulator by
 * descriptor is opened in a child of our own, so that no other thread's child has it.
 */
static int spawn_routed(const struct spawn *spawn, const struct route_request *request, bool *refused)
{
    struct route route;
    route_decide(request, &route);
    *refused = route.kind == ROUTE_REFUSE;
    if (route.program_fd < 0) {
        return spawn_by_libc(spawn, request, &route);
    }
    bool own = can_use_own_child(spawn);
    if (!own) {
        route_pass_program(&route);
    }
    int error = own ? spawn_child(spawn, request, false) : spawn_by_libc(spawn, request, &route);
    close(route.program_fd);
    return error;
}

static int spawn_path(const struct spawn *spawn, const char *path)
{
    bool refused = false;
    const struct route_request request = {
        .dirfd = AT_FDCWD, .path = path, .argv = spawn->argv, .envp = spawn->envp};
    if (!is_readable(&request)) {
        return EFAULT;
    }
    if (needs_own_child(spawn, path)) {
        return spawn_child(spawn, &request, false);
    }
    int error = spawn_routed(spawn, &request, &refused);
    return refused && has_effects(spawn) ? spawn_child(spawn, &request, false) : error;
}

/* Directory after directory, until one has what can be started; the file actions are performed once. */
static int search_and_spawn(const struct spawn *spawn, const struct route_request *request)
{
    int answer = ENOENT;
    bool goes_on = true;
    const char *path = search_path();
    char candidate[candidate_size(path, request->path)];
    struct route_request found = *request;
    found.path = candidate;
    while (goes_on && next_candidate(&path, request->path, candidate, sizeof candidate) != NULL) {
        bool refused;
        if (needs_own_child(spawn, candidate)) {
            return spawn_child(spawn, request, true);
        }
        int error = spawn_routed(spawn, &found, &refused);
        goes_on = search_goes_on(error, &answer);
        if (!refused && (!goes_on || has_effects(spawn))) {
            return error;
        }
        answer = goes_on ? answer : error;
    }
    return has_effects(spawn) ? spawn_child(spawn, request, true) : answer;
}

static int spawn_name(const struct spawn *spawn, const char *name)
{
    const struct route_request request = {
        .dirfd = AT_FDCWD, .path = name, .argv = spawn->argv, .envp = spawn->envp};
    if (!is_readable(&request)) {
        return EFAULT;
    }
    if (strchr(name, '/') != NULL) {
        return spawn_path(spawn, name);
    }
    int error = search_refuses(name);
    if (error == 0) {
        return search_and_spawn(spawn, &request);
    }
    return has_effects(spawn) ? spawn_child(spawn, &request, true) : error;
}

int posix_spawn(pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *restrict actions,
                const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                char *const envp[restrict])
{
    const struct spawn spawn = {pid, false, actions, attributes, argv, envp};
    return spawn_path(&spawn, path);
}

int posix_spawnp(pid_t *restrict pid, const char *restrict name, const posix_spawn_file_actions_t *restrict actions,
                 const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                 char *const envp[restrict])
{
    const struct spawn spawn = {pid, false, actions, attributes, argv, envp};
    return spawn_name(&spawn, name);
}

/* In <spawn.h> since glibc 2.39. */
spawn_function pidfd_spawn;
spawn_function pidfd_spawnp;

int pidfd_spawn(int *pidfd, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    const struct spawn spawn = {pidfd, true, actions, attributes, argv, envp};
    return spawn_path(&spawn, path);
}

int pidfd_spawnp(int *pidfd, const char *name, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    const struct spawn spawn = {pidfd, true, actions, attributes, argv, envp};
    return spawn_name(&spawn, name);
}
