/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translations that outlive the process. The emulator, its code buffer and the guest lie at the same addresses in
 * every process, so that generated code can be taken over as it is. A kept block is only used where the guest's
 * bytes are those that it was made of: whatever else goes wrong, it is a miss.
 */
#include "qemu/osdep.h"

#include "qemu/units.h"

#include "qemu.h"

#include "cache.h"

/* New code that is less than this is not worth a file of its own. */
#define WORTH_KEEPING (16 * KiB)
/* Nor is less than this share of what is kept already, since all of it is written again. */
#define WORTH_A_SHARE 16
/* An image that has as much as this of the loader and the C library serves all programs with that loader. */
#define WORTH_FOR_ALL (256 * KiB)
/* The largest image that is kept. */
#define LARGEST_IMAGE (48 * MiB)
/* Constants from here on are taken for addresses of this process, which differ from one to the next. */
#define LOWEST_HOST_ADDRESS UINT64_C(0x6f0000000000)
#define HIGHEST_HOST_ADDRESS UINT64_C(0x7fffffffffff)
/* A program is translated in units of at most this many bytes (TCG_MAX_INSNS). */
#define LARGEST_BLOCK 2048

/* Of a kept block: what has been invalidated may still be running in another thread, until all are flushed. */
enum use { UNUSED, IN_USE, CHECKED, BROKEN };

static struct {
    bool on;
    bool debugged;
    bool own;
    pid_t pid;
    struct cache_program program;
    uint64_t machine;
    char *base;
    char *end;
    struct cache_image image;
    uint8_t *uses;
    struct cache_entry *made;
    size_t made_count;
    size_t made_room;
    size_t new_code;
} cache;

static struct {
    bool private;
    size_t size;
    char bytes[LARGEST_BLOCK];
} current;

bool cache_is_debugged(void)
{
    return cache.debugged;
}

void *cache_start(void *buffer, void *free_code, const char *cpu, uint64_t guest_base, bool debugged)
{
    char *base = (char *)ROUND_UP((uintptr_t)free_code, 4096);
    cache.debugged = debugged;
    if (debugged || cache_buffer_place(0) == NULL || buffer != cache_buffer_place(0)) {
        return free_code;
    }
    const uint64_t numbers[] = {cache_emulator_id(), guest_base, (uintptr_t)free_code, cache_block_size(),
                                cache_processor(), (uint64_t)sysconf(_SC_LEVEL1_ICACHE_LINESIZE)};
    cache.machine = cache_hash(cache_hash(0, numbers, sizeof(numbers)), cpu, strlen(cpu));
    cache_program_look(&cache.program);
    cache.pid = getpid();
    cache.base = base;
    cache.end = base;
    cache.on = true;
    const struct cache_program *program = &cache.program;
    cache.own = cache_file_open(program->path, program->version, cache.machine, base, LARGEST_IMAGE, &cache.image);
    if (cache.own || (program->loader[0] != '\0' &&
                      cache_file_open(program->loader, program->loader_version, cache.machine, base, LARGEST_IMAGE,
                                      &cache.image))) {
        cache.end = base + cache.image.code_size;
        cache.uses = g_malloc0(cache.image.count);
    }
    return cache.end;
}

static bool fits(const struct cache_entry *entry)
{
    return entry->size > 0 && entry->size <= LARGEST_BLOCK && entry->start % 16 == 0 &&
           (uint64_t)entry->start + cache_block_size() < entry->bytes &&
           (uint64_t)entry->bytes + entry->size <= cache.image.code_size;
}

static bool is_whole(const struct cache_entry *entry)
{
    const char *start = cache.base + entry->start;
    return (uint32_t)cache_hash(entry->start, start, entry->bytes + entry->size - entry->start) == entry->check;
}

void *cache_find(const struct cache_key *key, const void *code)
{
    const struct cache_image *image = &cache.image;
    for (size_t i = image->slot_count > 0 ? cache_slot(key, image->slot_count) : 0; i < image->slot_count;
         i = (i + 1) & (image->slot_count - 1)) {
        const uint32_t number = image->slots[i];
        if (number == 0 || number > image->count) {
            return NULL;
        }
        const struct cache_entry *entry = &image->entries[number - 1];
        uint8_t *use = &cache.uses[number - 1];
        if (memcmp(&entry->key, key, sizeof(*key)) != 0 || *use == IN_USE || *use == BROKEN || !fits(entry) ||
            memcmp(cache.base + entry->bytes, code, entry->size) != 0) {
            continue;
        }
        *use = *use == CHECKED || is_whole(entry) ? IN_USE : BROKEN;
        if (*use == IN_USE) {
            return cache.base + entry->start;
        }
    }
    return NULL;
}

void cache_begin(const void *code, size_t limit)
{
    current.private = false;
    current.size = 0;
    if (cache.on) {
        current.size = MIN(limit, LARGEST_BLOCK);
        memcpy(current.bytes, code, current.size);
    }
}

