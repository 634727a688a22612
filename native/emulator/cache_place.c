/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the emulator lies. It is linked as a static-pie, and then marked as a program with a fixed, high address
 * (src/components/emulator/fixed-address.ts), where no guest wants to be. libc still finds a static-pie there.
 */
#include "qemu/osdep.h"

#include "qemu/units.h"

#include "cache.h"

#include <link.h>
#include <malloc.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#ifndef ARM64_ON_X86_IMAGE
#define ARM64_ON_X86_IMAGE 0
#endif
#define HEAP_SIZE (512 * KiB)
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

#define IMAGE ((uintptr_t)ARM64_ON_X86_IMAGE)

/* Below the emulator, so that calls between generated code and helpers reach, whatever grows behind it. */
#define BUFFER_DISTANCE (256 * MiB)

extern const char __ehdr_start[];
extern const char _end[];

/*
 * Where the file gets to know its own program headers: the kernel's are absolute, and libc, which takes it for a
 * static-pie, wants them relative to the load address, as the linker made them. Those are copied here.
 */
__attribute__((used, aligned(8))) const char arm64_on_x86_headers[2048] = {1};

/* The program begins here: before libc looks, AT_PHDR on the stack (System V x86-64 ABI 3.4.1) is put right. */
__asm__(".text\n"
        ".globl arm64_on_x86_entry\n"
        ".type arm64_on_x86_entry, @function\n"
        "arm64_on_x86_entry:\n"
        "  mov (%rsp), %rax\n"
        "  lea 16(%rsp,%rax,8), %rsi\n"
        "1: lodsq\n"
        "  test %rax, %rax\n"
        "  jnz 1b\n"
        "2: lodsq\n"
        "  test %rax, %rax\n"
        "  jz 4f\n"
        "  cmp $3, %rax\n"
        "  je 3f\n"
        "  lodsq\n"
        "  jmp 2b\n"
        "3: lea arm64_on_x86_headers(%rip), %rax\n"
        "  mov %rax, (%rsi)\n"
        "4: jmp _start\n");

static bool is_fixed(void)
{
    return IMAGE != 0 && (uintptr_t)__ehdr_start == IMAGE;
}

/* The heap in one piece: what every start needs of it, about this much, is not faulted in page by page. */
static void prepare_heap(void)
{
    mallopt(M_TOP_PAD, HEAP_SIZE);
    free(malloc(64 * KiB));
    char *end = (char *)((uintptr_t)sbrk(0) & ~(uintptr_t)4095);
    madvise(end - HEAP_SIZE, HEAP_SIZE, MADV_POPULATE_WRITE);
}

void cache_place_start(void)
{
    prepare_heap();
}

void *cache_buffer_place(size_t size)
{
    return is_fixed() && size <= BUFFER_DISTANCE ? (void *)(IMAGE - BUFFER_DISTANCE) : NULL;
}

bool cache_place_is_fixed(uint64_t address)
{
    return address >= IMAGE - BUFFER_DISTANCE && address < (uintptr_t)_end;
}

/* The linker's build ID (ld(1), --build-id) is a hash of all that it has put into the file. */
uint64_t cache_emulator_id(void)
{
    const ElfW(Phdr) *headers = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    const size_t count = getauxval(AT_PHNUM);
    uint64_t id = 0;
    for (size_t i = 0; i < count; i++) {
        if (headers[i].p_type == PT_NOTE) {
            id = cache_hash(id, __ehdr_start + headers[i].p_vaddr, headers[i].p_filesz);
        }
    }
    return id;
}
