/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translations that outlive the process: what QEMU's translator calls, and what the parts of the cache share.
 * docs/translation-cache.md says how it works and whom it trusts.
 */
#ifndef ARM64_ON_X86_CACHE_H
#define ARM64_ON_X86_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a translation block was made for. */
struct cache_key {
    uint64_t pc;
    uint64_t cs_base;
    uint32_t flags;
    uint32_t cflags;
};

/* A kept block: the TB structure, its code and search data, and behind them the guest's bytes that it was made of. */
struct cache_entry {
    struct cache_key key;
    uint32_t start;
    uint32_t bytes;
    uint32_t size;
    uint32_t check;
};

/* Where the buffer for generated code must lie to be the same in all processes; NULL: anywhere, there is no cache. */
void *cache_buffer_place(size_t size);

/* First of all: see cache_place.c. */
void cache_place_start(void);

/* Is the address one of the emulator's file or of the code buffer? */
bool cache_place_is_fixed(uint64_t address);

/* What distinguishes this build of the emulator from all others. */
uint64_t cache_emulator_id(void);

/*
 * Once the prologue is generated: takes up what earlier processes have kept for this program. `free_code` is where
 * the buffer is still empty; returns where it is empty now.
 */
void *cache_start(void *buffer, void *free_code, const char *cpu, uint64_t guest_base, bool debugged);

/* Is a debugger there, so that blocks must not be linked past its breakpoints, and none are kept? */
bool cache_is_debugged(void);

/* In tcg/region.c: calls cache_start with what the buffer is, and lets new code begin behind the kept. */
void tcg_region_keep(const char *cpu, uint64_t guest_base, bool debugged);

/* A kept block for the key whose guest bytes are those at `code`, as cache_reset_block() left it; else NULL. */
void *cache_find(const struct cache_key *key, const void *code);

/* Before a translation: looks at the guest's bytes before the translator does. `limit` is how many it may read. */
void cache_begin(const void *code, size_t limit);

/* The generated code of this translation contains the constant. */
void cache_constant(uint64_t value);

/*
 * After a translation that is linked in: the block lies from `start` to `end`, and was made of `size` bytes at `code`.
 * Returns where the next block may begin.
 */
void *cache_made(const struct cache_key *key, void *start, void *end, void *limit, const void *code, size_t size);

/* All blocks are being thrown away; the buffer is empty from `free_code` on if they are not kept. */
void *cache_flushed(void *free_code, void *end);

/* Before the process ends or executes another program: keeps what is new, if it is worth it. */
void cache_leave(void);

/* A copied block as it was when it was fresh: linked to nothing, valid. `from` is where it was copied from. */
void cache_reset_block(void *copy, const void *from, uint32_t cflags);
size_t cache_block_size(void);

/* What code is generated for besides the guest: the processor's features, as a hash. */
uint64_t cache_processor(void);

/* The program and the loader that it names (empty: none), each with a hash that another file in its place has not. */
struct cache_program {
    const char *path;
    uint64_t version;
    char loader[256];
    uint64_t loader_version;
};
void cache_program_look(struct cache_program *program);

/* cache_file.c */
struct cache_image {
    const void *base;
    size_t code_size;
    const struct cache_entry *entries;
    size_t count;
    const uint32_t *slots;
    size_t slot_count;
};

/* The program's kept image, its code at `base`. False when there is none of this version that fits. */
bool cache_file_open(const char *program, uint64_t version, uint64_t machine, void *base, size_t room,
                     struct cache_image *image);

/* Writes code (a copy of what is at `base`) and entries beside, then in the place of, the program's image. */
void cache_file_save(const char *program, uint64_t version, uint64_t machine, const void *base, const void *code,
                     size_t code_size, struct cache_entry *entries, size_t count);

/* cache_store.c: the directories. Descriptors that the caller closes; -1. */
int cache_store_open(const char *name);
int cache_store_create(const char *name, int *directory);
void cache_store_trim(int directory);

uint64_t cache_hash(uint64_t seed, const void *data, size_t size);

/* Where in the index of a power of two slots a key is looked for first. */
static inline size_t cache_slot(const struct cache_key *key, size_t count)
{
    return cache_hash(key->flags, &key->pc, sizeof(key->pc)) & (count - 1);
}

#endif
