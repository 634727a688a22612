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

static bool read_link(const char *link, char *path, size_t size)
{
    ssize_t length = readlink(link, path, size - 1);
    path[MAX(length, 0)] = '\0';
    return length > 0;
}

/* Is it the list of this process, by whatever name, or of one of its threads? */
static bool lists_descriptors(int fd)
{
    char link[32];
    char path[64];
    char self[32];
    char own[64];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    if (!read_link(link, path, sizeof(path)) || !g_str_has_prefix(path, "/proc/") ||
        !read_link("/proc/self", self, sizeof(self))) {
        return false;
    }
    /* Not getpid(): /proc may be that of an outer namespace (pid_namespaces(7)). */
    snprintf(own, sizeof(own), "/proc/%s/", self);
    return g_str_has_prefix(path, own) && (g_str_has_suffix(path, "/fd") || g_str_has_suffix(path, "/fdinfo"));
}

/* Takes the hidden ones out of a list; the length of what is left. */
static abi_long leave_out(char *list, abi_long size)
{
    abi_long kept = 0;
    for (abi_long at = 0; at < size;) {
        const struct entry *entry = (const struct entry *)(list + at);
        const uint16_t length = entry->length;
        if (!g_ascii_isdigit(entry->name[0]) || !self_is_hidden(atoi(entry->name))) {
            memmove(list + kept, list + at, length);
            kept += length;
        }
        at += length;
    }
    return kept;
}

bool hidden_getdents(CPUArchState *env, abi_long fd, abi_long buffer, abi_long size, abi_long *result)
{
    static __thread bool inside;
    if (inside || !lists_descriptors(fd)) {
        return false;
    }
    do {
        inside = true;
        *result = do_syscall(env, TARGET_NR_getdents64, fd, buffer, size, 0, 0, 0, 0, 0);
        inside = false;
        const abi_long read_size = *result;
        char *list = read_size > 0 ? lock_user(VERIFY_WRITE, buffer, read_size, 1) : NULL;
        if (list == NULL) {
            return true;
        }
        *result = leave_out(list, read_size);
        unlock_user(list, buffer, read_size);
        /* Nothing left is no end: 0 would say that it is. */
    } while (*result == 0);
    return true;
}
