/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directory listings of /proc/self/fd, without the descriptors that the emulator hides. */
#include "qemu/osdep.h"

#include "qemu.h"
#include "user-internals.h"

#include "guest.h"
#include "self.h"

/* struct linux_dirent64 (getdents64(2)): the same on both sides but for the order of bytes, which is the same too. */
struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static bool lists_descriptors(int fd)
{
    char link[32];
    char path[64];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof(path) - 1);
    path[length > 0 ? length : 0] = '\0';
    return g_str_has_prefix(path, "/proc/") && (g_str_has_suffix(path, "/fd") || g_str_has_suffix(path, "/fdinfo"));
}

bool hidden_getdents(CPUArchState *env, abi_long fd, abi_long buffer, abi_long size, abi_long *result)
{
    static __thread bool inside;
    if (inside || !lists_descriptors(fd)) {
        return false;
    }
    inside = true;
    *result = do_syscall(env, TARGET_NR_getdents64, fd, buffer, size, 0, 0, 0, 0, 0);
    inside = false;
    char *list = *result > 0 ? lock_user(VERIFY_WRITE, buffer, *result, 1) : NULL;
    if (list == NULL) {
        return true;
    }
    abi_long kept = 0;
    for (abi_long at = 0; at < *result;) {
        const struct entry *entry = (const struct entry *)(list + at);
        const uint16_t length = entry->length;
        if (!g_ascii_isdigit(entry->name[0]) || !self_is_hidden(atoi(entry->name))) {
            memmove(list + kept, list + at, length);
            kept += length;
        }
        at += length;
    }
    unlock_user(list, buffer, *result);
    *result = kept;
    return true;
}
