/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directories that images are kept in: root's in /x86_64, which everybody reads, and one for each other user in
 * /tmp, which nobody else enters. What is in them is code that will be executed: it is believed only if nobody but
 * root and this user can have written it, this user being all that the process is. One that has another user's rights
 * too, as a root that has set its effective user, believes root alone and writes nothing.
 */
#include "qemu/osdep.h"

#include "qemu/units.h"

#include "cache.h"
#include "router.h"

#include <dirent.h>
#include <sys/auxv.h>

#define SHARED ROUTER_ROOT "/cache"
/* Of all images in a directory, in bytes. */
#define MOST_KEPT (256 * MiB)

/* AT_SECURE (getauxval(3)): the ids, or the capabilities, came with the program. */
static bool is_one_user(void)
{
    return getuid() == geteuid() && getauxval(AT_SECURE) == 0;
}

static bool is_trusted(int fd, mode_t type, mode_t forbidden)
{
    struct stat status;
    return fstat(fd, &status) == 0 && (status.st_mode & S_IFMT) == type && (status.st_mode & forbidden) == 0 &&
           (status.st_uid == 0 || (is_one_user() && status.st_uid == geteuid()));
}

static int open_directory(const char *path, mode_t forbidden)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && !is_trusted(fd, S_IFDIR, forbidden)) {
        close(fd);
        return -1;
    }
    return fd;
}

static void private_path(char path[64])
{
    snprintf(path, 64, "/tmp/.arm64-on-x86-%u", geteuid());
}

static int open_in(int directory, const char *name)
{
    if (directory < 0) {
        return -1;
    }
    int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    close(directory);
    if (fd >= 0 && !is_trusted(fd, S_IFREG, S_IWGRP | S_IWOTH)) {
        close(fd);
        return -1;
    }
    return fd;
}

int cache_store_open(const char *name)
{
    char path[64];
    int fd = -1;
    if (geteuid() != 0 && is_one_user()) {
        private_path(path);
        fd = open_in(open_directory(path, 077), name);
    }
    return fd >= 0 ? fd : open_in(open_directory(SHARED, S_IWGRP | S_IWOTH), name);
}

/* All may read it, whatever the umask of who happens to be first. */
static int make_shared(void)
{
    const bool made = mkdir(SHARED, 0755) == 0;
    int fd = open_directory(SHARED, S_IWGRP | S_IWOTH);
    if (made && fd >= 0) {
        fchmod(fd, 0755);
    }
    return fd;
}

static int directory_for_writing(void)
{
    char path[64];
    /* Behind chroot there is no emulator of ours, and nothing is left there. */
    if (!is_one_user() || access(ROUTER_ROOT, F_OK) != 0) {
        return -1;
    }
    if (geteuid() == 0) {
        return make_shared();
    }
    private_path(path);
    mkdir(path, 0700);
    return open_directory(path, 077);
}

int cache_store_create(const char *name, int *directory)
{
    *directory = directory_for_writing();
    if (*directory < 0) {
        return -1;
    }
    int fd = openat(*directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        /* Left by a process of the same number that was killed. */
        unlinkat(*directory, name, 0);
        close(*directory);
        return -1;
    }
    fchmod(fd, geteuid() == 0 ? 0644 : 0600);
    return fd;
}

/* The file that has been there longest, and the size of all. */
static off_t oldest(int directory, char name[NAME_MAX + 1])
{
    off_t total = 0;
    struct timespec least = {0};
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = copy >= 0 ? fdopendir(copy) : NULL;
    name[0] = '\0';
    for (struct dirent *entry = list != NULL ? readdir(list) : NULL; entry != NULL; entry = readdir(list)) {
        struct stat status;
        if (fstatat(directory, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) {
            continue;
        }
        total += status.st_size;
        if (name[0] == '\0' || status.st_mtim.tv_sec < least.tv_sec ||
            (status.st_mtim.tv_sec == least.tv_sec && status.st_mtim.tv_nsec < least.tv_nsec)) {
            least = status.st_mtim;
            g_strlcpy(name, entry->d_name, NAME_MAX + 1);
        }
    }
    if (list != NULL) {
        closedir(list);
    }
    return total;
}

void cache_store_trim(int directory)
{
    char name[NAME_MAX + 1];
    while (oldest(directory, name) > MOST_KEPT && unlinkat(directory, name, 0) == 0) {
    }
}
