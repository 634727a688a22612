/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "compiler.h"

#include <stdio.h>
#include <string.h>

static const char *skip(const char *name, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(name, prefix, length) == 0 ? name + length : name;
}

/* aarch64-linux-gnu- (Debian), aarch64-redhat-linux- (Fedora), aarch64-alpine-linux-musl- … */
static const char *without_triplet(const char *name)
{
    const char *system = strncmp(name, "aarch64-", 8) == 0 ? strstr(name, "-linux-") : NULL;
    return system != NULL ? skip(skip(system + sizeof "-linux-" - 1, "gnu-"), "musl-") : name;
}

static size_t length_without_version(const char *name)
{
    size_t length = strlen(name);
    size_t digits = 0;
    while (digits < length && strchr("0123456789.", name[length - 1 - digits]) != NULL) {
        digits++;
    }
    return digits > 0 && digits + 1 < length && name[length - 1 - digits] == '-' ? length - 1 - digits : length;
}

void compiler_tool(const char *name, char tool[NAME_MAX + 1])
{
    static const struct {
        const char *alias, *tool;
    } aliases[] = {{"cc", "gcc"}, {"c++", "g++"}, {"ld", "ld.bfd"}};
    name = without_triplet(name);
    snprintf(tool, NAME_MAX + 1, "%.*s", (int)length_without_version(name), name);
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (strcmp(tool, aliases[i].alias) == 0) {
            strcpy(tool, aliases[i].tool);
        }
    }
}

const char *compiler_version(const char *name)
{
    name = without_triplet(name);
    return length_without_version(name) < strlen(name) ? name : NULL;
}
