/* SPDX-License-Identifier: MIT */
/*
 * runner ROOT [FROM:TO …] <cases >results
 * Runs each case, a line of words between tabs, the first of them a list of mounts between commas, in ROOT: as root
 * of a user namespace of its own, with FROM (in ROOT) mounted at TO. For each case it prints what the probes
 * reported, the exit status, and a line "end".
 */
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void check(int result, const char *what)
{
    if (result < 0) {
        fail(what);
    }
}

static void write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
        fail(path);
    }
    close(fd);
}

/* Root outside maps the usual ids, so that a case may become another user; anybody else maps only himself. */
static void map_ids(pid_t pid, uid_t uid, gid_t gid)
{
    char path[64];
    char map[64];
    snprintf(path, sizeof path, "/proc/%d/setgroups", pid);
    if (uid != 0) {
        write_text(path, "deny");
    }
    snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
    snprintf(map, sizeof map, "0 %u %u", uid, uid == 0 ? 65536 : 1);
    write_text(path, map);
    snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
    snprintf(map, sizeof map, "0 %u %u", gid, uid == 0 ? 65536 : 1);
    write_text(path, map);
}

static void bind(const char *from, const char *to)
{
    check(mount(from, to, NULL, MS_BIND | MS_REC, NULL), to);
}

static void enter_tree(const char *root, char **binds)
{
    char from[4096];
    char to[4096];
    check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
    bind(root, root);
    for (; *binds != NULL; binds++) {
        size_t length = strcspn(*binds, ":");
        snprintf(from, sizeof from, "%s%.*s", root, (int)length, *binds);
        snprintf(to, sizeof to, "%s%s", root, *binds + length + 1);
        bind(from, to);
    }
    snprintf(to, sizeof to, "%s/dev", root);
    bind("/dev", to);
    snprintf(to, sizeof to, "%s/proc", root);
    check(mount("proc", to, "proc", 0, NULL), "proc");
    check(chdir(root), root);
    check((int)syscall(SYS_pivot_root, ".", "."), "pivot_root");
    check(umount2(".", MNT_DETACH), "old root");
    check(chdir("/"), "/");
}

static void copy_file(const char *from, const char *to)
{
    char buffer[65536];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    ssize_t got;
    check(in, from);
    check(out, to);
    while ((got = read(in, buffer, sizeof buffer)) > 0) {
        check((int)write(out, buffer, (size_t)got), to);
    }
    close(in);
    close(out);
}

/* What a case wants of its mounts; writable directories of its own in any case. */
static void mount_for(const char *wish)
{
    check(unshare(CLONE_NEWNS), "unshare");
    check(mount("tmpfs", "/w", "tmpfs", 0, "mode=777"), "/w");
    check(mount("tmpfs", "/out", "tmpfs", 0, "mode=777"), "/out");
    if (strstr(wish, "noexec") != NULL) {
        check(mount("tmpfs", "/noexec", "tmpfs", 0, "mode=755"), "/noexec");
        copy_file("/t/dynamic", "/noexec/dynamic");
        copy_file("/t/script", "/noexec/script");
        check(mount(NULL, "/noexec", NULL, MS_REMOUNT | MS_BIND | MS_NOEXEC, NULL), "/noexec");
    }
    if (strstr(wish, "no-proc") != NULL) {
        check(umount2("/proc", MNT_DETACH), "/proc");
    }
    if (strstr(wish, "read-only") != NULL) {
        check(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), "read-only");
    }
}

/* Puts the bytes back that cannot stand in a line: %09 for a tab. */
static char *decode(char *word)
{
    char *to = word;
    for (const char *from = word; *from != '\0'; from++) {
        unsigned int byte;
        if (*from == '%' && sscanf(from + 1, "%2x", &byte) == 1) {
            *to++ = (char)byte;
            from += 2;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return word;
}

static _Noreturn void run_child(char *line, int report)
{
    char *argv[256];
    size_t count = 0;
    char *rest = line;
    while (rest != NULL && count < 255) {
        argv[count++] = decode(strsep(&rest, "\t"));
    }
    argv[count] = NULL;
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++) {
        dup2(null, fd);
    }
    dup2(report, REPORT_FD);
    close_range(3, REPORT_FD - 1, 0);
    close_range(REPORT_FD + 1, ~0u, 0);
    umask(022);
    check(chdir("/w"), "/w");
    char *envp[] = {"PATH=/t:/usr/bin", "LANG=C", NULL};
    execve(argv[0], argv, envp);
    _exit(98);
}

static void forward(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    char buffer[65536];
    ssize_t got = 1;
    while (got > 0 && poll(&ready, 1, PATIENCE_MS) > 0) {
        got = read(fd, buffer, sizeof buffer);
        fwrite(buffer, 1, got > 0 ? (size_t)got : 0, stdout);
    }
    if (got > 0) {
        puts("\"no end\"");
    }
}

/* Holds the mounts of a case, so that a report in a file can be read when the case has ended. */
static _Noreturn void hold_case(char *line)
{
    int ends[2];
    int status = -1;
    char *rest = line;
    mount_for(strsep(&rest, "\t"));
    /* The case itself must not lead a session, so that it can begin one. */
    setsid();
    check(pipe(ends), "pipe");
    pid_t pid = fork();
    check(pid, "fork");
    if (pid == 0) {
        run_child(rest, ends[1]);
    }
    close(ends[1]);
    forward(ends[0]);
    waitpid(pid, &status, 0);
    int file = open(REPORT_FILE, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        forward(file);
    }
    printf("%d\nend\n", status);
    fflush(stdout);
    _exit(0);
}

static void run_case(char *line)
{
    fflush(stdout);
    pid_t pid = fork();
    check(pid, "fork");
    if (pid == 0) {
        hold_case(line);
    }
    while (waitpid(-1, NULL, 0) != pid) {
    }
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0) {
    }
}

static int run_all(const char *root, char **binds)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    enter_tree(root, binds);
    while ((length = getline(&line, &size, stdin)) > 0) {
        line[length - 1] = '\0';
        run_case(line);
    }
    return 0;
}

int main(int argc, char **argv)
{
    int ready[2];
    char byte;
    int status;
    if (argc < 2 || pipe(ready) != 0) {
        return 2;
    }
    uid_t uid = geteuid();
    gid_t gid = getegid();
    int sync[2];
    check(pipe(sync), "pipe");
    pid_t pid = fork();
    if (pid == 0) {
        check(unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID), "unshare");
        check((int)write(ready[1], "x", 1), "ready");
        check((int)read(sync[0], &byte, 1), "sync");
        check(setgid(0) | setuid(0), "root");
        pid_t first = fork();
        if (first == 0) {
            exit(run_all(argv[1], argv + 2));
        }
        waitpid(first, &status, 0);
        exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
    }
    check((int)read(ready[0], &byte, 1), "ready");
    map_ids(pid, uid, gid);
    check((int)write(sync[1], "x", 1), "sync");
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
