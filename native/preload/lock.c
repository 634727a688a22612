/* SPDX-License-Identifier: MIT */
/*
 * The library's locks. A fork in another thread must find them free: the child would wait for ever for one that is
 * held. So would a fork in a signal handler of the thread that holds one, which therefore has no signals meanwhile; nor
 * is it cancelled.
 */
#include "preload.h"

#include <pthread.h>

static struct {
    pthread_mutex_t mutex;
    /* Of the thread that holds it. */
    sigset_t mask;
    int cancelling;
} locks[LIBRARY_LOCKS] = {
    {.mutex = PTHREAD_MUTEX_INITIALIZER},
    {.mutex = PTHREAD_MUTEX_INITIALIZER},
    {.mutex = PTHREAD_MUTEX_INITIALIZER},
};

static void take(int which)
{
    sigset_t every;
    sigset_t mask;
    int cancelling;
    sigfillset(&every);
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelling);
    pthread_sigmask(SIG_SETMASK, &every, &mask);
    pthread_mutex_lock(&locks[which].mutex);
    locks[which].mask = mask;
    locks[which].cancelling = cancelling;
}

static void give(int which)
{
    const sigset_t mask = locks[which].mask;
    const int cancelling = locks[which].cancelling;
    pthread_mutex_unlock(&locks[which].mutex);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    pthread_setcancelstate(cancelling, NULL);
}

static void take_all(void)
{
    for (int i = 0; i < LIBRARY_LOCKS; i++) {
        take(i);
    }
}

static void give_all(void)
{
    for (int i = LIBRARY_LOCKS - 1; i >= 0; i--) {
        give(i);
    }
}

static void prepare(void)
{
    pthread_atfork(take_all, give_all, give_all);
}

const sigset_t *lock_library(enum library_lock which)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, prepare);
    take(which);
    return &locks[which].mask;
}

void unlock_library(enum library_lock which)
{
    give(which);
}
