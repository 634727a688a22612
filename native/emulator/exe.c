/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the guest sees of its own program: /proc/self/exe, comm, AT_EXECFN. */
#include "qemu/osdep.h"

#include "qemu.h"
#include "user-internals.h"

#include "guest.h"
#include "self.h"

#include <sys/prctl.h>
#include <sys/utsname.h>

static char path_of_exe[PATH_MAX];

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The path as it was given is kept where nothing better is known. */
static void find_path(int fd, const char *path)
{
    char link[32];
    bool is_link = g_str_has_prefix(path, "/dev/fd/") || g_str_has_prefix(path, "/proc/");
    if (!is_link && realpath(path, path_of_exe) != NULL) {
        return;
    }
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path_of_exe, sizeof(path_of_exe) - 1);
    if (length >= 0) {
        path_of_exe[length] = '\0';
    } else {
        g_strlcpy(path_of_exe, path, sizeof(path_of_exe));
    }
}

/* Since Linux 6.14 a program that is started by descriptor alone is called by its file's name (fs/exec.c). */
static bool kernel_names_unnamed(void)
{
    struct utsname kernel;
    int major = 0;
    int minor = 0;
    uname(&kernel);
    sscanf(kernel.release, "%d.%d", &major, &minor);
    return major > 6 || (major == 6 && minor >= 14);
}

static void set_comm(const char *name)
{
    char comm[NAME_MAX + 1];
    if (self_unnamed() && kernel_names_unnamed()) {
        name = path_of_exe;
        g_strlcpy(comm, last_part(name), sizeof(comm));
        if (g_str_has_suffix(comm, " (deleted)")) {
            comm[strlen(comm) - strlen(" (deleted)")] = '\0';
        }
        name = comm;
    }
    prctl(PR_SET_NAME, last_part(name));
}

void exe_start(int fd, const char *path)
{
    find_path(fd, path);
    set_comm(path);
    /* QEMU closes its descriptor; one is kept, since the file may be renamed, replaced or deleted. */
    self_hide(HIDDEN_PROGRAM, fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

const char *exe_path(void)
{
    return path_of_exe;
}

bool exe_is_asked(const char *path)
{
    char own[32];
    if (!g_str_has_prefix(path, "/proc/")) {
        return false;
    }
    snprintf(own, sizeof(own), "/proc/%d/exe", getpid());
    return strcmp(path, "/proc/self/exe") == 0 || strcmp(path, "/proc/thread-self/exe") == 0 ||
           strcmp(path, own) == 0;
}

const char *exe_name(const char *path, char **argv)
{
    int index = self_name_index();
    for (int i = 1; i <= index; i++) {
        if (argv[i] == NULL) {
            return path;
        }
    }
    if (index > 0) {
        path = argv[index];
        set_comm(path);
    }
    return path;
}

int exe_open(int flags)
{
    char link[32];
    int kept = self_hidden(HIDDEN_PROGRAM);
    if (kept < 0) {
        return open(path_of_exe, flags);
    }
    snprintf(link, sizeof(link), "/proc/self/fd/%d", kept);
    return open(link, flags);
}

/* The kernel says where the file is now, or that it was deleted. */
static abi_long read_link(abi_long buffer, abi_long size)
{
    char link[32];
    char path[PATH_MAX];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", self_hidden(HIDDEN_PROGRAM));
    ssize_t found = readlink(link, path, sizeof(path));
    const size_t known = found >= 0 ? (size_t)found : strlen(strcpy(path, path_of_exe));
    const size_t length = MIN(known, (size_t)MAX(size, 0));
    void *to = size > 0 ? lock_user(VERIFY_WRITE, buffer, length, 0) : NULL;
    if (to == NULL) {
        return size > 0 ? -TARGET_EFAULT : -TARGET_EINVAL;
    }
    memcpy(to, path, length);
    unlock_user(to, buffer, length);
    return (abi_long)length;
}

/* The same system call on the program's descriptor; `end` is the guest's address of an empty string. */
static abi_long ask_about(CPUArchState *env, int number, abi_long end, abi_long arg3, abi_long arg4, abi_long arg5)
{
    char link[32];
    int fd = exe_open(O_PATH | O_CLOEXEC);
    abi_long result = -TARGET_ENOENT;
    if (fd < 0) {
        return result;
    }
    if (number == TARGET_NR_newfstatat) {
        result = do_syscall(env, number, fd, end, arg3, AT_EMPTY_PATH, 0, 0, 0, 0);
    } else if (number == TARGET_NR_statx) {
        result = do_syscall(env, number, fd, end, arg3 | AT_EMPTY_PATH, arg4, arg5, 0, 0, 0);
    } else {
        /* By its name in /proc: AT_EMPTY_PATH is faccessat2's, which Linux has since 5.8. */
        snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        result = get_errno(faccessat(AT_FDCWD, link, arg3, number == TARGET_NR_faccessat2 ? arg4 & AT_EACCESS : 0));
    }
    close(fd);
    return result;
}

bool exe_syscall(CPUArchState *env, int number, abi_long path_address, abi_long arg3, abi_long arg4, abi_long arg5,
                 abi_long *result)
{
    const char *path = lock_user_string(path_address);
    if (path == NULL || !g_str_has_prefix(path, "/proc/")) {
        return false;
    }
    /* QEMU answers for some of /proc itself, also where none is mounted. */
    if (access("/proc/self", F_OK) != 0) {
        *result = -TARGET_ENOENT;
        return true;
    }
    if (!exe_is_asked(path)) {
        return false;
    }
    bool link_itself = (number == TARGET_NR_newfstatat && (arg4 & AT_SYMLINK_NOFOLLOW) != 0) ||
                       (number == TARGET_NR_statx && (arg3 & AT_SYMLINK_NOFOLLOW) != 0);
    if (number == TARGET_NR_readlinkat) {
        *result = read_link(arg3, arg4);
    } else if (number == TARGET_NR_openat) {
        /* A running program is not opened for writing; of the other flags these mean the same on both sides. */
        *result = (arg3 & O_ACCMODE) != O_RDONLY
                      ? -TARGET_ETXTBSY
                      : get_errno(exe_open(arg3 & (O_CLOEXEC | O_PATH | O_NONBLOCK)));
    } else if (link_itself) {
        return false;
    } else {
        *result = ask_about(env, number, path_address + (abi_long)strlen(path), arg3, arg4, arg5);
    }
    return true;
}
