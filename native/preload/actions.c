/* SPDX-License-Identifier: MIT */
/*
 * File actions of posix_spawn that change the directory: libc keeps them to itself, so they are noted here too, for
 * the decision on a relative path, which is looked up in that directory.
 */
#include "preload.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK_SIZE ((size_t)256 * 1024)

struct change {
    const posix_spawn_file_actions_t *actions;
    char *path; /* NULL: the descriptor */
    int fd;
    struct change *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* In the order in which they were added. */
static struct change *changes;

static void forget(const posix_spawn_file_actions_t *actions)
{
    pthread_mutex_lock(&lock);
    for (struct change **link = &changes; *link != NULL;) {
        struct change *change = *link;
        if (change->actions == actions) {
            *link = change->next;
            free(change->path);
            free(change);
        } else {
            link = &change->next;
        }
    }
    pthread_mutex_unlock(&lock);
}

static void note(const posix_spawn_file_actions_t *actions, const char *path, int fd)
{
    struct change *change = malloc(sizeof *change);
    if (change == NULL) {
        return;
    }
    *change = (struct change){.actions = actions, .path = path != NULL ? strdup(path) : NULL, .fd = fd};
    pthread_mutex_lock(&lock);
    struct change **link = &changes;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = change;
    pthread_mutex_unlock(&lock);
}

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
    int (*libc)(posix_spawn_file_actions_t *);
    *(void **)&libc = dlsym(RTLD_NEXT, "posix_spawn_file_actions_init");
    forget(actions);
    return libc(actions);
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
    int (*libc)(posix_spawn_file_actions_t *);
    *(void **)&libc = dlsym(RTLD_NEXT, "posix_spawn_file_actions_destroy");
    forget(actions);
    return libc(actions);
}

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions, const char *restrict path)
{
    int (*libc)(posix_spawn_file_actions_t *, const char *);
    *(void **)&libc = dlsym(RTLD_NEXT, "posix_spawn_file_actions_addchdir_np");
    int error = libc(actions, path);
    if (error == 0) {
        note(actions, path, -1);
    }
    return error;
}

int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd)
{
    int (*libc)(posix_spawn_file_actions_t *, int);
    *(void **)&libc = dlsym(RTLD_NEXT, "posix_spawn_file_actions_addfchdir_np");
    int error = libc(actions, fd);
    if (error == 0) {
        note(actions, NULL, fd);
    }
    return error;
}

struct decision {
    const posix_spawn_file_actions_t *actions;
    const struct route_request *request;
    struct route *route;
};

/* In a process of its own, which shares the memory but not the working directory. */
static int decide_there(void *given)
{
    struct decision *decision = given;
    for (const struct change *change = changes; change != NULL; change = change->next) {
        if (change->actions == decision->actions &&
            (change->path != NULL ? chdir(change->path) : fchdir(change->fd)) != 0) {
            /* posix_spawn gives the error of the file action. */
            decision->route->kind = ROUTE_REFUSE;
            decision->route->error = errno;
            return 0;
        }
    }
    route_decide(decision->request, decision->route);
    return 0;
}

static bool changes_directory(const posix_spawn_file_actions_t *actions)
{
    const struct change *change = changes;
    while (change != NULL && change->actions != actions) {
        change = change->next;
    }
    return change != NULL;
}

void decide_for_spawn(const posix_spawn_file_actions_t *actions, const struct route_request *request,
                      struct route *route)
{
    struct decision decision = {actions, request, route};
    if (actions == NULL) {
        route_decide(request, route);
        return;
    }
    pthread_mutex_lock(&lock);
    pid_t pid = -1;
    if (changes_directory(actions)) {
        char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
        if (stack != MAP_FAILED) {
            /* No signal when it ends (clone(2)): the program has not started it. */
            pid = clone(decide_there, stack + STACK_SIZE, CLONE_VM | CLONE_VFORK | CLONE_FILES, &decision);
            munmap(stack, STACK_SIZE);
        }
    }
    if (pid > 0) {
        waitpid(pid, NULL, __WCLONE);
    } else {
        route_decide(request, route);
    }
    pthread_mutex_unlock(&lock);
}
