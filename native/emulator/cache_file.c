/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program's image: a header, the code as it lay in memory, the index. Written beside and renamed, it is never half
 * there; checksums tell what a disk has damaged.
 */
#include "qemu/osdep.h"
#include "qemu/host-utils.h"

#include "cache.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>

#define HEADER_SIZE 4096
#define MAGIC "arm64-on-x86 tb1"

struct header {
    char magic[16];
    uint64_t machine;
    uint64_t program;
    uint64_t version;
    uint64_t base;
    uint64_t code_size;
    uint64_t count;
    uint64_t slot_count;
    uint64_t check;
};

/* Against accident, not malice: who can write the file could give it any checksum. */
uint64_t cache_hash(uint64_t seed, const void *data, size_t size)
{
    const uint64_t prime = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t hash = (seed ^ size) * prime;
    const char *at = data;
    for (; size >= 8; size -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, sizeof(word));
        hash = (hash ^ word) * prime;
        hash ^= hash >> 32;
    }
    uint64_t word = 0;
    memcpy(&word, at, size);
    hash = (hash ^ word) * prime;
    return hash ^ (hash >> 29);
}

static void name_of(char name[32], const char *program, uint64_t machine)
{
    snprintf(name, 32, "%016" PRIx64, cache_hash(machine, program, strlen(program)));
}

static uint64_t check_of(struct header header, const void *entries, const void *slots)
{
    header.check = 0;
    uint64_t hash = cache_hash(0, &header, sizeof(header));
    hash = cache_hash(hash, entries, header.count * sizeof(struct cache_entry));
    return cache_hash(hash, slots, header.slot_count * sizeof(uint32_t));
}

static bool is_sound(const struct header *header, uint64_t machine, const void *base, size_t room, size_t size)
{
    return memcmp(header->magic, MAGIC, sizeof(header->magic)) == 0 && header->machine == machine &&
           header->base == (uintptr_t)base && header->code_size <= room && header->code_size % 4096 == 0 &&
           header->count <= room / sizeof(struct cache_entry) && header->slot_count <= room / sizeof(uint32_t) &&
           header->slot_count > header->count && (header->slot_count & (header->slot_count - 1)) == 0 &&
           size == HEADER_SIZE + header->code_size + header->count * sizeof(struct cache_entry) +
                       header->slot_count * sizeof(uint32_t);
}

/*
 * Linking blocks writes to nearly every page of those that a program uses: to read them at once into the buffer, which
 * has large pages, costs less than to map the file copy on write. It also works where files may not be executed.
 */
static bool read_code(int fd, void *base, size_t size)
{
    return pread(fd, base, size, HEADER_SIZE) == (ssize_t)size;
}

static bool open_image(int fd, const char *program, uint64_t version, uint64_t machine, void *base, size_t room,
                       struct cache_image *image)
{
    struct header header;
    struct stat status;
    if (pread(fd, &header, sizeof(header), 0) != sizeof(header) || fstat(fd, &status) != 0 ||
        !is_sound(&header, machine, base, room, (size_t)status.st_size) ||
        header.program != cache_hash(0, program, strlen(program)) || header.version != version) {
        return false;
    }
    const size_t index_size = (size_t)status.st_size - HEADER_SIZE - header.code_size;
    const char *index = mmap(NULL, index_size, PROT_READ, MAP_PRIVATE, fd, (off_t)(HEADER_SIZE + header.code_size));
    if (index == MAP_FAILED) {
        return false;
    }
    *image = (struct cache_image){
        .code_size = header.code_size,
        .entries = (const struct cache_entry *)index,
        .count = header.count,
        .slots = (const uint32_t *)(index + header.count * sizeof(struct cache_entry)),
        .slot_count = header.slot_count,
    };
    if (check_of(header, image->entries, image->slots) == header.check && read_code(fd, base, header.code_size)) {
        return true;
    }
    munmap((void *)index, index_size);
    *image = (struct cache_image){0};
    return false;
}

bool cache_file_open(const char *program, uint64_t version, uint64_t machine, void *base, size_t room,
                     struct cache_image *image)
{
    char name[32];
    name_of(name, program, machine);
    int fd = cache_store_open(name);
    if (fd < 0) {
        return false;
    }
    bool found = open_image(fd, program, version, machine, base, room, image);
    close(fd);
    return found;
}

static uint32_t *make_slots(const struct cache_entry *entries, size_t count, size_t slot_count)
{
    uint32_t *slots = g_new0(uint32_t, slot_count);
    for (size_t i = 0; i < count; i++) {
        size_t slot = cache_slot(&entries[i].key, slot_count);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slot_count - 1);
        }
        slots[slot] = (uint32_t)(i + 1);
    }
    return slots;
}

static bool write_all(int fd, struct iovec *parts, int count)
{
    size_t size = 0;
    struct rlimit limit;
    for (int i = 0; i < count; i++) {
        size += parts[i].iov_len;
    }
    /* To write more than the limit would end the process by a signal. */
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur >= size &&
           writev(fd, parts, count) == (ssize_t)size;
}

void cache_file_save(const char *program, uint64_t version, uint64_t machine, const void *base, const void *code,
                     size_t code_size, struct cache_entry *entries, size_t count)
{
    char name[32];
    char partial[64];
    int directory;
    name_of(name, program, machine);
    snprintf(partial, sizeof(partial), "%s.%d", name, getpid());
    int fd = cache_store_create(partial, &directory);
    if (fd < 0) {
        return;
    }
    const size_t slot_count = pow2ceil(count * 2 + 1);
    g_autofree uint32_t *slots = make_slots(entries, count, slot_count);
    char page[HEADER_SIZE] = {0};
    struct header header = {
        .magic = MAGIC,
        .machine = machine,
        .program = cache_hash(0, program, strlen(program)),
        .version = version,
        .base = (uintptr_t)base,
        .code_size = code_size,
        .count = count,
        .slot_count = slot_count,
    };
    header.check = check_of(header, entries, slots);
    memcpy(page, &header, sizeof(header));
    struct iovec parts[] = {
        {page, sizeof(page)},
        {(void *)code, code_size},
        {entries, count * sizeof(*entries)},
        {slots, slot_count * sizeof(*slots)},
    };
    if (!write_all(fd, parts, ARRAY_SIZE(parts)) || renameat(directory, partial, directory, name) != 0) {
        unlinkat(directory, partial, 0);
    }
    close(fd);
    cache_store_trim(directory);
    close(directory);
}
