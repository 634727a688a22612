/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include "plugin.h"

#include <stdlib.h>

static size_t count(char **argv)
{
    size_t words = 0;
    while (argv[words] != NULL) {
        words++;
    }
    return words;
}

char **native_arguments(char **argv, char *program)
{
    char **words = calloc(count(argv) + 1, sizeof *words);
    size_t length = 0;
    if (words == NULL) {
        return NULL;
    }
    words[length++] = program;
    for (char **word = argv + 1; *word != NULL; word++) {
        if (!is_annobin(*word)) {
            words[length++] = *word;
        }
    }
    return words;
}
