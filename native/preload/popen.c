/* SPDX-License-Identifier: MIT */
/* popen(3) and pclose(3), which start /bin/sh inside libc, where interposition does not reach, and fclose(3). */
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The libc's own fclose, by its other name. */
extern int _IO_fclose(FILE *file);

/* The streams of popen() with their children, for pclose(). */
struct pipe_stream {
    FILE *file;
    pid_t pid;
    struct pipe_stream *next;
};

static struct pipe_stream *pipe_streams;

/*
 * Earlier streams are closed in the new child (POSIX, popen()); `theirs` becomes its stdin or stdout, and its mask of
 * signals is the caller's.
 */
static int spawn_piped(pid_t *pid, const char *command, int theirs, int target, const sigset_t *mask)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    for (struct pipe_stream *stream = pipe_streams; stream != NULL; stream = stream->next) {
        if (fileno(stream->file) != target) {
            posix_spawn_file_actions_addclose(&actions, fileno(stream->file));
        }
    }
    posix_spawn_file_actions_adddup2(&actions, theirs, target);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, mask);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    int error = spawn_shell(pid, command, &actions, &attributes);
    posix_spawnattr_destroy(&attributes);
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

static FILE *open_pipe(const char *command, const char *mode)
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
    const sigset_t *mask = lock_library(LOCK_STREAMS);
    int error = spawn_piped(&stream->pid, command, theirs, reading ? STDOUT_FILENO : STDIN_FILENO, mask);
    if (error == 0) {
        stream->next = pipe_streams;
        pipe_streams = stream;
    }
    unlock_library(LOCK_STREAMS);
    close(theirs);
    if (error != 0) {
        _IO_fclose(stream->file);
        return fail(error, stream, NULL);
    }
    if (!close_on_exec) {
        fcntl(ours, F_SETFD, 0);
    }
    return stream->file;
}

/* No cancellation point, as glibc has it. */
FILE *popen(const char *command, const char *mode)
{
    int cancelling;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelling);
    FILE *file = open_pipe(command, mode);
    pthread_setcancelstate(cancelling, NULL);
    return file;
}

/* Takes the stream off the list; its child, or 0 when it is none of ours. */
static pid_t take_child(const FILE *file)
{
    lock_library(LOCK_STREAMS);
    struct pipe_stream **link = &pipe_streams;
    while (*link != NULL && (*link)->file != file) {
        link = &(*link)->next;
    }
    struct pipe_stream *stream = *link;
    if (stream != NULL) {
        *link = stream->next;
    }
    unlock_library(LOCK_STREAMS);
    pid_t pid = stream != NULL ? stream->pid : 0;
    free(stream);
    return pid;
}

/* What could not be written is told where the child's end tells nothing (glibc's _IO_new_file_close_it). */
static int close_and_wait(FILE *file, pid_t pid)
{
    int cancelling;
    /* A thread that was cancelled here would leave a child that nobody waits for. */
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelling);
    int result = _IO_fclose(file);
    int status = wait_for(pid);
    pthread_setcancelstate(cancelling, NULL);
    return status != 0 ? status : result;
}

/* Of any stream, as libc's; nothing of popen's may stay behind in the list. */
int fclose(FILE *file)
{
    /* Whoever closes a stream of popen's has opened it before: it is seen without the lock. */
    pid_t pid = pipe_streams != NULL ? take_child(file) : 0;
    return pid == 0 ? _IO_fclose(file) : close_and_wait(file, pid);
}

/* The same function by another name, as in glibc. */
int pclose(FILE *file)
{
    return fclose(file);
}
