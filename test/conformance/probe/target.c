/* SPDX-License-Identifier: MIT */
/* Says how it was started, in every respect that exec is to keep or to set. Also plays /bin/sh. */
#include "descriptors.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static void report_link(const char *key, const char *path)
{
    char target[4096];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0) {
        report_errno(key, errno);
        return;
    }
    target[length] = '\0';
    report_text(key, target);
}

static void report_file(const char *key, const char *path)
{
    char text[4096];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (length < 0) {
        report_errno(key, errno);
    } else {
        /* NUL between arguments, a newline behind comm. */
        for (ssize_t i = 0; i < length; i++) {
            text[i] = text[i] == '\0' ? '|' : text[i];
        }
        text[length] = '\0';
        report_text(key, text);
    }
    if (fd >= 0) {
        close(fd);
    }
}

static void report_signals(void)
{
    char text[16];
    struct sigaction action;
    sigset_t set;
    sigset_t pending;
    sigprocmask(SIG_SETMASK, NULL, &set);
    sigpending(&pending);
    report_open_list("signals");
    for (int number = 1; number <= SIGRTMAX; number++) {
        /* 32 and 33 belong to libc. */
        if (number >= 32 && number < SIGRTMIN) {
            continue;
        }
        sigaction(number, NULL, &action);
        if (sigismember(&set, number) == 1 || sigismember(&pending, number) == 1 || action.sa_handler != SIG_DFL) {
            snprintf(text, sizeof text, "%d%s%s%s", number, sigismember(&set, number) == 1 ? "b" : "",
                     sigismember(&pending, number) == 1 ? "p" : "",
                     action.sa_handler == SIG_IGN ? "i" : action.sa_handler == SIG_DFL ? "" : "h");
            report_item(text);
        }
    }
    report_close_list();
}

static void report_limits(void)
{
    char text[64];
    report_open_list("limits");
    for (int resource = 0; resource < 16; resource++) {
        struct rlimit limit;
        /* QEMU keeps those of memory from its guests: the emulator itself could not run under them. */
        if (resource == RLIMIT_AS || resource == RLIMIT_DATA || resource == RLIMIT_STACK ||
            getrlimit(resource, &limit) != 0) {
            continue;
        }
        snprintf(text, sizeof text, "%d %lld %lld", resource, (long long)limit.rlim_cur, (long long)limit.rlim_max);
        report_item(text);
    }
    report_close_list();
}

static void report_ids(void)
{
    char text[128];
    uid_t uids[3];
    gid_t gids[3];
    gid_t groups[16];
    getresuid(&uids[0], &uids[1], &uids[2]);
    getresgid(&gids[0], &gids[1], &gids[2]);
    snprintf(text, sizeof text, "%u %u %u / %u %u %u / %d groups, secure %lu", uids[0], uids[1], uids[2], gids[0],
             gids[1], gids[2], getgroups(16, groups), getauxval(AT_SECURE));
    report_text("ids", text);
    snprintf(text, sizeof text, "leader %d, session leader %d, foreground %d", getpgrp() == getpid(),
             getsid(0) == getpid(), tcgetpgrp(0) == getpgrp());
    report_text("job", text);
}

static void report_state(void)
{
    char text[4096];
    char name[32] = "";
    int death = 0;
    cpu_set_t cpus;
    mode_t mask = umask(0);
    struct itimerval timer;
    umask(mask);
    getitimer(ITIMER_REAL, &timer);
    CPU_ZERO(&cpus);
    sched_getaffinity(0, sizeof cpus, &cpus);
    prctl(PR_GET_PDEATHSIG, &death);
    prctl(PR_GET_NAME, name);
    report_text("comm", name);
    report_text("cwd", getcwd(text, sizeof text) != NULL ? text : strerrorname_np(errno));
    snprintf(text, sizeof text, "umask %o nice %d scheduler %d cpus %d death %d new privileges %d timer %d", mask,
             getpriority(PRIO_PROCESS, 0), sched_getscheduler(0), CPU_COUNT(&cpus), death,
             prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), timer.it_value.tv_sec > 0);
    report_text("state", text);
}

/*
 * What other processes see: QEMU answers itself for the other names of this file, for this one the kernel does. Then once
 * more with the first letter written over, as setproctitle(3) does.
 */
static void report_cmdline(char *first)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/cmdline", getpid());
    report_file("cmdline for others", path);
    if (first != NULL && *first != '\0') {
        *first = '#';
        report_file("cmdline with a title", path);
    }
}

/* The program that runs must be the one behind /proc/self/exe, however it is asked. */
static void report_exe(void)
{
    struct stat by_path;
    struct stat by_fd;
    unsigned char head[20] = {0};
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    report_link("exe", "/proc/self/exe");
    if (fd < 0) {
        report_errno("exe opened", errno);
        return;
    }
    /* e_machine tells the emulator from the program: 183 is aarch64, 62 x86-64. */
    const int machine = pread(fd, head, sizeof head, 0) == sizeof head ? head[18] : 0;
#ifdef __aarch64__
    report_number("exe is of this machine", machine == 183);
#else
    report_number("exe is of this machine", machine == 62);
#endif
    report_number("exe is one file", stat("/proc/self/exe", &by_path) == 0 && fstat(fd, &by_fd) == 0 &&
                                         by_path.st_ino == by_fd.st_ino && by_path.st_size == by_fd.st_size);
    report_errno("exe may be executed", access("/proc/self/exe", X_OK) == 0 ? 0 : errno);
    close(fd);
}

int main(int argc, char **argv, char **envp)
{
    struct stat status;
    const char *file = (const char *)getauxval(AT_EXECFN);
    report_begin("target");
    report_number("argc", argc);
    report_words("argv", argv);
    report_words("env", envp);
    report_text("execfn", file != NULL ? file : "none");
    report_descriptors();
    report_signals();
    report_limits();
    report_ids();
    report_state();
    report_exe();
    report_file("proc comm", "/proc/self/comm");
    report_file("cmdline", "/proc/self/cmdline");
    report_cmdline(argv[0]);
    report_end();
    if (fstat(STDOUT_FILENO, &status) == 0 && S_ISFIFO(status.st_mode)) {
        return write(STDOUT_FILENO, "from target\n", 12) == 12 ? 7 : 8;
    }
    return 7;
}
