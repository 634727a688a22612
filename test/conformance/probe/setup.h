/* SPDX-License-Identifier: MIT */
/* The situations in which a caller performs a door. */
#ifndef CONFORMANCE_SETUP_H
#define CONFORMANCE_SETUP_H

/* The descriptor that situations put a program or directory on. */
#define PROGRAM_FD 30

/* Makes the situation NAME or NAME:ARGUMENT; 0, or -1 and errno. */
int setup(const char *name);

#endif
