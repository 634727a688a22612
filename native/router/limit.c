/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "limit.h"

bool limit_raise(struct rlimit *saved)
{
    if (getrlimit(RLIMIT_NOFILE, saved) != 0 || saved->rlim_cur >= saved->rlim_max) {
        return false;
    }
    const struct rlimit most = {.rlim_cur = saved->rlim_max, .rlim_max = saved->rlim_max};
    return setrlimit(RLIMIT_NOFILE, &most) == 0;
}

void limit_restore(const struct rlimit *saved)
{
    setrlimit(RLIMIT_NOFILE, saved);
}
