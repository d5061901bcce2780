/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The tables of the store in memory: shared by store_memory*.c alone. */
#ifndef CNOPS_TWINS_STORE_MEMORY_TABLES_H
#define CNOPS_TWINS_STORE_MEMORY_TABLES_H

#include "store_memory.h"

#include <apr_hash.h>
#include <pthread.h>

typedef struct counter_row_t {
    const char *use, *subject;
    apr_interval_time_t window;
    cnops_counter_t counter;
} counter_row_t;

typedef struct token_row_t {
    const char *digest;
    apr_time_t expires_at;
} token_row_t;

/* Every table, and what a row of it is; rows are in order of insertion. */
#define STORE_MEMORY_TABLES(X)                                                                     \
    X(persons, cnops_person_t)                                                                     \
    X(memberships, cnops_membership_t)                                                             \
    X(accounts, cnops_account_t)                                                                   \
    X(sessions, cnops_session_t)                                                                   \
    X(devices, cnops_device_t)                                                                     \
    X(events, cnops_event_row_t)                                                                   \
    X(requests, cnops_request_t)                                                                   \
    X(challenges, cnops_challenge_t)                                                               \
    X(counters, counter_row_t)                                                                     \
    X(tokens, token_row_t)                                                                         \
    X(outbox, store_memory_message_t)

#define STORE_MEMORY_ROWS(table, row) apr_array_header_t *table;

struct store_memory_t {
    pthread_mutex_t lock;
    apr_pool_t *pool;
    bool down;
    const char *fails_in; /* NULL: any function */
    apr_status_t failure; /* APR_SUCCESS: none is due */
    apr_hash_t *calls;    /* function → int * */
    apr_int64_t last_id;
    STORE_MEMORY_TABLES(STORE_MEMORY_ROWS)
};

/* Locks, unless a mishap is due: then it returns it, unlocked. function: STORE_MEMORY(…). */
apr_status_t store_memory_begin(store_memory_t *store, const char *function);
void store_memory_end(store_memory_t *store);

/* Removes row i, keeping the order. */
void store_memory_remove(apr_array_header_t *rows, int i);

/* Appends within a transaction that is already begun. */
void store_memory_queue(store_memory_t *store, const cnops_outbox_row_t *message);

/* What every act ends with, within a transaction that is begun and before its other writes:
 * CNOPS_ECONFLICT (nothing is written) where the event's place is taken. trail may be NULL. */
apr_status_t store_memory_leave_trail(store_memory_t *store, const cnops_trail_t *trail);
/* Ends the account's sessions but the spared one (NULL: all), likewise. */
void store_memory_end_sessions(store_memory_t *store, apr_int64_t account_id, const char *spared);
/* Those of one browser (NULL: of every one). */
void store_memory_end_sessions_of(store_memory_t *store, apr_int64_t account_id,
                                  const char *browser, const char *spared);
/* As the port's devices->keep. */
void store_memory_keep_device(store_memory_t *store, const cnops_device_t *device, int max,
                              apr_pool_t *pool);
/* How many were known: browser NULL: all go. */
int store_memory_forget_devices(store_memory_t *store, apr_int64_t account_id, const char *browser);
/* The account, the store's own row; NULL if there is none. */
cnops_account_t *store_memory_account(store_memory_t *store, apr_int64_t id);
bool store_memory_is_spent(const store_memory_t *store, const char *digest);
void store_memory_spend(store_memory_t *store, const char *digest, apr_time_t expires_at);

/* The account of the person, in the store; NULL: none. */
cnops_account_t *store_memory_account_of(store_memory_t *store, apr_int64_t person_id);
/* CNOPS_EDUPLICATE, or account_create's checks passed. */
apr_status_t store_memory_may_create(store_memory_t *store, const cnops_account_t *account);
/* The store's own row, with its sessions and browsers. */
void store_memory_drop_account(store_memory_t *store, cnops_account_t *account);
void store_memory_add_account(store_memory_t *store, const cnops_account_t *account);

/* Each family has its table. */
#define STORE_MEMORY_TABLE(family)                                                                 \
    extern const cnops_##family##_port_t store_memory_##family##_port;
CNOPS_STORE_FAMILIES(STORE_MEMORY_TABLE)

#endif
