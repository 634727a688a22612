/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Longer lists are given in short. */
#define WORDS_MAX 40

static char line[1 << 18];
static size_t used;
static int first;

static void put(const char *text, size_t length)
{
    if (used + length < sizeof line) {
        memcpy(line + used, text, length);
        used += length;
    }
}

static void put_string(const char *text)
{
    char escape[8];
    put("\"", 1);
    /* A very long word shows its beginning and its length. */
    size_t length = strlen(text);
    for (size_t i = 0; i < length && i < 512; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\' || c < ' ' || c > '~') {
            put(escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", c));
        } else {
            put(text + i, 1);
        }
    }
    if (length > 512) {
        char note[40];
        put(note, (size_t)snprintf(note, sizeof note, "... %zu bytes", length));
    }
    put("\"", 1);
}

static void put_key(const char *key)
{
    put(first ? "{" : ",", 1);
    first = 0;
    put_string(key);
    put(":", 1);
}

void report_begin(const char *who)
{
    used = 0;
    first = 1;
    report_text("who", who);
}

void report_number(const char *key, long value)
{
    char text[32];
    put_key(key);
    put(text, (size_t)snprintf(text, sizeof text, "%ld", value));
}

void report_text(const char *key, const char *value)
{
    put_key(key);
    put_string(value);
}

static int items;

void report_open_list(const char *key)
{
    put_key(key);
    put("[", 1);
    items = 0;
}

void report_item(const char *value)
{
    if (items++ > 0) {
        put(",", 1);
    }
    put_string(value);
}

void report_close_list(void)
{
    put("]", 1);
}

void report_words(const char *key, char *const *words)
{
    size_t count = 0;
    size_t bytes = 0;
    while (words != NULL && words[count] != NULL) {
        bytes += strlen(words[count++]) + 1;
    }
    report_open_list(key);
    for (size_t i = count > WORDS_MAX ? count - 3 : 0; i < count; i++) {
        report_item(words[i]);
    }
    if (count > WORDS_MAX) {
        char note[64];
        snprintf(note, sizeof note, "%zu words, %zu bytes", count, bytes);
        report_item(note);
    }
    report_close_list();
}

void report_errno(const char *key, int error)
{
    report_text(key, error == 0 ? "0" : strerrorname_np(error) != NULL ? strerrorname_np(error) : "unknown");
}

void report_end(void)
{
    put("}\n", 2);
    int fd = fcntl(REPORT_FD, F_GETFD) >= 0 ? REPORT_FD : open(REPORT_FILE, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (fd < 0 || write(fd, line, used) != (ssize_t)used) {
        _exit(99);
    }
    if (fd != REPORT_FD) {
        close(fd);
    }
}
