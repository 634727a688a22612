/* SPDX-License-Identifier: MIT */
/*
 * Whether memory has huge pages, as smaps tells (proc(5)): only under the name of a compiler, with the library
 * loaded.
 */
#include "check.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* The flag "hg", MADV_HUGEPAGE, of the mapping that holds the address. */
static bool has_huge_pages(const void *address)
{
    char line[4096];
    bool here = false;
    bool huge = false;
    FILE *maps = fopen("/proc/self/smaps", "r");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        uintptr_t start;
        uintptr_t end;
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &start, &end) == 2) {
            here = start <= (uintptr_t)address && (uintptr_t)address < end;
        } else if (here && strncmp(line, "VmFlags:", 8) == 0) {
            huge = strstr(line, " hg") != NULL;
        }
    }
    if (maps != NULL) {
        fclose(maps);
    }
    return huge;
}

int main(int argc, char *argv[])
{
    const char *name = strrchr(argv[0], '/');
    bool compiler = name != NULL && strcmp(name, "/cc1") == 0;
    size_t size = (size_t)2 << 20;
    /* Neither is too large for the heap, and the second is the size of gcc's own mappings. */
    char *block = malloc(size / 2);
    char *mapping = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *small = mmap(NULL, size / 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)argc;
    CHECK(block != NULL && has_huge_pages(block) == compiler);
    CHECK(mapping != MAP_FAILED && has_huge_pages(mapping + size / 2) == compiler);
    CHECK(small != MAP_FAILED && !has_huge_pages(small));
    free(block);
    return report("memory_test");
}
