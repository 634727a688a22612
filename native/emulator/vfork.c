/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU makes a fork of a vfork, so that parent and child no longer share memory: what the child writes before it
 * fails to exec, an errno for posix_spawn(3) for example, does not reach the parent, which does not wait either.
 * Here the parent waits as in vfork(2), and a child that ends without exec sends the pages that it has changed.
 */
#include "qemu/osdep.h"

#include "qemu.h"
#include "user-internals.h"

#include "guest.h"
#include "self.h"

#include <sched.h>

#define PAGE_BYTES 4096

/* Of /proc/PID/pagemap: the page is mapped by nobody else, so it was written after the fork (proc(5)). */
#define EXCLUSIVE (UINT64_C(1) << 56)
/* Without /proc this much above the parent's stack pointer is sent: the frames of vfork's callers. */
#define STACK_PAGES 16

struct record {
    uint64_t address;
    char bytes[PAGE_BYTES];
};

static abi_ulong stack_pointer;

static bool transfer(int fd, void *buffer, size_t size, bool sending)
{
    for (size_t done = 0; done < size;) {
        ssize_t count = sending ? write(fd, (char *)buffer + done, size - done)
                                : read(fd, (char *)buffer + done, size - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        done += (size_t)count;
    }
    return true;
}

static void send_page(int fd, abi_ulong address)
{
    struct record record = {.address = address};
    /* Only what is the guest's can be locked so; the emulator's own pages are left out. */
    const void *page = lock_user(VERIFY_WRITE, address, PAGE_BYTES, 1);
    if (page != NULL) {
        memcpy(record.bytes, page, PAGE_BYTES);
        transfer(fd, &record, sizeof(record), true);
    }
}

static void send_region(int fd, int pagemap, uintptr_t from, uintptr_t to)
{
    for (uintptr_t page = from; page < to; page += PAGE_BYTES) {
        uint64_t entry = 0;
        if (pread(pagemap, &entry, sizeof(entry), (off_t)(page / PAGE_BYTES * sizeof(entry))) !=
            (ssize_t)sizeof(entry)) {
            return;
        }
        if ((entry & EXCLUSIVE) != 0 && h2g_valid(page)) {
            send_page(fd, h2g_nocheck(page));
        }
    }
}

void vfork_give_back(void)
{
    int fd = self_hidden(HIDDEN_VFORK);
    if (fd < 0) {
        return;
    }
    FILE *maps = fopen("/proc/self/maps", "re");
    int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    char line[PATH_MAX + 128];
    while (maps != NULL && pagemap >= 0 && fgets(line, sizeof(line), maps) != NULL) {
        unsigned long from;
        unsigned long to;
        char mode[8];
        if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 && strcmp(mode, "rw-p") == 0) {
            send_region(fd, pagemap, from, to);
        }
    }
    for (int i = 0; pagemap < 0 && i < STACK_PAGES; i++) {
        send_page(fd, (stack_pointer & ~(abi_ulong)(PAGE_BYTES - 1)) + (abi_ulong)i * PAGE_BYTES);
    }
    if (maps != NULL) {
        fclose(maps);
    }
    if (pagemap >= 0) {
        close(pagemap);
    }
    self_drop(HIDDEN_VFORK);
}

/* Waits until the child has executed a program, which closes the pipe, or has ended. */
static void take_back(int fd)
{
    struct record record;
    while (transfer(fd, &record, sizeof(record), false)) {
        void *page = lock_user(VERIFY_WRITE, record.address, PAGE_BYTES, 0);
        if (page != NULL) {
            memcpy(page, record.bytes, PAGE_BYTES);
            unlock_user(page, record.address, PAGE_BYTES);
        }
    }
}

bool vfork_clone(CPUArchState *env, abi_long flags, abi_long arg2, abi_long arg3, abi_long arg4, abi_long arg5,
                 abi_long *result)
{
    static __thread bool inside;
    int ends[2];
    const bool vfork = (flags & CLONE_VFORK) != 0 && (flags & CLONE_VM) != 0;
    const bool fork_in_vfork = (flags & CLONE_VM) == 0 && self_hidden(HIDDEN_VFORK) >= 0;
    if (inside || (!vfork && !fork_in_vfork) || (vfork && pipe2(ends, O_CLOEXEC) != 0)) {
        return false;
    }
    stack_pointer = env->xregs[31];
    inside = true;
    *result = do_syscall(env, TARGET_NR_clone, flags, arg2, arg3, arg4, arg5, 0, 0, 0);
    inside = false;
    if (fork_in_vfork) {
        /* Nobody waits for a child of the child. */
        if (*result == 0) {
            self_drop(HIDDEN_VFORK);
        }
        return true;
    }
    if (*result == 0) {
        close(ends[0]);
        self_drop(HIDDEN_VFORK);
        self_hide(HIDDEN_VFORK, ends[1]);
        return true;
    }
    close(ends[1]);
    if (*result > 0) {
        take_back(ends[0]);
    }
    close(ends[0]);
    return true;
}
