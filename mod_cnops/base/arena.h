/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What core/hasher.c asks of the arena library (arena/arena.c), which is loaded with dlmopen.
 *
 * Floor: base. Threads: any, each with a task of its own. Secrets: the password, which is read only
 * during the call.
 *
 * That library has a libsodium and a libc of its own, so only plain bytes may cross: nothing that
 * one side allocates is freed by the other, and errno of one side is not errno of the other. */
#ifndef CNOPS_BASE_ARENA_H
#define CNOPS_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#define CNOPS_ARENA_SYMBOL  "cnops_arena_calls"
#define CNOPS_ARENA_VERSION 1 /* of this header: a library of another version is not used */

/* One hash. */
typedef struct cnops_arena_task_t {
    void *arena; /* page-aligned memory that no other thread uses during the call */
    size_t arena_len;
    const char *password;
    size_t password_len;
    unsigned long long passes; /* of a new hash */
    size_t memory;             /* bytes, of a new hash */
    const char *hash;          /* to compare with; NUL-terminated */
    char *new_hash;            /* crypto_pwhash_STRBYTES for a new hash */
    size_t used; /* after the call: bytes of the arena that were used; 0: too small, so libsodium
                    took memory of its own */
} cnops_arena_task_t;

/* Each returns 0, or an errno. The used part of the arena is zeros again afterwards. */
typedef struct cnops_arena_calls_t {
    int version;
    int (*start)(void);                      /* once, before the others */
    int (*hash)(cnops_arena_task_t *task);   /* ENOMEM */
    int (*verify)(cnops_arena_task_t *task); /* EINVAL: another password; else: see libsodium */
} cnops_arena_calls_t;

#endif
