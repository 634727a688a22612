/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"

#include "cache.h"

#include <cpuid.h>

/* XCR0, which of the vector registers the operating system saves, if any (Intel SDM 2, XGETBV). */
static uint64_t saved_registers(void)
{
    uint32_t a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & bit_OSXSAVE) == 0) {
        return 0;
    }
    __asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    return (uint64_t)d << 32 | a;
}

/* As QEMU asks for them in util/cpuinfo-i386.c (before 8.1 in tcg-target.c.inc). */
uint64_t cache_processor(void)
{
    uint32_t leaf[4] = {0};
    const uint64_t saved = saved_registers();
    uint64_t hash = cache_hash(0, &saved, sizeof(saved));
    /* Leaf 0 has the vendor: of some, AVX also says which accesses are atomic. */
    static const uint32_t leaves[] = {0, 1, 7, 0x80000001};
    for (size_t i = 0; i < ARRAY_SIZE(leaves); i++) {
        if (__get_cpuid_count(leaves[i], 0, &leaf[0], &leaf[1], &leaf[2], &leaf[3])) {
            /* The first two of leaf 1 number this very core. */
            leaf[0] = 0;
            leaf[1] = leaves[i] == 1 ? 0 : leaf[1];
            hash = cache_hash(hash, leaf, sizeof(leaf));
        }
    }
    return hash;
}
