/* SPDX-License-Identifier: MIT */
/* chroot(2): behind it /x86_64 cannot be found, so a descriptor of the emulator is taken along. */
#include "preload.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Out of the way of programs that count on the lowest numbers, and below 64 (native/emulator/self.c). */
#define PLACE 48

int chroot(const char *path)
{
    if (kept_emulator() < 0) {
        int fd = open(ROUTER_EMULATOR, O_RDONLY | O_CLOEXEC);
        int high = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, PLACE) : -1;
        if (high >= 0) {
            close(fd);
        }
        keep_emulator(high >= 0 ? high : fd);
    }
    return (int)syscall(SYS_chroot, path);
}
