/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kept block looks like, which is QEMU's business and changes from series to series. */
#include "qemu/osdep.h"

#include "cpu.h"
#if QEMU_VERSION_MAJOR >= 10
#include "exec/translation-block.h"
#else
#include "exec/exec-all.h"
#endif

#include "cache.h"

#if QEMU_VERSION_MAJOR >= 8
#define NO_JUMP TB_JMP_OFFSET_INVALID
#else
#define NO_JUMP TB_JMP_RESET_OFFSET_INVALID
#endif

size_t cache_block_size(void)
{
    return sizeof(TranslationBlock);
}

/* Both jumps go on within the block again: the displacement of an x86 jmp behind its opcode (tb_set_jmp_target). */
static void reset_jump(TranslationBlock *copy, ptrdiff_t moved, int number)
{
#if QEMU_VERSION_MAJOR >= 8
    const uintptr_t jump = (uintptr_t)copy->tc.ptr + copy->jmp_insn_offset[number];
#else
    const uintptr_t jump = (uintptr_t)copy->tc.ptr + copy->jmp_target_arg[number];
#endif
    const uintptr_t target = (uintptr_t)copy->tc.ptr + copy->jmp_reset_offset[number];
#if QEMU_VERSION_MAJOR >= 8
    copy->jmp_target_addr[number] = target;
#endif
    const int32_t displacement = (int32_t)(target - (jump + sizeof(displacement)));
    memcpy((char *)jump + moved, &displacement, sizeof(displacement));
}

void cache_reset_block(void *copy, const void *from, uint32_t cflags)
{
    TranslationBlock *block = copy;
    for (int i = 0; i < 2; i++) {
        if (block->jmp_reset_offset[i] != NO_JUMP) {
            reset_jump(block, (char *)copy - (const char *)from, i);
        }
        block->jmp_list_next[i] = 0;
        block->jmp_dest[i] = 0;
    }
    block->jmp_list_head = 0;
    block->cflags = cflags;
    memset(&block->jmp_lock, 0, sizeof(block->jmp_lock));
#if QEMU_VERSION_MAJOR >= 8
    memset(&block->itree, 0, sizeof(block->itree));
#else
    memset(block->page_next, 0, sizeof(block->page_next));
#endif
}
