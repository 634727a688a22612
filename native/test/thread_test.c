/* SPDX-License-Identifier: MIT */
/* The preload library in programs with threads: forks amid its locks, small stacks, streams closed by fclose. */
#include "child_status.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>

static char *const argv[] = {(char *)"name", (char *)"argument", NULL};

static void *use_locks(void *stop)
{
    while (!*(volatile bool *)stop) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addclose(&actions, 9);
        posix_spawn_file_actions_destroy(&actions);
        FILE *stream = popen("exit", "r");
        if (stream != NULL) {
            pclose(stream);
        }
    }
    return NULL;
}

/* A child takes each lock; where one was held by the thread that the child has not, SIGALRM ends it. */
static void test_forks(void)
{
    volatile bool stop = false;
    pthread_t threads[2];
    int failed = 0;
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, use_locks, (void *)&stop);
    }
    for (int i = 0; i < 200; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            posix_spawn_file_actions_t actions;
            alarm(20);
            posix_spawn_file_actions_init(&actions);
            FILE *stream = popen("exit 3", "r");
            _exit(stream != NULL && WEXITSTATUS(pclose(stream)) == 3 && system("exit 0") == 0 ? 0 : 1);
        }
        failed += exit_status(pid) != 0;
    }
    stop = true;
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK(failed == 0);
}

/* What fails returns, and what starts goes on in a child. */
static void *exec_here(void *unused)
{
    char *long_argv[300];
    pid_t pid = 0;
    (void)unused;
    for (int i = 0; i < 299; i++) {
        long_argv[i] = (char *)"x";
    }
    long_argv[299] = NULL;
    CHECK(execve("/no/such/file", argv, environ) == -1 && errno == ENOENT);
    CHECK(execvp("no-such-program", argv) == -1 && errno == ENOENT);
    CHECK(execvp("no-such-program", long_argv) == -1 && errno == ENOENT);
    CHECK(posix_spawn(&pid, "/no/such/file", NULL, NULL, argv, environ) == ENOENT);
    CHECK(posix_spawnp(&pid, "true", NULL, NULL, argv, environ) == 0 && exit_status(pid) == 0);
    pid = vfork();
    if (pid == 0) {
        execvp("true", argv);
        _exit(1);
    }
    CHECK(exit_status(pid) == 0);
    pid = fork();
    if (pid == 0) {
        execvp("true", long_argv);
        _exit(1);
    }
    CHECK(exit_status(pid) == 0);
    return NULL;
}

static void test_small_stacks(void)
{
    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    CHECK(pthread_attr_setstacksize(&small, (size_t)PTHREAD_STACK_MIN) == 0);
    CHECK(pthread_create(&thread, &small, exec_here, NULL) == 0 && pthread_join(thread, NULL) == 0);
}

static void exec_on_signal(int number)
{
    (void)number;
    CHECK(execve("/no/such/file", argv, environ) == -1 && errno == ENOENT);
    CHECK(execvp("no-such-program", argv) == -1 && errno == ENOENT);
}

/* A handler on the smallest stack that programs give it (SIGSTKSZ as it was), below which lies a page of nothing. */
static void test_signal_stack(void)
{
    const size_t size = 8192;
    char *place = mmap(NULL, size + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const stack_t stack = {.ss_sp = place + 4096, .ss_size = size};
    const struct sigaction action = {.sa_handler = exec_on_signal, .sa_flags = SA_ONSTACK};
    CHECK(place != MAP_FAILED && mprotect(place, 4096, PROT_NONE) == 0);
    CHECK(sigaltstack(&stack, NULL) == 0 && sigaction(SIGUSR2, &action, NULL) == 0);
    raise(SIGUSR2);
}

/* Written to a command that reads nothing: pclose() says so, unless the command has failed itself. */
static void test_lost_data(const char *command, int expected)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction saved;
    static char buffer[2 * 65537];
    static char text[65537];
    sigaction(SIGPIPE, &ignore, &saved);
    FILE *stream = popen(command, "w");
    /* More than a pipe holds, less than the buffer: it is written when the stream is closed. */
    CHECK(stream != NULL && setvbuf(stream, buffer, _IOFBF, sizeof buffer) == 0);
    CHECK(fwrite(text, 1, sizeof text, stream) == sizeof text);
    errno = 0;
    CHECK(pclose(stream) == expected && errno == EPIPE);
    sigaction(SIGPIPE, &saved, NULL);
}

