/* SPDX-License-Identifier: MIT */
/*
 * The functions that fill file actions for posix_spawn (posix_spawn_file_actions_addopen(3) and its kin): libc's own
 * are called, and what was added is noted here too.
 */
#include "actions.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The steps of one object of the program's. */
struct noted {
    const posix_spawn_file_actions_t *actions;
    struct step *first;
    struct noted *next;
};

static struct noted *all;

static struct noted **find(const posix_spawn_file_actions_t *actions)
{
    struct noted **link = &all;
    while (*link != NULL && (*link)->actions != actions) {
        link = &(*link)->next;
    }
    return link;
}

static void forget(const posix_spawn_file_actions_t *actions)
{
    lock_library(LOCK_ACTIONS);
    struct noted **link = find(actions);
    struct noted *noted = *link;
    if (noted != NULL) {
        *link = noted->next;
    }
    unlock_library(LOCK_ACTIONS);
    while (noted != NULL && noted->first != NULL) {
        struct step *step = noted->first;
        noted->first = step->next;
        free(step);
    }
    free(noted);
}

static struct noted *find_or_add(const posix_spawn_file_actions_t *actions)
{
    lock_library(LOCK_ACTIONS);
    struct noted **link = find(actions);
    if (*link == NULL) {
        *link = calloc(1, sizeof **link);
        if (*link != NULL) {
            (*link)->actions = actions;
        }
    }
    struct noted *noted = *link;
    unlock_library(LOCK_ACTIONS);
    return noted;
}

const struct step *steps_of(const posix_spawn_file_actions_t *actions)
{
    if (actions == NULL) {
        return NULL;
    }
    lock_library(LOCK_ACTIONS);
    struct noted *noted = *find(actions);
    unlock_library(LOCK_ACTIONS);
    return noted != NULL ? noted->first : NULL;
}

/* Notes what libc has taken; gives libc's answer, or ENOMEM. */
static int note(int answer, const posix_spawn_file_actions_t *actions, struct step content, const char *path)
{
    if (answer != 0) {
        return answer;
    }
    size_t length = strlen(path) + 1;
    struct noted *noted = find_or_add(actions);
    struct step *step = noted != NULL ? malloc(sizeof *step + length) : NULL;
    if (step == NULL) {
        return ENOMEM;
    }
    *step = content;
    step->path = memcpy(step + 1, path, length);
    struct step **link = &noted->first;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = step;
    return 0;
}

/*
 * Calls the libc's function of this name, whose address is looked up once (twice where threads race: the same); newer
 * ones may be missing, ENOSYS then.
 */
#define LIBC(name, ...)                                                                                          \
    (*(void **)&libc = libc != NULL ? (void *)libc : dlsym(RTLD_NEXT, "posix_spawn_file_actions_" name),          \
     libc != NULL ? libc(__VA_ARGS__) : ENOSYS)

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
    static int (*libc)(posix_spawn_file_actions_t *);
    forget(actions);
    return LIBC("init", actions);
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
    static int (*libc)(posix_spawn_file_actions_t *);
    forget(actions);
    return LIBC("destroy", actions);
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int);
    return note(LIBC("addclose", actions, fd), actions, (struct step){.kind = STEP_CLOSE, .fd = fd}, "");
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int fd, int new_fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int, int);
    const struct step step = {.kind = STEP_DUP, .fd = fd, .new_fd = new_fd};
    return note(LIBC("adddup2", actions, fd, new_fd), actions, step, "");
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions, int fd, const char *restrict path,
                                     int flags, mode_t mode)
{
    static int (*libc)(posix_spawn_file_actions_t *, int, const char *, int, mode_t);
    const struct step step = {.kind = STEP_OPEN, .fd = fd, .flags = flags, .mode = mode};
    return note(LIBC("addopen", actions, fd, path, flags, mode), actions, step, path);
}

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions, const char *restrict path)
{
    static int (*libc)(posix_spawn_file_actions_t *, const char *);
    return note(LIBC("addchdir_np", actions, path), actions, (struct step){.kind = STEP_CHDIR}, path);
}

int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int);
    return note(LIBC("addfchdir_np", actions, fd), actions, (struct step){.kind = STEP_FCHDIR, .fd = fd}, "");
}

int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int);
    return note(LIBC("addclosefrom_np", actions, fd), actions, (struct step){.kind = STEP_CLOSE_FROM, .fd = fd}, "");
}

int posix_spawn_file_actions_addtcsetpgrp_np(posix_spawn_file_actions_t *actions, int fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int);
    return note(LIBC("addtcsetpgrp_np", actions, fd), actions, (struct step){.kind = STEP_FOREGROUND, .fd = fd}, "");
}
