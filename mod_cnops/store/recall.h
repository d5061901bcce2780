/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Remembers what is shown of persons, for as long as the database shows the same generation.
 *
 * Each page of a member needs these rows. Reading them is three joins, whose planning takes MariaDB
 * longer than all else that it does for the session. They cannot change within a generation: an
 * import writes its versions with the next one. (A change of keys seals texts again; what was
 * sealed with the former key opens until the process is restarted without it.)
 *
 * Floor: store, private to it. Threads: any. Each process has its own. Secrets: names and numbers
 * stay sealed. Of a person there are also ids, words and days in clear. They are given back for
 * CNOPS_RECALL_TTL at most after they were read from the database, and wiped when they are
 * replaced, with the pool, or when they are too old: each call looks at the next CNOPS_RECALL_LOOKS
 * slots. A process that nobody asks for a member's page keeps what it has until it is asked again
 * or ends. The processes that answer requests leave no core dumps (httpd/wiring.c).
 *
 * At most CNOPS_RECALL_PERSONS persons are remembered, each with CNOPS_RECALL_BYTES at most. */
#ifndef CNOPS_STORE_RECALL_H
#define CNOPS_STORE_RECALL_H

#include "core/ports.h"

#define CNOPS_RECALL_PERSONS 1024
#define CNOPS_RECALL_BYTES   16384
#define CNOPS_RECALL_LOOKS   16
#define CNOPS_RECALL_TTL     apr_time_from_sec(60)

typedef struct cnops_recall_t cnops_recall_t;

/* Of whom and of when something is remembered. */
typedef struct cnops_recall_key_t {
    apr_int64_t person_id;
    apr_int64_t generation; /* of import_state, as the database shows it now */
} cnops_recall_key_t;

cnops_recall_t *cnops_recall_make(apr_pool_t *pool);

/* Wipes and frees all that is remembered; more can be remembered afterwards. */
void cnops_recall_forget(cnops_recall_t *recall);

/* False where this person is not remembered in this generation. now: cnops_budget_clock(). */
bool cnops_recall_get(cnops_shown_person_t *pperson, cnops_recall_t *recall, cnops_recall_key_t key,
                      apr_time_t now, apr_pool_t *pool);

/* key.generation: read by the same statement as person. What is too long is not remembered. */
void cnops_recall_put(cnops_recall_t *recall, cnops_recall_key_t key,
                      const cnops_shown_person_t *person, apr_time_t now);

/* How many persons are in memory, also those that are too old to be given back. */
int cnops_recall_count(cnops_recall_t *recall);

#endif
