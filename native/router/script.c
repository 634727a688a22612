/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#include "router.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char *skip_blanks(char *from, char *end)
{
    while (from < end && is_blank(*from)) {
        from++;
    }
    return from;
}

static char *word_end(char *from, char *end)
{
    while (from < end && *from != '\0' && !is_blank(*from)) {
        from++;
    }
    return from;
}

bool script_parse(char head[ROUTER_HEAD_SIZE + 1], struct script_line *line)
{
    if (head[0] != '#' || head[1] != '!') {
        return false;
    }
    char *last = head + ROUTER_HEAD_SIZE - 1;
    char *end = memchr(head, '\n', strnlen(head, ROUTER_HEAD_SIZE));
    if (end == NULL) {
        /* The line is longer than what the kernel reads, or the file ends in it. The interpreter's name must
         * be whole: without a blank or NUL behind it within the buffer it may have been cut. */
        if (word_end(skip_blanks(head + 2, last + 1), last + 1) == last + 1) {
            return false;
        }
        end = last;
    }
    while (is_blank(end[-1])) {
        end--;
    }
    char *name = skip_blanks(head + 2, end);
    if (name == end) {
        return false;
    }
    char *name_end = word_end(name, end);
    /* A file that ends in blanks behind the name gives an empty argument: the kernel takes the NUL for one. */
    bool has_argument = name_end < end && *name_end != '\0';
    line->interpreter = name;
    line->argument = has_argument ? skip_blanks(name_end, end) : NULL;
    *end = '\0';
    *name_end = '\0';
    return true;
}
