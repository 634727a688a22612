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

/*
 * The steps of one object of the program's. Objects may be moved bit by bit, as Rust does: what they have in common
 * then is libc's list behind them.
 */
struct noted {
    const void *list;
    int count;
    struct step *first;
    struct noted *next;
};

static struct noted *all;

static const void *list_of(const posix_spawn_file_actions_t *actions)
{
    return actions->__used > 0 ? actions->__actions : NULL;
}

static struct noted **find(const void *list)
{
    struct noted **link = &all;
    while (*link != NULL && (*link)->list != list) {
        link = &(*link)->next;
    }
    return link;
}

/* Off the list, so that another object may have libc's list in the same place; NULL where nothing is noted. */
static struct noted *take(const posix_spawn_file_actions_t *actions)
{
    const void *list = list_of(actions);
    if (list == NULL) {
        return NULL;
    }
    lock_library(LOCK_ACTIONS);
    struct noted **link = find(list);
    struct noted *noted = *link;
    if (noted != NULL) {
        *link = noted->next;
    }
    unlock_library(LOCK_ACTIONS);
    return noted;
}

static void forget(struct noted *noted)
{
    while (noted != NULL && noted->first != NULL) {
        struct step *step = noted->first;
        noted->first = step->next;
        free(step);
    }
    free(noted);
}

bool steps_of(const posix_spawn_file_actions_t *actions, const struct step **steps)
{
    *steps = NULL;
    if (actions == NULL || actions->__used == 0) {
        return true;
    }
    lock_library(LOCK_ACTIONS);
    struct noted *noted = *find(list_of(actions));
    unlock_library(LOCK_ACTIONS);
    bool known = noted != NULL && noted->count == actions->__used;
    *steps = known ? noted->first : NULL;
    return known;
}

static bool append(struct noted *noted, struct step content, const char *path)
{
    size_t length = strlen(path) + 1;
    struct step *step = malloc(sizeof *step + length);
    if (step == NULL) {
        return false;
    }
    *step = content;
    step->path = memcpy(step + 1, path, length);
    struct step **link = &noted->first;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = step;
    noted->count++;
    return true;
}

/* Notes what libc has taken, and gives libc's answer. What cannot be noted is not known later: see steps_of(). */
static int note(struct noted *noted, int answer, const posix_spawn_file_actions_t *actions, struct step content,
                const char *path)
{
    if (answer == 0 && noted == NULL && actions->__used == 1) {
        noted = calloc(1, sizeof *noted);
    }
    if (noted == NULL || (answer == 0 && !append(noted, content, path))) {
        forget(noted);
        return answer;
    }
    noted->list = list_of(actions);
    lock_library(LOCK_ACTIONS);
    noted->next = all;
    all = noted;
    unlock_library(LOCK_ACTIONS);
    return answer;
}

/*
 * Calls the libc's function of this name, whose address is looked up once (twice where threads race: the same); newer
 * ones may be missing, ENOSYS then.
 */
#define LIBC(name, ...)                                                                                          \
    (*(void **)&libc = libc != NULL ? (void *)libc : dlsym(RTLD_NEXT, "posix_spawn_file_actions_" name),          \
     libc != NULL ? libc(__VA_ARGS__) : ENOSYS)

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
    static int (*libc)(posix_spawn_file_actions_t *);
    forget(take(actions));
    return LIBC("destroy", actions);
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int);
    struct noted *noted = take(actions);
    const struct step step = {.kind = STEP_CLOSE, .fd = fd};
    return note(noted, LIBC("addclose", actions, fd), actions, step, "");
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int fd, int new_fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int, int);
    struct noted *noted = take(actions);
    const struct step step = {.kind = STEP_DUP, .fd = fd, .new_fd = new_fd};
    return note(noted, LIBC("adddup2", actions, fd, new_fd), actions, step, "");
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions, int fd, const char *restrict path,
                                     int flags, mode_t mode)
{
    static int (*libc)(posix_spawn_file_actions_t *, int, const char *, int, mode_t);
    struct noted *noted = take(actions);
    const struct step step = {.kind = STEP_OPEN, .fd = fd, .flags = flags, .mode = mode};
    return note(noted, LIBC("addopen", actions, fd, path, flags, mode), actions, step, path);
}

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions, const char *restrict path)
{
    static int (*libc)(posix_spawn_file_actions_t *, const char *);
    struct noted *noted = take(actions);
    return note(noted, LIBC("addchdir_np", actions, path), actions, (struct step){.kind = STEP_CHDIR}, path);
}

int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int);
    struct noted *noted = take(actions);
    const struct step step = {.kind = STEP_FCHDIR, .fd = fd};
    return note(noted, LIBC("addfchdir_np", actions, fd), actions, step, "");
}

int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int);
    struct noted *noted = take(actions);
    const struct step step = {.kind = STEP_CLOSE_FROM, .fd = fd};
    return note(noted, LIBC("addclosefrom_np", actions, fd), actions, step, "");
}

int posix_spawn_file_actions_addtcsetpgrp_np(posix_spawn_file_actions_t *actions, int fd)
{
    static int (*libc)(posix_spawn_file_actions_t *, int);
    struct noted *noted = take(actions);
    const struct step step = {.kind = STEP_FOREGROUND, .fd = fd};
    return note(noted, LIBC("addtcsetpgrp_np", actions, fd), actions, step, "");
}
