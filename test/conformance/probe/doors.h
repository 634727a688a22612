/* SPDX-License-Identifier: MIT */
/* The ways by which a program can start another. */
#ifndef CONFORMANCE_DOORS_H
#define CONFORMANCE_DOORS_H

#define WORDS 64

struct call {
    const char *door;
    const char *path;
    char **argv;
    char **envp;
    int dirfd;
    int flags;
    /* What posix_spawn is to do beside: see spawn.c. */
    const char *spawn[WORDS];
};

/* What came of it, where anything came back. */
struct outcome {
    int result;
    int error;  /* errno, or what posix_spawn returned */
    int status; /* as waitpid(2) gives it, -1 without a child */
};

/* Performs the door; -1 when there is none of this name. Returns unless this process became the target. */
int perform(const struct call *call, struct outcome *outcome);

/* posix_spawn or posix_spawnp. */
void perform_spawn(const struct call *call, struct outcome *outcome);

#endif
