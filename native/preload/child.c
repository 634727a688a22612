/* SPDX-License-Identifier: MIT */
/* The child of spawn_child; what it does, and in which order, is that of glibc (sysdeps/unix/sysv/linux/spawni.c). */
#include "child.h"

#include "actions.h"
#include "step.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK_SIZE ((size_t)128 * 1024)
/* Of the kernel's set of signals, 64 bits. */
#define SIGSET_BYTES 8

struct child {
    const struct route_request *request;
    bool search;
    const struct step *steps;
    const posix_spawnattr_t *attributes;
    sigset_t mask;
    volatile int error;
};

/* Handlers would run in the parent's memory; the kernel resets them only at exec. */
static void reset_signals(short flags, const posix_spawnattr_t *attributes)
{
    const struct sigaction standard = {.sa_handler = SIG_DFL};
    struct sigaction action;
    sigset_t defaults;
    sigemptyset(&defaults);
    if ((flags & POSIX_SPAWN_SETSIGDEF) != 0) {
        posix_spawnattr_getsigdefault(attributes, &defaults);
    }
    for (int number = 1; number < NSIG; number++) {
        if (sigismember(&defaults, number) == 1 || (sigaction(number, NULL, &action) == 0 &&
                                                    action.sa_handler != SIG_IGN && action.sa_handler != SIG_DFL)) {
            sigaction(number, &standard, NULL);
        }
    }
}

static bool set_scheduler(short flags, const posix_spawnattr_t *attributes)
{
    struct sched_param parameters;
    int policy;
    posix_spawnattr_getschedparam(attributes, &parameters);
    posix_spawnattr_getschedpolicy(attributes, &policy);
    if ((flags & POSIX_SPAWN_SETSCHEDULER) != 0) {
        return sched_setscheduler(0, policy, &parameters) == 0;
    }
    return (flags & POSIX_SPAWN_SETSCHEDPARAM) == 0 || sched_setparam(0, &parameters) == 0;
}

/* setresuid of libc would change all threads, those of the parent; the kernel's changes this one. */
static bool reset_ids(void)
{
    return syscall(SYS_setresuid, -1, getuid(), -1) == 0 && syscall(SYS_setresgid, -1, getgid(), -1) == 0;
}

static bool set_attributes(const posix_spawnattr_t *attributes)
{
    short flags = 0;
    pid_t group = 0;
    if (attributes != NULL) {
        posix_spawnattr_getflags(attributes, &flags);
        posix_spawnattr_getpgroup(attributes, &group);
    }
    reset_signals(flags, attributes);
    return (attributes == NULL || set_scheduler(flags, attributes)) &&
           ((flags & POSIX_SPAWN_SETSID) == 0 || setsid() >= 0) &&
           ((flags & POSIX_SPAWN_SETPGROUP) == 0 || setpgid(0, group) == 0) &&
           ((flags & POSIX_SPAWN_RESETIDS) == 0 || reset_ids());
}

/* Starts the first that can be in PATH; returns with the errno that the search fails with. */
static void start_found(const struct route_request *request)
{
    int answer = search_refuses(request->path);
    const char *path = search_path();
    char candidate[candidate_size(path, request->path)];
    struct route_request found = *request;
    found.path = candidate;
    if (answer != 0) {
        errno = answer;
        return;
    }
    answer = ENOENT;
    while (next_candidate(&path, request->path, candidate, sizeof candidate) != NULL) {
        start_route(&found);
        if (!search_goes_on(errno, &answer)) {
            return;
        }
    }
    errno = answer;
}

static int run(void *given)
{
    struct child *child = given;
    /* The parent takes its own mask from there again. */
    sigset_t mask = child->mask;
    short flags = 0;
    bool good = set_attributes(child->attributes);
    for (const struct step *step = child->steps; good && step != NULL; step = step->next) {
        good = perform_step(step);
    }
    if (good) {
        if (child->attributes != NULL && posix_spawnattr_getflags(child->attributes, &flags) == 0 &&
            (flags & POSIX_SPAWN_SETSIGMASK) != 0) {
            posix_spawnattr_getsigmask(child->attributes, &mask);
        }
        syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, SIGSET_BYTES);
        if (child->search) {
            start_found(child->request);
        } else {
            start_route(child->request);
        }
    }
    child->error = errno;
    _exit(127);
}

static int start(struct child *child, const struct spawn *spawn)
{
    int pidfd = -1;
    char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) {
        return ENOMEM;
    }
    /* As vfork: this thread goes on when the child has executed the program or ended. */
    int flags = CLONE_VM | CLONE_VFORK | SIGCHLD | (spawn->by_descriptor ? CLONE_PIDFD : 0);
    pid_t pid = clone(run, stack + STACK_SIZE, flags, child, &pidfd);
    int error = pid < 0 ? errno : child->error;
    munmap(stack, STACK_SIZE);
    if (pid > 0 && error != 0) {
        waitpid(pid, NULL, 0);
    }
    if (error == 0 && spawn->result != NULL) {
        *spawn->result = spawn->by_descriptor ? pidfd : pid;
    } else if (pidfd >= 0) {
        close(pidfd);
    }
    return error;
}

int spawn_child(const struct spawn *spawn, const struct route_request *request, bool search)
{
    const uint64_t every = ~UINT64_C(0);
    struct child child = {
        .request = request,
        .search = search,
        .attributes = spawn->attributes,
    };
    int cancelling;
    steps_of(spawn->actions, &child.steps);
    /* A handler or a cancellation in the child would be one in the parent's memory. */
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelling);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, &child.mask, SIGSET_BYTES);
    int error = start(&child, spawn);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &child.mask, NULL, SIGSET_BYTES);
    pthread_setcancelstate(cancelling, NULL);
    return error;
}
