/* SPDX-License-Identifier: MIT */
/* The emulator's descriptors, moved out of the guest's way while another thread opens files. */
#include "check.h"
#include "self.h"

#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

int __real_fcntl(int fd, int command, int argument);
int __wrap_fcntl(int fd, int command, ...);

static int others = -1;

/* Once a number was found free, as by fcntl(2) F_GETFD, another thread's open(2) takes it (ld(1), --wrap). */
int __wrap_fcntl(int fd, int command, ...)
{
    va_list list;
    va_start(list, command);
    int argument = command == F_GETFD ? 0 : va_arg(list, int);
    va_end(list);
    int result = __real_fcntl(fd, command, argument);
    if (command == F_GETFD && result < 0 && others < 0) {
        others = dup2(0, fd);
    }
    return result;
}

static bool is_file(int fd, int other)
{
    char names[2][32];
    char files[2][256] = {"", ""};
    for (int i = 0; i < 2; i++) {
        snprintf(names[i], sizeof names[i], "/proc/self/fd/%d", i == 0 ? fd : other);
        if (readlink(names[i], files[i], sizeof files[i] - 1) < 0) {
            return false;
        }
    }
    return strcmp(files[0], files[1]) == 0;
}

int main(void)
{
    int kept = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int file = open("/", O_RDONLY | O_CLOEXEC);
    int input = open("/etc/passwd", O_RDONLY);
    dup2(input, 0);
    self_hide(HIDDEN_PROGRAM, dup(file));
    int place = self_hidden(HIDDEN_PROGRAM);
    CHECK(others >= 0 && is_file(others, 0));
    CHECK(place != others && is_file(place, file) && __real_fcntl(place, F_GETFD, 0) == FD_CLOEXEC);
    CHECK(place < 64);
    self_drop(HIDDEN_PROGRAM);
    self_hide(HIDDEN_SELF, kept);
    CHECK(self_hidden(HIDDEN_SELF) == place && __real_fcntl(kept, F_GETFD, 0) < 0);
    return report("self_test");
}