static void test_streams(void)
{
    for (int i = 0; i < 3; i++) {
        FILE *stream = popen("exit 4", "r");
        int status = stream != NULL ? fclose(stream) : -1;
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 4);
    }
    FILE *file = fopen("/dev/null", "r");
    CHECK(file != NULL && fclose(file) == 0);
    file = fopen("/dev/null", "r");
    CHECK(file != NULL && pclose(file) == 0);
    test_lost_data("exit 0", -1);
    test_lost_data("exit 5", W_EXITCODE(5, 0));
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static void *run_system(void *command)
{
    system(command);
    return NULL;
}

/* A cancelled system() leaves neither its shell nor the signals as they were meanwhile. */
static void test_cancelled_system(void)
{
    pthread_t thread;
    void *result = NULL;
    char byte;
    int started[2];
    struct sigaction action = {.sa_handler = SIG_IGN};
    CHECK(pipe(started) == 0 && dup2(started[1], 8) == 8);
    CHECK(pthread_create(&thread, NULL, run_system, (void *)"echo >&8; exec sleep 60") == 0);
    CHECK(read(started[0], &byte, 1) == 1);
    CHECK(pthread_cancel(thread) == 0 && pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);
    CHECK(sigaction(SIGINT, NULL, &action) == 0 && action.sa_handler == SIG_DFL);
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
    close(8);
    close(started[0]);
    close(started[1]);
}

static void *close_stream(void *stream)
{
    static int status;
    status = pclose(stream);
    return &status;
}

/* A cancelled pclose() has waited for its child before. */
static void test_cancelled_pclose(void)
{
    pthread_t thread;
    int go[2];
    void *result = NULL;
    CHECK(pipe(go) == 0 && dup2(go[0], 8) == 8);
    FILE *stream = popen("read word <&8; exit 3", "r");
    CHECK(stream != NULL && pthread_create(&thread, NULL, close_stream, stream) == 0);
    CHECK(pthread_cancel(thread) == 0 && write(go[1], "\n", 1) == 1 && pthread_join(thread, &result) == 0);
    CHECK(result != PTHREAD_CANCELED && *(int *)result == W_EXITCODE(3, 0));
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
    close(8);
    close(go[0]);
    close(go[1]);
}

static void fork_on_signal(int number)
{
    const int saved = errno;
    pid_t pid = fork();
    (void)number;
    if (pid == 0) {
        _exit(0);
    }
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
    errno = saved;
}

/* In a process with one thread, since glibc's own fork() takes locks in others. */
static _Noreturn void open_pipes_amid_forks(void)
{
    const struct sigaction action = {.sa_handler = fork_on_signal, .sa_flags = SA_RESTART};
    int failed = 0;
    sigaction(SIGALRM, &action, NULL);
    for (int i = 0; i < 200; i++) {
        /* One signal each time: on a busy machine, one every so often would leave no time for anything else. */
        const struct itimerval soon = {.it_value = {.tv_usec = 1 + i * 37 % 1500}};
        setitimer(ITIMER_REAL, &soon, NULL);
        FILE *stream = popen("exit 3", "r");
        failed += stream == NULL || WEXITSTATUS(pclose(stream)) != 3;
    }
    _exit(failed);
}

/* Where a lock is held by the thread that forks, nothing goes on. */
static void test_forks_in_handlers(void)
{
    const struct timespec patience = {.tv_sec = 60};
    sigset_t child;
    sigset_t saved;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &saved);
    pid_t pid = fork();
    if (pid == 0) {
        sigprocmask(SIG_SETMASK, &saved, NULL);
        open_pipes_amid_forks();
    }
    if (sigtimedwait(&child, NULL, &patience) < 0) {
        kill(pid, SIGKILL);
    }
    CHECK(exit_status(pid) == 0);
    sigprocmask(SIG_SETMASK, &saved, NULL);
}

int main(void)
{
    test_forks_in_handlers();
    test_cancelled_system();
    test_cancelled_pclose();
    test_small_stacks();
    test_signal_stack();
    test_streams();
    test_forks();
    return report("thread_test");
}
