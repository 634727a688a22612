/* SPDX-License-Identifier: MIT */
/* system(3), popen(3) and pclose(3), which start /bin/sh inside libc, where interposition does not reach. */
#include "preload.h"

#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return status;
}

/* SIGINT and SIGQUIT are ignored while at least one thread is in system(); the first saves, the last restores. */
static pthread_mutex_t system_lock = PTHREAD_MUTEX_INITIALIZER;
static int system_users;
static struct sigaction saved_int;
static struct sigaction saved_quit;

static void ignore_signals(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    pthread_mutex_lock(&system_lock);
    if (system_users++ == 0) {
        sigaction(SIGINT, &ignore, &saved_int);
        sigaction(SIGQUIT, &ignore, &saved_quit);
    }
    pthread_mutex_unlock(&system_lock);
}

static void restore_signals(void)
{
    pthread_mutex_lock(&system_lock);
    if (--system_users == 0) {
        sigaction(SIGINT, &saved_int, NULL);
        sigaction(SIGQUIT, &saved_quit, NULL);
    }
    pthread_mutex_unlock(&system_lock);
}

static int spawn_shell(pid_t *pid, const char *command, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes)
{
    /* The libc puts "--" before the command since 2.38, so that it may begin with a dash. */
    bool marked = strverscmp(gnu_get_libc_version(), "2.38") >= 0;
    char *const plain[] = {(char *)"sh", (char *)"-c", (char *)command, NULL};
    char *const with_mark[] = {(char *)"sh", (char *)"-c", (char *)"--", (char *)command, NULL};
    return posix_spawn(pid, "/bin/sh", actions, attributes, marked ? with_mark : plain, environ);
}

/* The child of system() has the signals as the caller had them (POSIX, system()). */
static int spawn_for_system(pid_t *pid, const char *command, const sigset_t *mask)
{
    posix_spawnattr_t attributes;
    sigset_t defaults;
    sigemptyset(&defaults);
    if (saved_int.sa_handler != SIG_IGN) {
        sigaddset(&defaults, SIGINT);
    }
    if (saved_quit.sa_handler != SIG_IGN) {
        sigaddset(&defaults, SIGQUIT);
    }
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, mask);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int error = spawn_shell(pid, command, NULL, &attributes);
    posix_spawnattr_destroy(&attributes);
    return error;
}

int system(const char *command)
{
    if (command == NULL) {
        return system("exit 0") == 0;
    }
    sigset_t block;
    sigset_t mask;
    pid_t pid;
    sigemptyset(&block);
    sigaddset(&block, SIGCHLD);
    ignore_signals();
    pthread_sigmask(SIG_BLOCK, &block, &mask);
    int error = spawn_for_system(&pid, command, &mask);
    /* A shell that could not be started counts as one that ended with status 127 (system(3)). */
    int status = error == 0 ? wait_for(pid) : W_EXITCODE(127, 0);
    restore_signals();
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    if (error != 0) {
        errno = error;
    }
    return status;
}

/* The streams of popen() with their children, for pclose(). */
struct pipe_stream {
    FILE *file;
    pid_t pid;
    struct pipe_stream *next;
};

static pthread_mutex_t pipe_lock = PTHREAD_MUTEX_INITIALIZER;
static struct pipe_stream *pipe_streams;

/* Earlier streams are closed in the new child (POSIX, popen()); `theirs` becomes its stdin or stdout. */
static int spawn_piped(pid_t *pid, const char *command, int theirs, int target)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (struct pipe_stream *stream = pipe_streams; stream != NULL; stream = stream->next) {
        if (fileno(stream->file) != target) {
            posix_spawn_file_actions_addclose(&actions, fileno(stream->file));
        }
    }
    posix_spawn_file_actions_adddup2(&actions, theirs, target);
    int error = spawn_shell(pid, command, &actions, NULL);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static bool parse_mode(const char *mode, bool *reading, bool *close_on_exec)
{
    bool read_mode = strchr(mode, 'r') != NULL;
    bool write_mode = strchr(mode, 'w') != NULL;
    *reading = read_mode;
    *close_on_exec = strchr(mode, 'e') != NULL;
    return read_mode != write_mode && strspn(mode, "rwe") == strlen(mode);
}

static FILE *fail(int error, struct pipe_stream *stream, const int ends[2])
{
    free(stream);
    if (ends != NULL) {
        close(ends[0]);
        close(ends[1]);
    }
    errno = error;
    return NULL;
}

FILE *popen(const char *command, const char *mode)
{
    bool reading;
    bool close_on_exec;
    int ends[2];
    if (!parse_mode(mode, &reading, &close_on_exec)) {
        return fail(EINVAL, NULL, NULL);
    }
    struct pipe_stream *stream = malloc(sizeof *stream);
    if (stream == NULL || pipe2(ends, O_CLOEXEC) != 0) {
        return fail(errno, stream, NULL);
    }
    int ours = ends[reading ? 0 : 1];
    int theirs = ends[reading ? 1 : 0];
    stream->file = fdopen(ours, reading ? "r" : "w");
    if (stream->file == NULL) {
        return fail(errno, stream, ends);
    }
    pthread_mutex_lock(&pipe_lock);
    int error = spawn_piped(&stream->pid, command, theirs, reading ? STDOUT_FILENO : STDIN_FILENO);
    if (error == 0) {
        stream->next = pipe_streams;
        pipe_streams = stream;
    }
    pthread_mutex_unlock(&pipe_lock);
    close(theirs);
    if (error != 0) {
        fclose(stream->file);
        return fail(error, stream, NULL);
    }
    if (!close_on_exec) {
        fcntl(ours, F_SETFD, 0);
    }
    return stream->file;
}

int pclose(FILE *file)
{
    pthread_mutex_lock(&pipe_lock);
    struct pipe_stream **link = &pipe_streams;
    while (*link != NULL && (*link)->file != file) {
        link = &(*link)->next;
    }
    struct pipe_stream *stream = *link;
    if (stream != NULL) {
        *link = stream->next;
    }
    pthread_mutex_unlock(&pipe_lock);
    if (stream == NULL) {
        errno = ECHILD;
        return -1;
    }
    pid_t pid = stream->pid;
    free(stream);
    fclose(file);
    return wait_for(pid);
}
