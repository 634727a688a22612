/* SPDX-License-Identifier: MIT */
#ifndef CONFORMANCE_SETUP_PARTS_H
#define CONFORMANCE_SETUP_PARTS_H

#include "report.h"

struct situation {
    const char *name;
    int (*make)(const char *argument);
};

/* Each list ends with a name of NULL. */
extern const struct situation file_situations[];
extern const struct situation process_situations[];

#endif
