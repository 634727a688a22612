/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "router.h"

/* Parses a text as a script's first bytes; false when the kernel would give ENOEXEC. */
static bool parse(const char *text, size_t length, char head[ROUTER_HEAD_SIZE + 1], struct script_line *line)
{
    memset(head, 0, ROUTER_HEAD_SIZE + 1);
    memcpy(head, text, length < ROUTER_HEAD_SIZE ? length : ROUTER_HEAD_SIZE);
    return script_parse(head, line);
}

static void check_line(const char *text, const char *interpreter, const char *argument)
{
    char head[ROUTER_HEAD_SIZE + 1];
    struct script_line line;
    CHECK(parse(text, strlen(text), head, &line));
    CHECK_TEXT(line.interpreter, interpreter);
    if (argument == NULL) {
        CHECK(line.argument == NULL);
    } else {
        CHECK_TEXT(line.argument, argument);
    }
}

static void check_refused(const char *text, size_t length)
{
    char head[ROUTER_HEAD_SIZE + 1];
    struct script_line line;
    CHECK(!parse(text, length, head, &line));
}

static void test_usual_lines(void)
{
    check_line("#!/bin/sh\n", "/bin/sh", NULL);
    check_line("#!/bin/sh", "/bin/sh", NULL);
    check_line("#! \t /bin/sh \t \n", "/bin/sh", NULL);
    check_line("#!/usr/bin/env python3 -u \n", "/usr/bin/env", "python3 -u");
    check_line("#!/bin/sh\t-e\n", "/bin/sh", "-e");
    check_line("#!relative/sh\n", "relative/sh", NULL);
    check_line("#!/bin/sh\r\n", "/bin/sh\r", NULL);
    check_line("#!/bin/sh -e", "/bin/sh", "-e");
}

static void test_kernel_oddities(void)
{
    /* Without a newline the NUL behind the text counts as a character that is no blank. */
    check_line("#!/bin/sh ", "/bin/sh", "");
    check_line("#!", "", NULL);
    check_line("#!  ", "", NULL);
    check_refused("#!\n", 3);
    check_refused("#!   \n", 6);
    check_refused("#", 1);
    check_refused("", 0);
    check_refused("!#/bin/sh\n", 10);
}

/* "#!" + '/' and 'x' up to `length` bytes, then `tail`. */
static size_t long_line(char *text, size_t length, const char *tail)
{
    memset(text, 'x', length);
    memcpy(text, "#!/", 3);
    strcpy(text + length, tail);
    return length + strlen(tail);
}

static void test_long_lines(void)
{
    char text[600];
    char head[ROUTER_HEAD_SIZE + 1];
    struct script_line line;
    CHECK(parse(text, long_line(text, 255, "\n"), head, &line));
    CHECK(strlen(line.interpreter) == 253);
    check_refused(text, long_line(text, 256, "\n"));
    check_refused(text, long_line(text, 300, "\n"));
    /* A blank in the last byte ends the name; nothing is left for an argument. */
    CHECK(parse(text, long_line(text, 255, " -e\n"), head, &line));
    CHECK(strlen(line.interpreter) == 253 && line.argument == NULL);
    /* The argument may be cut, as it is by the kernel. */
    const char *argument = " abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghij\n";
    CHECK(parse(text, long_line(text, 200, argument), head, &line));
    CHECK(line.argument != NULL && strlen(line.argument) == 54);
    memset(text, ' ', sizeof text);
    memcpy(text, "#!", 2);
    check_refused(text, sizeof text);
}

int main(void)
{
    test_usual_lines();
    test_kernel_oddities();
    test_long_lines();
    return report("script_test");
}
