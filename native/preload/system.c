/* SPDX-License-Identifier: MIT */
/* system(3), which starts /bin/sh inside libc, where interposition does not reach. */
#include "shell.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

/* SIGINT and SIGQUIT are ignored while at least one thread is in system(); the first saves, the last restores. */
static int system_users;
static struct sigaction saved_int;
static struct sigaction saved_quit;

static void ignore_signals(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    lock_library(LOCK_SYSTEM);
    if (system_users++ == 0) {
        sigaction(SIGINT, &ignore, &saved_int);
        sigaction(SIGQUIT, &ignore, &saved_quit);
    }
    unlock_library(LOCK_SYSTEM);
}

static void restore_signals(void)
{
    lock_library(LOCK_SYSTEM);
    if (--system_users == 0) {
        sigaction(SIGINT, &saved_int, NULL);
        sigaction(SIGQUIT, &saved_quit, NULL);
    }
    unlock_library(LOCK_SYSTEM);
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

/* Of a thread that is cancelled, as glibc's cancel_handler (sysdeps/posix/system.c). */
static void end_shell(void *pid)
{
    kill(*(pid_t *)pid, SIGKILL);
    wait_for(*(pid_t *)pid);
    restore_signals();
}

static int wait_cancellably(pid_t pid, int cancelling)
{
    int status;
    pthread_cleanup_push(end_shell, &pid);
    pthread_setcancelstate(cancelling, NULL);
    status = wait_for(pid);
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    pthread_cleanup_pop(0);
    return status;
}

static int run_shell(const char *command, int cancelling)
{
    sigset_t block;
    sigset_t mask;
    pid_t pid;
    sigemptyset(&block);
    sigaddset(&block, SIGCHLD);
    ignore_signals();
    pthread_sigmask(SIG_BLOCK, &block, &mask);
    int error = spawn_for_system(&pid, command, &mask);
    /* A shell that could not be started counts as one that ended with status 127 (system(3)). */
    int status = error == 0 ? wait_cancellably(pid, cancelling) : W_EXITCODE(127, 0);
    restore_signals();
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    if (error != 0) {
        errno = error;
    }
    return status;
}

int system(const char *command)
{
    int cancelling;
    if (command == NULL) {
        return system("exit 0") == 0;
    }
    /* A cancellation point only where it waits. */
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelling);
    int status = run_shell(command, cancelling);
    pthread_setcancelstate(cancelling, NULL);
    return status;
}
