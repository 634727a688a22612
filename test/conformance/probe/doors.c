/* SPDX-License-Identifier: MIT */
#include "doors.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int is(const struct call *call, const char *door)
{
    return strcmp(call->door, door) == 0;
}

/* Those that are given argv as a list: the first three words are passed on. */
static int exec_list(const struct call *call)
{
    char **v = call->argv;
    if (is(call, "execlp")) {
        return execlp(call->path, v[0], v[1], v[2], NULL);
    }
    if (is(call, "execle")) {
        return execle(call->path, v[0], v[1], v[2], NULL, call->envp);
    }
    return execl(call->path, v[0], v[1], v[2], NULL);
}

static int exec_by(const struct call *call, const char *door)
{
    if (strcmp(door, "execve") == 0) {
        return execve(call->path, call->argv, call->envp);
    }
    if (strcmp(door, "execveat") == 0) {
        return execveat(call->dirfd, call->path, call->argv, call->envp, call->flags);
    }
    if (strcmp(door, "fexecve") == 0) {
        return fexecve(call->dirfd, call->argv, call->envp);
    }
    if (strcmp(door, "execvpe") == 0) {
        return execvpe(call->path, call->argv, call->envp);
    }
    environ = call->envp;
    if (strcmp(door, "execv") == 0) {
        return execv(call->path, call->argv);
    }
    if (strcmp(door, "execvp") == 0) {
        return execvp(call->path, call->argv);
    }
    return exec_list(call);
}

/*
 * The errno of the child's exec reaches the parent through the memory that they share, and so does what the child wrote
 * before an exec that did not fail.
 */
static void exec_in_vfork_child(const struct call *call, const char *door, struct outcome *outcome)
{
    struct outcome *volatile shared = outcome;
    volatile int begun = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        begun = 1;
        exec_by(call, door);
        shared->error = errno;
        shared->result = -1;
        _exit(127);
    }
    waitpid(pid, &outcome->status, 0);
    if (!begun) {
        outcome->result = 1;
    }
}

static void exec_in_child(const struct call *call, struct outcome *outcome)
{
    struct outcome *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *shared = *outcome;
    pid_t pid = fork();
    if (pid == 0) {
        exec_by(call, "execve");
        shared->error = errno;
        shared->result = -1;
        _exit(127);
    }
    waitpid(pid, &outcome->status, 0);
    outcome->error = shared->error;
    outcome->result = shared->result;
}

struct thread_work {
    const struct call *call;
    struct outcome *outcome;
};

static void *exec_in_thread(void *given)
{
    struct thread_work *work = given;
    work->outcome->result = exec_by(work->call, "execve");
    work->outcome->error = errno;
    return NULL;
}

static void perform_thread(const struct call *call, struct outcome *outcome)
{
    struct thread_work work = {call, outcome};
    pthread_t thread;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 128 * 1024);
    if (pthread_create(&thread, &small, exec_in_thread, &work) == 0) {
        pthread_join(thread, NULL);
    }
}

/* A static launcher stands for execve: it says what failed in words. */
static void perform_launch(const struct call *call, struct outcome *outcome)
{
    char *argv[WORDS + 2] = {"/x86_64/bin/launch", (char *)call->path};
    for (int i = 1; i < WORDS && call->argv[0] != NULL && call->argv[i] != NULL; i++) {
        argv[i + 1] = call->argv[i];
    }
    outcome->result = execve(argv[0], argv, call->envp);
    outcome->error = errno;
}

static void perform_pipe(const struct call *call, const char *mode, struct outcome *outcome)
{
    char text[64] = "";
    environ = call->envp;
    FILE *stream = popen(call->path, mode);
    if (stream == NULL) {
        outcome->result = -1;
        outcome->error = errno;
        return;
    }
    if (*mode == 'r' && (fgets(text, sizeof text, stream) == NULL || strcmp(text, "from target\n") != 0)) {
        outcome->result = -3;
    }
    outcome->status = pclose(stream);
}

int perform(const struct call *call, struct outcome *outcome)
{
    if (is(call, "posix_spawn") || is(call, "posix_spawnp")) {
        perform_spawn(call, outcome);
    } else if (is(call, "vfork")) {
        exec_in_vfork_child(call, "execve", outcome);
    } else if (is(call, "vfork-execvp")) {
        exec_in_vfork_child(call, "execvp", outcome);
    } else if (is(call, "fork")) {
        exec_in_child(call, outcome);
    } else if (is(call, "thread")) {
        perform_thread(call, outcome);
    } else if (is(call, "launch")) {
        perform_launch(call, outcome);
    } else if (is(call, "system")) {
        environ = call->envp;
        outcome->status = system(call->path);
    } else if (is(call, "popen-r") || is(call, "popen-w")) {
        perform_pipe(call, is(call, "popen-r") ? "r" : "w", outcome);
    } else if (strncmp(call->door, "exec", 4) == 0 || is(call, "fexecve")) {
        outcome->result = exec_by(call, call->door);
        outcome->error = errno;
    } else {
        return -1;
    }
    return 0;
}
