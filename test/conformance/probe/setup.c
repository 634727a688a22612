/* SPDX-License-Identifier: MIT */
/* Situations of the process: signals, ids, limits, directories, terminal. */
#include "setup.h"

#include "setup_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <linux/capability.h>
#include <unistd.h>

static void handler(int number)
{
    (void)number;
}

static int mask(const char *unused)
{
    sigset_t set;
    (void)unused;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGABRT);
    sigaddset(&set, SIGRTMIN + 5);
    return sigprocmask(SIG_SETMASK, &set, NULL);
}

static int pending(const char *unused)
{
    return mask(unused) != 0 ? -1 : raise(SIGUSR1);
}

static int ignored(const char *unused)
{
    (void)unused;
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGABRT, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    signal(SIGUSR2, handler);
    return signal(SIGRTMIN + 3, SIG_IGN) == SIG_ERR ? -1 : 0;
}

static int limits(const char *unused)
{
    const struct rlimit files = {.rlim_cur = 128, .rlim_max = 200};
    const struct rlimit core = {.rlim_cur = 0, .rlim_max = 0};
    const struct rlimit size = {.rlim_cur = 1 << 24, .rlim_max = 1 << 25};
    (void)unused;
    return setrlimit(RLIMIT_NOFILE, &files) | setrlimit(RLIMIT_CORE, &core) | setrlimit(RLIMIT_FSIZE, &size);
}

static int few_files(const char *unused)
{
    const struct rlimit files = {.rlim_cur = 41, .rlim_max = 41};
    (void)unused;
    return setrlimit(RLIMIT_NOFILE, &files);
}

static int be_nice(const char *unused)
{
    (void)unused;
    /* Nicer than it was: without CAP_SYS_NICE there is no way back, and the tests may run under nice themselves. */
    return setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 3);
}

static int mask_modes(const char *unused)
{
    (void)unused;
    umask(0137);
    return 0;
}

static int deleted_directory(const char *unused)
{
    (void)unused;
    return mkdir("/w/gone", 0755) | chdir("/w/gone") | rmdir("/w/gone");
}

static int other_root(const char *path)
{
    return chroot(path) != 0 ? -1 : chdir("/");
}

static int no_capabilities(const char *unused)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {0};
    (void)unused;
    return (int)syscall(SYS_capset, &header, none);
}

static int user(const char *unused)
{
    const gid_t groups[] = {7, 100};
    (void)unused;
    return setgroups(2, groups) | setgid(1000) | setuid(1000);
}

static int effective_user(const char *unused)
{
    (void)unused;
    return setegid(1000) | seteuid(1000);
}

static int group_leader(const char *unused)
{
    (void)unused;
    return setpgid(0, 0);
}

static int session(const char *unused)
{
    (void)unused;
    return setsid() < 0 ? -1 : 0;
}

/*
 * A controlling terminal on standard input, this process in its foreground. The manager's end goes on through exec:
 * when it is closed, SIGHUP ends the session before anything is reported (pty(7)).
 */
static int terminal(const char *unused)
{
    (void)unused;
    int manager = posix_openpt(O_RDWR | O_NOCTTY);
    if (manager < 0 || grantpt(manager) != 0 || unlockpt(manager) != 0 || setsid() < 0) {
        return -1;
    }
    int fd = open(ptsname(manager), O_RDWR);
    return fd < 0 || dup2(fd, 0) < 0 || close(fd) != 0 ? -1 : 0;
}

static int one_cpu(const char *unused)
{
    cpu_set_t cpus;
    (void)unused;
    CPU_ZERO(&cpus);
    CPU_SET(0, &cpus);
    return sched_setaffinity(0, sizeof cpus, &cpus) | (sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0}));
}

static int timer(const char *unused)
{
    const struct itimerval later = {.it_value = {.tv_sec = 1000}};
    (void)unused;
    return setitimer(ITIMER_REAL, &later, NULL);
}

static int controls(const char *unused)
{
    (void)unused;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) | prctl(PR_SET_PDEATHSIG, SIGTERM) | prctl(PR_SET_NAME, "renamed");
}

static int socket_input(const char *unused)
{
    int ends[2];
    (void)unused;
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) | (dup2(ends[0], 0) < 0);
}

const struct situation process_situations[] = {
    {"mask", mask},
    {"pending", pending},
    {"ignored", ignored},
    {"limits", limits},
    {"few-files", few_files},
    {"nice", be_nice},
    {"umask", mask_modes},
    {"chdir", chdir},
    {"cwd-deleted", deleted_directory},
    {"chroot", other_root},
    {"no-capabilities", no_capabilities},
    {"user", user},
    {"effective-user", effective_user},
    {"group-leader", group_leader},
    {"session", session},
    {"terminal", terminal},
    {"one-cpu", one_cpu},
    {"timer", timer},
    {"controls", controls},
    {"socket", socket_input},
    {"unlink", unlink},
    {NULL, NULL},
};

static const struct situation *find(const struct situation *list, const char *name, size_t length)
{
    while (list->name != NULL && (strlen(list->name) != length || strncmp(list->name, name, length) != 0)) {
        list++;
    }
    return list->name != NULL ? list : NULL;
}

int setup(const char *name)
{
    size_t length = strcspn(name, ":");
    const char *argument = name[length] == ':' ? name + length + 1 : "";
    const struct situation *found = find(process_situations, name, length);
    if (found == NULL) {
        found = find(file_situations, name, length);
    }
    if (found == NULL) {
        errno = ENOSYS;
        return -1;
    }
    return found->make(argument);
}
