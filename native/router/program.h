/* SPDX-License-Identifier: MIT OR GPL-2.0-or-later */
#ifndef ARM64_ON_X86_ROUTER_PROGRAM_H
#define ARM64_ON_X86_ROUTER_PROGRAM_H

#include <stddef.h>

/*
 * Can the aarch64 program behind the descriptor be loaded, as far as the kernel checks before the point of no
 * return? 0, or the errno of load_elf_binary() in fs/binfmt_elf.c: ENOEXEC for a broken header, and for the
 * program interpreter (ld-linux-aarch64.so.1) ENOENT, EACCES, ELIBBAD …
 * The head holds the file's first bytes, zero-filled to at least sizeof(Elf64_Ehdr).
 */
int program_check(int fd, const char *head);

#endif
