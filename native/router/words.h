/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
/* The words that come before the arguments of the request: names and what #! lines say. */
#ifndef ARM64_ON_X86_ROUTER_WORDS_H
#define ARM64_ON_X86_ROUTER_WORDS_H

#include "file.h"

/* argv[0] becomes this word. */
void name_program(struct route *route, const char *word);

/* bprm->filename: what the kernel calls a file that is given by descriptor (alloc_bprm() in fs/exec.c). */
const char *name_of(const struct file *file);

/* One #! line: its words go in front of what is there, and the interpreter becomes the next file. 0 or an errno. */
int enter_script(struct file *file, struct route *route);

#endif
