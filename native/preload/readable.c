/* SPDX-License-Identifier: MIT */
#include "preload.h"

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE ((uintptr_t)4096)

/*
 * The kernel copies the set before it looks at `how`, and there is none like this: EINVAL says that it could. NULL is
 * no set to it, but nothing that can be read.
 */
static bool readable(const void *address)
{
    const uintptr_t set = (uintptr_t)address & ~(uintptr_t)7;
    return set != 0 && (syscall(SYS_rt_sigprocmask, -1, set, NULL, 8) == 0 || errno != EFAULT);
}

/* One page after the other, as the pointers lie; `strings`: also what they point to. */
static bool list_is_readable(char *const *list, bool strings)
{
    uintptr_t page = UINTPTR_MAX;
    uintptr_t string_page = UINTPTR_MAX;
    for (; list != NULL; list++) {
        if ((uintptr_t)list / PAGE != page && !readable(list)) {
            return false;
        }
        page = (uintptr_t)list / PAGE;
        if (*list == NULL) {
            break;
        }
        if (strings && (uintptr_t)*list / PAGE != string_page && !readable(*list)) {
            return false;
        }
        string_page = (uintptr_t)*list / PAGE;
    }
    return true;
}

bool is_readable(const struct route_request *request)
{
    int saved = errno;
    bool all = request->path != NULL && readable(request->path) && list_is_readable(request->argv, false) &&
               list_is_readable(request->envp, true);
    errno = saved;
    return all;
}
