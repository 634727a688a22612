/* SPDX-License-Identifier: MIT */
/* uname(2) as a guest sees it: native tools that ask what machine this is are building for aarch64. */
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

int uname(struct utsname *name)
{
    int result = (int)syscall(SYS_uname, name);
    if (result == 0) {
        memset(name->machine, 0, sizeof name->machine);
        strcpy(name->machine, "aarch64");
    }
    return result;
}
