/* SPDX-License-Identifier: MIT */
/* One line of JSON to the test, written with a single write(2). */
#ifndef CONFORMANCE_REPORT_H
#define CONFORMANCE_REPORT_H

#include <stddef.h>

/* The pipe that the runner reads; where a case closes it, lines are appended to the file. */
#define REPORT_FD 40
#define REPORT_FILE "/out/report"

void report_begin(const char *who);
void report_number(const char *key, long value);
void report_text(const char *key, const char *value);
/* A list of words; of a long one its length, size and last words. */
void report_words(const char *key, char *const *words);
/* The name of an errno value (0 is "0"). */
void report_errno(const char *key, int error);
/* A list of texts that the caller makes one by one. */
void report_open_list(const char *key);
void report_item(const char *value);
void report_close_list(void);
void report_end(void);

#endif
