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
    char text[65537] = "";
    sigaction(SIGPIPE, &ignore, &saved);
    FILE *stream = popen(command, "w");
    /* More than a pipe holds, less than the buffer: it is written when the stream is closed. */
    CHECK(stream != NULL && setvbuf(stream, NULL, _IOFBF, 2 * sizeof text) == 0);
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

int main(void)
{
    test_small_stacks();
    test_signal_stack();
    test_streams();
    test_forks();
    return report("thread_test");
}
