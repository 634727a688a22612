/* SPDX-License-Identifier: MIT */
/* The smallest test frame: CHECK counts, says where it failed, and goes on. */
#ifndef ARM64_ON_X86_CHECK_H
#define ARM64_ON_X86_CHECK_H

#include <stdio.h>
#include <string.h>

static int checks;
static int failures;

#define CHECK(condition)                                                                                         \
    do {                                                                                                         \
        checks++;                                                                                                \
        if (!(condition)) {                                                                                      \
            failures++;                                                                                          \
            fprintf(stderr, "%s:%d: %s: failed: %s\n", __FILE__, __LINE__, __func__, #condition);                \
        }                                                                                                        \
    } while (0)

#define CHECK_TEXT(actual, expected)                                                                             \
    do {                                                                                                         \
        const char *got = (actual);                                                                              \
        checks++;                                                                                                \
        if (got == NULL || strcmp(got, expected) != 0) {                                                         \
            failures++;                                                                                          \
            fprintf(stderr, "%s:%d: %s: expected \"%s\", got \"%s\"\n", __FILE__, __LINE__, __func__, expected,  \
                    got != NULL ? got : "(null)");                                                               \
        }                                                                                                        \
    } while (0)

static inline int report(const char *name)
{
    printf("%s: %d checks, %d failed\n", name, checks, failures);
    return failures == 0 ? 0 : 1;
}

#endif
