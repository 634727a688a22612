/* SPDX-License-Identifier: MIT */
#ifndef CONFORMANCE_DESCRIPTORS_H
#define CONFORMANCE_DESCRIPTORS_H

/* Reports what is open, as fcntl(2) and as /proc say it. */
void report_descriptors(void);

#endif
