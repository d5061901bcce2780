/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The tables of the store in memory. Only store_memory*.c include it. */
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

typedef struct claim_row_t {
    cnops_claim_t claim;
    apr_int64_t since, until;
} claim_row_t;

typedef struct claim_total_row_t {
    cnops_claim_total_t total;
    apr_int64_t membership_id, since, until;
} claim_total_row_t;

/* What an import noted of a membership. */
typedef struct news_row_t {
    apr_int64_t membership_id;
    bool is_shown; /* the import is */
} news_row_t;

typedef struct batch_entry_t {
    cnops_batch_t batch;
    apr_time_t turn_at;
    bool waits;
} batch_entry_t;

typedef struct batch_chunk_entry_t {
    apr_int64_t batch_id;
    cnops_batch_chunk_t chunk;
} batch_chunk_entry_t;

typedef struct batch_fault_entry_t {
    apr_int64_t batch_id;
    cnops_batch_fault_t fault;
    apr_time_t at;
} batch_fault_entry_t;

typedef struct batch_row_entry_t {
    apr_int64_t batch_id, line, registration_id;
    const char *content_digest;
    apr_time_t at;
} batch_row_entry_t;

/* Every table and the type of its rows. The rows are in the order of insertion. */
#define STORE_MEMORY_TABLES(X)                                                                     \
    X(persons, cnops_person_t)                                                                     \
    X(memberships, cnops_membership_t)                                                             \
    X(claims, claim_row_t)                                                                         \
    X(claim_totals, claim_total_row_t)                                                             \
    X(accounts, cnops_account_t)                                                                   \
    X(addresses, cnops_address_answer_t)                                                           \
    X(sessions, cnops_session_t)                                                                   \
    X(devices, cnops_device_t)                                                                     \
    X(events, cnops_event_row_t)                                                                   \
    X(tickets, cnops_ticket_t)                                                                     \
    X(certificates, cnops_certificate_t)                                                           \
    X(signing_keys, cnops_signing_key_t)                                                           \
    X(registrations, cnops_registration_t)                                                         \
    X(establishments, cnops_establishment_t)                                                       \
    X(establishment_keys, cnops_establishment_key_t)                                               \
    X(officers, cnops_officer_t)                                                                   \
    X(officer_sessions, cnops_officer_session_t)                                                   \
    X(batches, batch_entry_t)                                                                      \
    X(batch_chunks, batch_chunk_entry_t)                                                           \
    X(batch_faults, batch_fault_entry_t)                                                           \
    X(batch_rows, batch_row_entry_t)                                                               \
    X(requests, cnops_request_t)                                                                   \
    X(challenges, cnops_challenge_t)                                                               \
    X(counters, counter_row_t)                                                                     \
    X(links, cnops_link_row_t)                                                                     \
    X(news, news_row_t)                                                                            \
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
    apr_int64_t claim_generation;
    apr_time_t claims_switched_at;
    STORE_MEMORY_TABLES(STORE_MEMORY_ROWS)
};

/* Takes the lock. If a failure is due, it returns that failure instead, without the lock. function:
 * STORE_MEMORY(…). */
apr_status_t store_memory_begin(store_memory_t *store, const char *function);
void store_memory_end(store_memory_t *store);

/* Removes row i and keeps the order. */
void store_memory_remove(apr_array_header_t *rows, int i);

/* The time from which the age of a row counts; 0: it has no age. */
typedef apr_time_t (*store_memory_end_fn)(const void *row);

typedef struct store_memory_old_t {
    const char *function; /* STORE_MEMORY(…) */
    apr_array_header_t *rows;
    store_memory_end_fn end;
    apr_time_t before;
    int max;
} store_memory_old_t;

/* As core/ports/purging.h. */
apr_status_t store_memory_purge(int *pcount, store_memory_t *store, const store_memory_old_t *old);

/* Adds a link, unless it is there, within a transaction of the caller. */
void store_memory_add_link(store_memory_t *store, const cnops_link_row_t *link);
/* Deletes the links about this account, within a transaction of the caller. */
void store_memory_drop_links(store_memory_t *store, apr_int64_t account_id);
/* Appends with its link, within a transaction of the caller. */
void store_memory_queue(store_memory_t *store, const cnops_outbox_row_t *message);

/* Writes the trail of an act, within its transaction and before its other writes. CNOPS_ECONFLICT
 * where the event's place is taken: then nothing is written. trail may be NULL. */
apr_status_t store_memory_leave_trail(store_memory_t *store, const cnops_trail_t *trail);
/* Ends the account's sessions except the spared one (NULL: all), within a transaction of the
 * caller. */
void store_memory_end_sessions(store_memory_t *store, apr_int64_t account_id, const char *spared);
/* Ends the sessions of one browser (NULL: of all), in the same way. */
void store_memory_end_sessions_of(store_memory_t *store, apr_int64_t account_id,
                                  const char *browser, const char *spared);
/* As the port's devices->keep. */
void store_memory_keep_device(store_memory_t *store, const cnops_device_t *device, int max,
                              apr_pool_t *pool);
/* Forgets one browser (NULL: all). Returns how many were known. */
int store_memory_forget_devices(store_memory_t *store, apr_int64_t account_id, const char *browser);
/* The account: the row of the store itself, not a copy; NULL if there is none. */
cnops_account_t *store_memory_account(store_memory_t *store, apr_int64_t id);
/* A copy of it in pool; NULL if there is none. */
const cnops_account_t *store_memory_copy_account(store_memory_t *store, apr_int64_t id,
                                                 apr_pool_t *pool);
bool store_memory_is_spent(const store_memory_t *store, const char *digest);
void store_memory_spend(store_memory_t *store, const char *digest, apr_time_t expires_at);

/* With its texts in pool. */
cnops_registration_t store_memory_copy_registration(const cnops_registration_t *row,
                                                    apr_pool_t *pool);
/* Whether the next one would succeed. */
bool store_memory_may_write_registration(const store_memory_t *store,
                                         const cnops_registration_write_t *write);
/* As the port's registrations->write, but for the trail, within a transaction of the caller. */
apr_status_t store_memory_write_registration(store_memory_t *store, apr_int64_t *pid,
                                             const cnops_registration_write_t *write);

/* What is shown of a person, within a transaction of the caller. */
cnops_shown_person_t store_memory_show_person(const store_memory_t *store, apr_int64_t person_id,
                                              apr_pool_t *pool);

/* The account of the person: also the row itself, or NULL. */
cnops_account_t *store_memory_account_of(store_memory_t *store, apr_int64_t person_id);
/* Checks what account_create must check: CNOPS_EDUPLICATE, or success. */
apr_status_t store_memory_may_create(store_memory_t *store, const cnops_account_t *account);
/* Deletes the account, which is a row of the store, with its sessions and browsers. */
void store_memory_drop_account(store_memory_t *store, cnops_account_t *row);
void store_memory_add_account(store_memory_t *store, const cnops_account_t *account);

/* Each family has its table. */
#define STORE_MEMORY_TABLE(family)                                                                 \
    extern const cnops_##family##_port_t store_memory_##family##_port;
CNOPS_STORE_FAMILIES(STORE_MEMORY_TABLE)

#endif
