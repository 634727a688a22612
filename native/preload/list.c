/* SPDX-License-Identifier: MIT */
#include "preload.h"

#include <sys/mman.h>
#include <unistd.h>

/* The mapping that this thread has in use; a vfork child has its parent's variable. */
static __thread struct {
    char **list;
    size_t bytes;
    pid_t user;
} taken __attribute__((tls_model("initial-exec")));

char **take_list(size_t bytes)
{
    /* The parent of a vfork goes on when its child has executed a program, which never gave back what it took. */
    if (taken.list != NULL && taken.user != getpid()) {
        munmap(taken.list, taken.bytes);
        taken.list = NULL;
    }
    char **list = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (list == MAP_FAILED) {
        return NULL;
    }
    /* In a signal handler, amid another exec of this thread, that one's stays noted. */
    if (taken.list == NULL) {
        taken.list = list;
        taken.bytes = bytes;
        taken.user = getpid();
    }
    return list;
}

void give_list(char **list, size_t bytes)
{
    if (taken.list == list) {
        taken.list = NULL;
    }
    munmap(list, bytes);
}
