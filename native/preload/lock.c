/* SPDX-License-Identifier: MIT */
/*
 * The library's locks. A fork in another thread must find them free: the child would wait for ever for one that is
 * held.
 */
#include "preload.h"

#include <pthread.h>

static pthread_mutex_t locks[LIBRARY_LOCKS] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                               PTHREAD_MUTEX_INITIALIZER};

static void take_all(void)
{
    for (int i = 0; i < LIBRARY_LOCKS; i++) {
        pthread_mutex_lock(&locks[i]);
    }
}

static void give_all(void)
{
    for (int i = LIBRARY_LOCKS - 1; i >= 0; i--) {
        pthread_mutex_unlock(&locks[i]);
    }
}

static void prepare(void)
{
    pthread_atfork(take_all, give_all, give_all);
}

void lock_library(enum library_lock which)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, prepare);
    pthread_mutex_lock(&locks[which]);
}

void unlock_library(enum library_lock which)
{
    pthread_mutex_unlock(&locks[which]);
}
