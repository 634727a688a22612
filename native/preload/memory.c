/* SPDX-License-Identifier: MIT */
/*
 * Huge pages for compilers (madvise(2), MADV_HUGEPAGE): they touch fresh memory all the time, mostly for less than a
 * second, which on machines with dear page faults (virtual ones) shows. Other programs keep what the system gives them.
 */
#include <limits.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HUGE_PAGE ((size_t)2 << 20)
/* Of the heap's first step; what is not touched costs nothing. */
#define HEAP_ROOM (64 << 20)
/* The highest that glibc takes (mallopt(3), DEFAULT_MMAP_THRESHOLD_MAX): what is larger gets a mapping of its own. */
#define LARGEST_ON_HEAP (32 << 20)

static bool wants_huge_pages;

/* gcc's programs that compile; the driver and the assembler would gain nothing. */
static bool is_compiler(void)
{
    static const char *const names[] = {"cc1", "cc1plus", "f951", "lto1"};
    const char *path = (const char *)getauxval(AT_EXECFN);
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    for (size_t i = 0; slash != NULL && i < sizeof names / sizeof *names; i++) {
        if (strcmp(slash + 1, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

__attribute__((constructor)) static void prepare_memory(void)
{
    if (!is_compiler()) {
        return;
    }
    wants_huge_pages = true;
    /* Trimming would give back what is needed again at once. */
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_MMAP_THRESHOLD, LARGEST_ON_HEAP);
    mallopt(M_TOP_PAD, HEAP_ROOM);
    char *start = sbrk(0);
    /* Too large for what the heap may have already, so it grows. */
    void *volatile block = malloc(HUGE_PAGE);
    free(block);
    mallopt(M_TOP_PAD, (int)HUGE_PAGE);
    /* Where the kernel has no huge pages, the advice is refused and nothing changes. */
    madvise(start, (size_t)((char *)sbrk(0) - start), MADV_HUGEPAGE);
}

/* gcc's garbage-collected memory comes from mmap, two MiB at a time (its ggc-page.cc). */
void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    void *start = (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
    if (wants_huge_pages && (flags & MAP_ANONYMOUS) != 0 && length >= HUGE_PAGE && start != MAP_FAILED) {
        madvise(start, length, MADV_HUGEPAGE);
    }
    return start;
}

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off_t offset)
    __attribute__((alias("mmap")));
