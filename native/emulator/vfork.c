/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU makes a fork of a vfork, so that parent and child no longer share memory: what the child writes before it
 * fails to exec, an errno for posix_spawn(3) for example, does not reach the parent, which does not wait either.
 * Here the parent waits as in vfork(2), and a child that ends without exec sends what it has changed.
 *
 * Of a program with one thread these are the pages that it has written. Where the parent's other threads go on, a page
 * that one of them has written looks the same, and the child's is older: then only the bytes that the child has
 * changed in the frames of its callers and in its thread's own variables (errno) are sent. So are they before an exec,
 * each of which all pages would make too dear.
 */
#include "qemu/osdep.h"

#include "qemu.h"
#include "user-internals.h"

#include "guest.h"
#include "limit.h"
#include "self.h"

#include <sched.h>

#define PAGE_BYTES 4096

/* Of /proc/PID/pagemap: the page is mapped by nobody else, so it was written after the fork (proc(5)). */
#define EXCLUSIVE (UINT64_C(1) << 56)
/* A larger mapping, as of a sanitizer's shadow, takes too long to look through; of 16 GiB it is 60 ms. */
#define LARGEST_REGION (UINT64_C(16) << 30)
/* This much above the parent's stack pointer: the frames of vfork's callers. */
#define STACK_PAGES 16
/* And this much from the page of the thread pointer on, above which the thread's variables lie (AAELF64, TLS). */
#define THREAD_PAGES 2
#define WINDOW_PAGES (STACK_PAGES + THREAD_PAGES)

struct record {
    uint64_t address;
    uint64_t size;
    char bytes[PAGE_BYTES];
};

/* The pages of the frames and the thread's variables as they were before the child began. */
struct window {
    bool known[WINDOW_PAGES];
    abi_ulong addresses[WINDOW_PAGES];
    char bytes[WINDOW_PAGES][PAGE_BYTES];
};

/* Of the vfork that this thread is in; the child has its parent's. */
static __thread struct window *window;
static __thread bool threaded;

/* The pipe of one vfork must not be inherited by the child of another thread's fork. */
static pthread_mutex_t forking = PTHREAD_MUTEX_INITIALIZER;

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

static void send_bytes(int fd, abi_ulong address, const void *bytes, size_t size)
{
    struct record record = {.address = address, .size = size};
    memcpy(record.bytes, bytes, size);
    transfer(fd, &record, sizeof(record), true);
}

static void send_page(int fd, abi_ulong address)
{
    /* Only what is the guest's can be locked so; the emulator's own pages are left out. */
    const void *page = lock_user(VERIFY_WRITE, address, PAGE_BYTES, 1);
    if (page != NULL) {
        send_bytes(fd, address, page, PAGE_BYTES);
    }
}

static struct window *open_window(abi_ulong stack, abi_ulong thread)
{
    struct window *made = g_new0(struct window, 1);
    for (size_t i = 0; i < WINDOW_PAGES; i++) {
        const abi_ulong first = i < STACK_PAGES ? stack : thread;
        const size_t number = i < STACK_PAGES ? i : i - STACK_PAGES;
        made->addresses[i] = (first & ~(abi_ulong)(PAGE_BYTES - 1)) + (abi_ulong)number * PAGE_BYTES;
        const void *page = lock_user(VERIFY_WRITE, made->addresses[i], PAGE_BYTES, 1);
        made->known[i] = page != NULL;
        if (page != NULL) {
            memcpy(made->bytes[i], page, PAGE_BYTES);
        }
    }
    return made;
}

/* What differs from how it was, or was last sent, run by run. */
static void send_changes(int fd, abi_ulong address, char *was)
{
    const char *now = lock_user(VERIFY_WRITE, address, PAGE_BYTES, 1);
    for (size_t i = 0; now != NULL && i < PAGE_BYTES; i++) {
        size_t end = i;
        while (end < PAGE_BYTES && now[end] != was[end]) {
            end++;
        }
        if (end > i) {
            send_bytes(fd, address + i, now + i, end - i);
            memcpy(was + i, now + i, end - i);
            i = end;
        }
    }
}

static void send_window(int fd)
{
    for (size_t i = 0; window != NULL && i < WINDOW_PAGES; i++) {
        if (window->known[i]) {
            send_changes(fd, window->addresses[i], window->bytes[i]);
        }
    }
}

static void send_region(int fd, int pagemap, uintptr_t from, uintptr_t to)
{
    static uint64_t entries[8192];
    ssize_t size = 1;
    for (uintptr_t page = from; page < to && size > 0;) {
        const size_t wanted = MIN((to - page) / PAGE_BYTES, ARRAY_SIZE(entries)) * sizeof(entries[0]);
        size = pread(pagemap, entries, wanted, (off_t)(page / PAGE_BYTES * sizeof(entries[0])));
        for (ssize_t i = 0; i < size / (ssize_t)sizeof(entries[0]); i++, page += PAGE_BYTES) {
            if ((entries[i] & EXCLUSIVE) != 0 && h2g_valid(page)) {
                send_page(fd, h2g_nocheck(page));
            }
        }
    }
}

