/* SPDX-License-Identifier: MIT */
/* Plugins that a compiler or linker is given and that the native one cannot load. */
#ifndef ARM64_ON_X86_PLUGIN_H
#define ARM64_ON_X86_PLUGIN_H

#include <stdbool.h>

/*
 * Whether a word, or a word of a response file (@FILE), names a plugin that only the guest's own program can load: an
 * aarch64 file, or one that gcc looks for in its own directory, where the native gcc has none.
 */
bool has_foreign_plugin(char **argv);

/*
 * Whether a word has gcc record, by Fedora's plugin annobin, with which options each function was compiled: notes for
 * annocheck(1), which change nothing of the code. rpm's flags have it in each build (redhat-rpm-config's macros).
 */
bool is_annobin(const char *word);

#endif
