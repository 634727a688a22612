/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What other processes see of the guest: the kernel reads /proc/PID/cmdline and environ in the memory of the process,
 * where it put the emulator's (get_mm_cmdline() in fs/proc/base.c). The guest's own lie on the guest's stack, and what
 * a program writes over them there (setproctitle(3)) is meant to be seen.
 */
#include "qemu/osdep.h"

#include "qemu.h"
#include "user-internals.h"

#include "guest.h"

#include <linux/prctl.h>
#include <sys/auxv.h>
#include <sys/prctl.h>

/* Of the emulator itself: symbols of the linker (ld's default script) and of crt1.o. */
extern char __executable_start, etext, __data_start, edata;

#define WORD sizeof(abi_ulong)

/* The strings that a list on the guest's stack names lie side by side (copy_elf_strings() in linux-user/elfload.c). */
struct strings {
    /* Host's addresses. Both 0: there are none. */
    uintptr_t start;
    uintptr_t end;
    /* Guest's address of what stands behind the list's 0. */
    abi_ulong behind;
};

static bool find_strings(abi_ulong list, struct strings *found)
{
    abi_ulong at;
    found->start = found->end = 0;
    for (;; list += WORD) {
        if (get_user_ual(at, list) != 0) {
            return false;
        }
        if (at == 0) {
            found->behind = list + WORD;
            return true;
        }
        const char *text = g2h_untagged(at);
        found->start = found->start == 0 ? (uintptr_t)text : found->start;
        found->end = (uintptr_t)text + strlen(text) + 1;
    }
}

/*
 * PR_SET_MM_MAP, unlike the rest of PR_SET_MM, needs no privilege (prctl_set_mm_map() in kernel/sys.c). A kernel without
 * CONFIG_CHECKPOINT_RESTORE refuses it: then all stays as it was. It takes every place or none. Of the others it is
 * enough that they are about right, but brk(2) counts on the end of the heap, which another thread may move meanwhile.
 */
static void tell_kernel(const struct strings *arguments, const struct strings *environment)
{
    uintptr_t heap_end;
    struct prctl_mm_map map = {
        .start_code = (uintptr_t)&__executable_start,
        .end_code = (uintptr_t)&etext,
        .start_data = (uintptr_t)&__data_start,
        .end_data = (uintptr_t)&edata,
        .start_stack = getauxval(AT_RANDOM),
        .arg_start = arguments->start,
        .arg_end = arguments->end,
        .env_start = environment->start != 0 ? environment->start : arguments->end,
        .env_end = environment->start != 0 ? environment->end : arguments->end,
        .exe_fd = (__u32)-1,
    };
    do {
        heap_end = (uintptr_t)sbrk(0);
        map.start_brk = heap_end;
        map.brk = heap_end;
    } while (prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0) == 0 && (uintptr_t)sbrk(0) != heap_end);
}

void cmdline_show(CPUArchState *env)
{
    const TaskState *task = env_cpu(env)->opaque;
    struct strings arguments;
    struct strings environment;
    /* Behind argc (System V ABI for AArch64; create_elf_tables() in linux-user/elfload.c). */
    if (find_strings(task->info->start_stack + WORD, &arguments) && arguments.start != 0 &&
        find_strings(arguments.behind, &environment)) {
        tell_kernel(&arguments, &environment);
    }
}
