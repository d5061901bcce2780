/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Argon2id hashes of passwords without page faults: libsodium works in memory that is kept.
 *
 * Floor: core. Threads: any, of any httpd process, each with a slot of its own (core/slots.h).
 * Secrets: the arenas are full of blocks that are derived from passwords. They are wiped after each
 * hash and left out of core dumps. They are not locked in memory, as little as libsodium's own are.
 *
 * There is one arena for each slot, in anonymous memory that all children share, so that their
 * memory is bounded for the machine and not for each process. Pages are taken when a slot is first
 * used, and given back after a time without hashes. A process that is killed during a hash leaves
 * its arena unwiped until the next hash in that slot, or until the arenas are given back.
 *
 * How libsodium is made to use them: arena/arena.c. Where the arena library cannot be used, there
 * is no hasher, and hashes are made by plain calls: the same bytes, about twice the time. */
#ifndef CNOPS_CORE_HASHER_H
#define CNOPS_CORE_HASHER_H

#include "base/arena.h"
#include "core/slots.h"

#include <apr_pools.h>

typedef struct cnops_hasher_t cnops_hasher_t;

/* Loads the library at path into a namespace of its own, and checks that it makes and knows the
 * hashes that libsodium itself makes and knows. *pfault, where it returns anything but APR_SUCCESS:
 * why it cannot be used, for operators. Call it before children are forked, and only once: a
 * process has few namespaces, and they are never unloaded. sodium_init must have been called. */
apr_status_t cnops_hasher_load(cnops_hasher_t **phasher, const char **pfault, const char *path,
                               apr_pool_t *pool);

/* Makes count arenas of memory bytes; later calls replace them. Hashes that need more memory are
 * made outside. To be called in the process that forks the children; those forked before keep the
 * former arenas. */
apr_status_t cnops_hasher_resize(cnops_hasher_t *hasher, int count, apr_size_t memory);

/* Makes or compares one hash in the arena of a slot that the caller holds. hasher NULL: by a plain
 * call. Returns 0 or an errno, as in cnops_arena_calls_t; arena, arena_len and used of the task
 * need not be set. */
int cnops_hasher_hash(const cnops_hasher_t *hasher, int slot, cnops_arena_task_t *task);
int cnops_hasher_verify(const cnops_hasher_t *hasher, int slot, cnops_arena_task_t *task);

/* Gives the memory of the arenas back to the system if nothing was hashed for idle µs. Takes all
 * slots for that moment; where one is in use, it does nothing. */
void cnops_hasher_rest(const cnops_hasher_t *hasher, cnops_slots_t *slots,
                       apr_interval_time_t idle);

#endif