/*
 * All pages that this process has written, by mappings that have such pages at all (Private_Dirty, proc(5)); false
 * where /proc does not tell, and when one of them was too large.
 */
static bool send_written(int fd)
{
    FILE *maps = fopen("/proc/self/smaps", "re");
    int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    bool all = maps != NULL && pagemap >= 0;
    char line[PATH_MAX + 128];
    char mode[8] = "";
    unsigned long from = 0;
    unsigned long to = 0;
    unsigned long written;
    while (maps != NULL && pagemap >= 0 && fgets(line, sizeof(line), maps) != NULL) {
        if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 || strcmp(mode, "rw-p") != 0 ||
            sscanf(line, "Private_Dirty: %lu", &written) != 1 || written == 0) {
            continue;
        }
        if (to - from <= LARGEST_REGION) {
            send_region(fd, pagemap, from, to);
        } else {
            all = false;
        }
    }
    if (maps != NULL) {
        fclose(maps);
    }
    if (pagemap >= 0) {
        close(pagemap);
    }
    return all;
}

void vfork_give_back(void)
{
    int fd = self_hidden(HIDDEN_VFORK);
    if (fd < 0) {
        return;
    }
    if (threaded || !send_written(fd)) {
        send_window(fd);
    }
    self_drop(HIDDEN_VFORK);
}

/* A parent that was killed meanwhile reads nothing: that is no reason for its child to die of SIGPIPE (pipe(7)). */
void vfork_show(void)
{
    const struct timespec at_once = {0};
    sigset_t mask;
    sigset_t broken;
    int fd = self_hidden(HIDDEN_VFORK);
    if (fd < 0) {
        return;
    }
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken, &mask);
    errno = 0;
    send_window(fd);
    if (errno == EPIPE) {
        sigtimedwait(&broken, NULL, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

/* Waits until the child has executed a program, which closes the pipe, or has ended. */
static void take_back(int fd)
{
    struct record record;
    while (transfer(fd, &record, sizeof(record), false)) {
        void *place = record.size <= PAGE_BYTES ? lock_user(VERIFY_WRITE, record.address, record.size, 0) : NULL;
        if (place != NULL) {
            memcpy(place, record.bytes, record.size);
            unlock_user(place, record.address, record.size);
        }
    }
}

/* vfork(2) needs no descriptors. */
static bool open_pipe(int ends[2])
{
    struct rlimit limit;
    bool opened = pipe2(ends, O_CLOEXEC) == 0;
    if (!opened && errno == EMFILE && limit_raise(&limit)) {
        opened = pipe2(ends, O_CLOEXEC) == 0;
        limit_restore(&limit);
    }
    return opened;
}

bool vfork_clone(CPUArchState *env, abi_long flags, abi_long arg2, abi_long arg3, abi_long arg4, abi_long arg5,
                 abi_long *result)
{
    static __thread bool inside;
    int ends[2];
    const bool is_vfork = (flags & CLONE_VFORK) != 0 && (flags & CLONE_VM) != 0;
    const bool is_fork = (flags & CLONE_VM) == 0;
    if (inside || (!is_vfork && !is_fork)) {
        return false;
    }
    /* Parent and child unlock it, each its own: the thread that has locked it is the one that the child has. */
    pthread_mutex_lock(&forking);
    if (is_vfork && !open_pipe(ends)) {
        pthread_mutex_unlock(&forking);
        return false;
    }
    /* This process may itself be in a vfork. */
    struct window *outer = window;
    const bool outer_threaded = threaded;
    if (is_vfork) {
        threaded = CPU_NEXT(first_cpu) != NULL;
        window = open_window(env->xregs[31], env->cp15.tpidr_el[0]);
    }
    inside = true;
    *result = do_syscall(env, TARGET_NR_clone, flags, arg2, arg3, arg4, arg5, 0, 0, 0);
    inside = false;
    if (*result == 0) {
        /* Nobody waits for a child of the child. */
        self_drop(HIDDEN_VFORK);
    }
    if (is_vfork && *result == 0) {
        close(ends[0]);
        self_hide(HIDDEN_VFORK, ends[1]);
    } else if (is_vfork) {
        close(ends[1]);
    }
    pthread_mutex_unlock(&forking);
    if (is_vfork && *result != 0) {
        if (*result > 0) {
            take_back(ends[0]);
        }
        close(ends[0]);
        g_free(window);
        window = outer;
        threaded = outer_threaded;
    }
    return true;
}
