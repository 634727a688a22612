/* SPDX-License-Identifier: MIT */
#include "doors.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void add(const char *what, posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes)
{
    short flags;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    sigaddset(&set, SIGHUP);
    posix_spawnattr_getflags(attributes, &flags);
    if (strncmp(what, "chdir:", 6) == 0) {
        posix_spawn_file_actions_addchdir_np(actions, what + 6);
    } else if (strncmp(what, "fchdir:", 7) == 0) {
        posix_spawn_file_actions_addfchdir_np(actions, open(what + 7, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    } else if (strcmp(what, "files") == 0) {
        posix_spawn_file_actions_addopen(actions, 5, "/dev/null", O_RDWR, 0);
        posix_spawn_file_actions_adddup2(actions, 5, 63);
        posix_spawn_file_actions_addclose(actions, 0);
    } else if (strcmp(what, "bad-file") == 0) {
        posix_spawn_file_actions_addopen(actions, 5, "/t/missing", O_RDONLY, 0);
    } else if (strcmp(what, "bad-descriptor") == 0) {
        posix_spawn_file_actions_adddup2(actions, 77, 1);
    } else if (strncmp(what, "open:", 5) == 0) {
        posix_spawn_file_actions_addopen(actions, 31, what + 5, O_RDONLY, 0);
    } else if (strcmp(what, "group") == 0) {
        posix_spawnattr_setflags(attributes, flags | POSIX_SPAWN_SETPGROUP);
    } else if (strcmp(what, "session") == 0) {
        posix_spawnattr_setflags(attributes, flags | POSIX_SPAWN_SETSID);
    } else if (strcmp(what, "mask") == 0) {
        posix_spawnattr_setsigmask(attributes, &set);
        posix_spawnattr_setflags(attributes, flags | POSIX_SPAWN_SETSIGMASK);
    } else if (strcmp(what, "default") == 0) {
        posix_spawnattr_setsigdefault(attributes, &set);
        posix_spawnattr_setflags(attributes, flags | POSIX_SPAWN_SETSIGDEF);
    } else if (strcmp(what, "reset-ids") == 0) {
        posix_spawnattr_setflags(attributes, flags | POSIX_SPAWN_RESETIDS);
    } else {
        abort();
    }
}

void perform_spawn(const struct call *call, struct outcome *outcome)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = -1;
    int plain = call->spawn[0] == NULL;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int i = 0; call->spawn[i] != NULL; i++) {
        add(call->spawn[i], &actions, &attributes);
    }
    outcome->error = (strcmp(call->door, "posix_spawnp") == 0 ? posix_spawnp : posix_spawn)(
        &pid, call->path, plain ? NULL : &actions, plain ? NULL : &attributes, call->argv, call->envp);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (outcome->error == 0) {
        waitpid(pid, &outcome->status, 0);
    } else if (waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD) {
        /* A child that failed must not be left behind. */
        outcome->result = -2;
    }
}
