/* SPDX-License-Identifier: MIT */
/* posix_spawn where the file actions decide what is started, and the lists that exec is given. */
#include "child_status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static char *const shell_argv[] = {
    (char *)"sh", (char *)"-c", (char *)"read a && [ \"$a\" = in ] && echo out && exit 5", NULL,
};

/* The mask is the child's alone (POSIX_SPAWN_SETSIGMASK, posix_spawn(3)): it blocks SIGTERM, the caller does not. */
static void test_mask(void)
{
    char *const argv[] = {(char *)"sh", (char *)"-c", (char *)"kill $$; exit 6", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t mask;
    pid_t pid = 0;
    sigemptyset(&mask);
    sigaddset(&mask, SIGTERM);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &mask);
    CHECK(posix_spawn(&pid, "bin/sh", &actions, &attributes, argv, environ) == 0);
    CHECK(exit_status(pid) == 6);
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &mask) == 0 && sigismember(&mask, SIGTERM) == 0);
    posix_spawn_file_actions_destroy(&actions);
}

static int spawn_on_descriptor(const char *file, const char *path)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 31, file, O_RDONLY, 0);
    int error = posix_spawn(&pid, path, &actions, NULL, shell_argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error == 0) {
        exit_status(pid);
    }
    return error;
}

static void test_errors(void)
{
    CHECK(spawn_on_descriptor("/bin/true", "/dev/fd/31") == 0);
    CHECK(spawn_on_descriptor("/etc/passwd", "/dev/fd/31") == EACCES);
    CHECK(spawn_on_descriptor("/bin/true", "/dev/fd/32") == ENOENT);
    CHECK(spawn_on_descriptor("/no/such/file", "/dev/fd/31") == ENOENT);
    /* No child is left behind. */
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static void test_by_descriptor(void)
{
    extern int pidfd_spawn(int *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                           char *const *, char *const *) __attribute__((weak));
    siginfo_t info = {0};
    int pidfd = -1;
    if (pidfd_spawn == NULL) {
        CHECK(!"the library has pidfd_spawn");
        return;
    }
    CHECK(pidfd_spawn(&pidfd, "/bin/false", NULL, NULL, shell_argv, environ) == 0);
    CHECK(pidfd >= 0 && waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED) == 0 && info.si_status == 1);
    close(pidfd);
    CHECK(pidfd_spawn(&pidfd, "/no/such/file", NULL, NULL, shell_argv, environ) == ENOENT);
}

static volatile sig_atomic_t elsewhere;
static pid_t test_pid;

static void handler(int number)
{
    (void)number;
    elsewhere |= (pid_t)syscall(SYS_getpid) != test_pid;
}

/* Signals to the whole group, so also to children that have not executed their program yet. */
static void *send_signals(void *stop)
{
    while (!*(volatile bool *)stop) {
        kill(0, SIGUSR1);
    }
    return NULL;
}

static void test_signals(void)
{
    volatile bool stop = false;
    pthread_t thread;
    posix_spawn_file_actions_t actions;
    const struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    pid_t pid = 0;
    test_pid = getpid();
    CHECK(setpgid(0, 0) == 0 && sigaction(SIGUSR1, &action, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, send_signals, (void *)&stop) == 0);
    for (int i = 0; i < 300; i++) {
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addchdir_np(&actions, "/");
        CHECK(posix_spawn(&pid, "./bin/true", &actions, NULL, shell_argv, environ) == 0);
        CHECK(waitpid(pid, NULL, 0) == pid);
        posix_spawn_file_actions_destroy(&actions);
    }
    stop = true;
    pthread_join(thread, NULL);
    CHECK(!elsewhere);
}

/* What the kernel answers with EFAULT. */
static void test_addresses(void)
{
    char *const bad[] = {(char *)8, NULL};
    char *end = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(end + 4096, 4096);
    char **unterminated = (char **)(void *)(end + 4096) - 2;
    unterminated[0] = unterminated[1] = (char *)"x";
    CHECK(execve("/bin/true", shell_argv, bad) == -1 && errno == EFAULT);
    CHECK(execve("/bin/true", bad, environ) == -1 && errno == EFAULT);
    CHECK(execve("/bin/true", unterminated, environ) == -1 && errno == EFAULT);
    CHECK(execve("/bin/true", shell_argv, unterminated) == -1 && errno == EFAULT);
    for (uintptr_t low = 1; low <= 8; low++) {
        char *const list[] = {(char *)low, NULL};
        CHECK(execve((char *)low, shell_argv, environ) == -1 && errno == EFAULT);
        CHECK(execve("/bin/true", shell_argv, list) == -1 && errno == EFAULT);
    }
}

/* What a PATH search that finds nothing fails with: as libc's own, the last error, or EACCES if that was met. */
static void test_searches(void)
{
    const struct {
        const char *path;
        int error;
    } rows[] = {{"/no", ENOENT},          {"/etc/passwd", ENOTDIR}, {"/etc/passwd:/no", ENOENT},
                {"/no:/etc/passwd", ENOTDIR}, {"/:/no", EACCES},        {"", ENOENT}};
    char long_name[NAME_MAX + 2] = "";
    pid_t pid;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        setenv("PATH", rows[i].path, 1);
        CHECK(execvp("etc", shell_argv) == -1 && errno == rows[i].error);
        CHECK(posix_spawnp(&pid, "etc", NULL, NULL, shell_argv, environ) == rows[i].error);
    }
    memset(long_name, 'x', NAME_MAX + 1);
    CHECK(execvp(long_name, shell_argv) == -1 && errno == ENAMETOOLONG);
    CHECK(posix_spawnp(&pid, long_name, NULL, NULL, shell_argv, environ) == ENAMETOOLONG);
}

/* The actions are performed once, whatever the number of directories that are searched from the child's. */
static void test_search_in_child(void)
{
    char made[] = "/tmp/spawn_test.XXXXXX";
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    CHECK(mkdtemp(made) != NULL && chdir(made) == 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 9, "once", O_CREAT | O_EXCL | O_WRONLY, 0600);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    setenv("PATH", "/no:etc/passwd:bin:/no", 1);
    CHECK(posix_spawnp(&pid, "false", &actions, NULL, shell_argv, environ) == 0);
    CHECK(exit_status(pid) == 1);
    CHECK(unlink("once") == 0);
    CHECK(posix_spawnp(&pid, "no-such-program", &actions, NULL, shell_argv, environ) == ENOENT);
    CHECK(unlink("once") == 0);
    CHECK(posix_spawnp(&pid, "", &actions, NULL, shell_argv, environ) == ENOENT);
    CHECK(unlink("once") == 0);
    posix_spawn_file_actions_destroy(&actions);
    CHECK(rmdir(made) == 0);
}

int main(void)
{
    test_mask();
    test_errors();
    test_by_descriptor();
    test_addresses();
    test_signals();
    test_searches();
    test_search_in_child();
    return report("spawn_test");
}
