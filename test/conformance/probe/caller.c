/* SPDX-License-Identifier: MIT */
/*
 * caller door=NAME path=PATH [arg=WORD | words=COUNTxBYTES | env=NAME=VALUE | setup=NAME | spawn=NAME | dir=PATH |
 * flags=NUMBER | null=argv | null=envp] …
 * Makes a situation, goes through a door, and reports what came back, if it comes back.
 */
#include "doors.h"
#include "report.h"
#include "setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **words;
static size_t count;
static char *environment[WORDS];
static size_t variables;
static struct call call = {.dirfd = AT_FDCWD};

static _Noreturn void fail(const char *what)
{
    report_begin("caller");
    report_text("setup failed", what);
    report_errno("errno", errno);
    report_end();
    exit(3);
}

/* Where the kernel says that this program is. */
static void report_exe(void)
{
    char path[4096] = "";
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    report_text("exe", length < 0 ? strerrorname_np(errno) : path);
}

static void add_words(const char *value)
{
    char *end;
    unsigned long more = strtoul(value, &end, 10);
    size_t bytes = strtoul(end + 1, NULL, 10);
    words = realloc(words, (count + more + 2) * sizeof *words);
    for (; more > 0; more--) {
        words[count] = malloc(bytes + 1);
        memset(words[count], 'a', bytes);
        words[count++][bytes] = '\0';
    }
}

static void take(char *argument)
{
    static size_t spawns;
    char *value = strchr(argument, '=');
    if (value == NULL) {
        fail(argument);
    }
    *value++ = '\0';
    if (strcmp(argument, "door") == 0) {
        call.door = value;
    } else if (strcmp(argument, "path") == 0) {
        call.path = value;
    } else if (strcmp(argument, "arg") == 0) {
        words = realloc(words, (count + 2) * sizeof *words);
        words[count++] = value;
    } else if (strcmp(argument, "words") == 0) {
        add_words(value);
    } else if (strcmp(argument, "env") == 0 && variables < WORDS - 1) {
        environment[variables++] = value;
    } else if (strcmp(argument, "spawn") == 0 && spawns < WORDS - 1) {
        call.spawn[spawns++] = value;
    } else if (strcmp(argument, "flags") == 0) {
        call.flags = atoi(value);
    } else if (strcmp(argument, "dirfd") == 0) {
        call.dirfd = atoi(value);
    } else if (strcmp(argument, "null") == 0) {
        *(strcmp(value, "argv") == 0 ? &call.argv : &call.envp) = NULL;
    } else if (strcmp(argument, "setup") != 0) {
        fail(argument);
    }
}

int main(int argc, char **argv)
{
    struct outcome outcome = {.result = 0, .error = 0, .status = -1};
    words = calloc(2, sizeof *words);
    call.envp = environment;
    /* A mark that no list could have: argv is the words unless null=argv says otherwise. */
    call.argv = (char **)&call;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "setup=", 6) != 0) {
            take(argv[i]);
        }
    }
    words[count] = NULL;
    if (call.argv != NULL) {
        call.argv = words;
    }
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "setup=", 6) == 0 && setup(argv[i] + 6) != 0) {
            fail(argv[i]);
        }
    }
    if (perform(&call, &outcome) != 0) {
        errno = ENOSYS;
        fail(call.door);
    }
    report_begin("caller");
    report_number("result", outcome.result);
    report_errno("errno", outcome.error);
    report_number("status", outcome.status);
    report_exe();
    report_end();
    return 0;
}