void cache_constant(uint64_t value)
{
    if (value >= LOWEST_HOST_ADDRESS && value <= HIGHEST_HOST_ADDRESS && !cache_place_is_fixed(value)) {
        current.private = true;
    }
}

void *cache_made(const struct cache_key *key, void *start, void *end, void *limit, const void *code, size_t size)
{
    char *bytes = end;
    if (!cache.on || current.private || size > current.size || memcmp(current.bytes, code, size) != 0 ||
        bytes + size > (char *)limit || bytes + size > cache.base + LARGEST_IMAGE) {
        return end;
    }
    if (cache.made_count == cache.made_room) {
        cache.made_room = cache.made_room * 2 + 512;
        cache.made = g_renew(struct cache_entry, cache.made, cache.made_room);
    }
    memcpy(bytes, code, size);
    cache.made[cache.made_count++] = (struct cache_entry){
        .key = *key,
        .start = (uint32_t)((char *)start - cache.base),
        .bytes = (uint32_t)(bytes - cache.base),
        .size = (uint32_t)size,
    };
    cache.end = bytes + size;
    cache.new_code += (size_t)(cache.end - (char *)start);
    return cache.end;
}

/*
 * A process that starts its first thread throws all blocks away, since code for threads differs. Those that it had
 * made are kept for the next process all the same, while there is room.
 */
void *cache_flushed(void *free_code, void *end)
{
    for (size_t i = 0; i < cache.image.count; i++) {
        cache.uses[i] = cache.uses[i] == IN_USE ? CHECKED : cache.uses[i];
    }
    if (!cache.on || cache.end <= (char *)free_code) {
        return free_code;
    }
    if ((char *)end - cache.base < LARGEST_IMAGE / 2) {
        return (void *)ROUND_UP((uintptr_t)end, 4096);
    }
    /* They are overwritten now. */
    while (cache.made_count > 0 && cache.base + cache.made[cache.made_count - 1].start >= (char *)free_code) {
        cache.made_count--;
    }
    cache.end = free_code;
    return free_code;
}

static bool worth_keeping(void)
{
    struct stat status;
    if (cache.new_code < (cache.own ? MAX(WORTH_KEEPING, cache.image.code_size / WORTH_A_SHARE) : WORTH_KEEPING)) {
        return false;
    }
    /* What has just been built, as by a configure script, may never run again. */
    return stat(cache.program.path, &status) == 0 && S_ISREG(status.st_mode) && time(NULL) - status.st_mtime > 60;
}

/* A copied entry as it goes into the file; false for one that is damaged. What was never used is as it was read. */
static bool finish_entry(struct cache_entry *entry, char *copy, enum use use)
{
    if (use == UNUSED) {
        return fits(entry) && is_whole(entry);
    }
    char *start = copy + entry->start;
    if (use != BROKEN) {
        cache_reset_block(start, cache.base + entry->start, entry->key.cflags);
        entry->check = (uint32_t)cache_hash(entry->start, start, entry->bytes + entry->size - entry->start);
    }
    return use != BROKEN;
}

/* Entries of the image that was taken up, and of what was made since. */
static size_t copy_entries(struct cache_entry *entries, char *copy)
{
    size_t count = 0;
    for (size_t i = 0; i < cache.image.count; i++) {
        entries[count] = cache.image.entries[i];
        count += finish_entry(&entries[count], copy, cache.uses[i]);
    }
    for (size_t i = 0; i < cache.made_count; i++) {
        entries[count] = cache.made[i];
        count += finish_entry(&entries[count], copy, IN_USE);
    }
    return count;
}

/* Another thread may use any descriptor that is opened here, and a forked child is one of many with the same news. */
void cache_leave(void)
{
    if (!cache.on || cache.made_count == 0 || cache.pid != getpid() || CPU_NEXT(first_cpu) != NULL ||
        !worth_keeping()) {
        return;
    }
    const size_t code_size = ROUND_UP((size_t)(cache.end - cache.base), 4096);
    char *copy = g_try_malloc(code_size);
    struct cache_entry *entries = g_try_new(struct cache_entry, cache.image.count + cache.made_count);
    cache.on = false;
    if (copy != NULL && entries != NULL) {
        memset(copy, 0, code_size);
        memcpy(copy, cache.base, (size_t)(cache.end - cache.base));
        const size_t count = copy_entries(entries, copy);
        const struct cache_program *program = &cache.program;
        cache_file_save(program->path, program->version, cache.machine, cache.base, copy, code_size, entries, count);
        if (cache.image.count == 0 && program->loader[0] != '\0' && code_size >= WORTH_FOR_ALL) {
            cache_file_save(program->loader, program->loader_version, cache.machine, cache.base, copy, code_size,
                            entries, count);
        }
    }
    g_free(copy);
    g_free(entries);
}
