/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The whole of cnops_store_t in memory. It promises the same as the database, and a test can make
 * it fail and look into it. Threads: any; one mutex makes every call atomic. What a call returns is
 * a copy in the caller's pool. */
#ifndef CNOPS_TWINS_STORE_MEMORY_H
#define CNOPS_TWINS_STORE_MEMORY_H

#include "core/ports.h"

typedef struct store_memory_t store_memory_t;

store_memory_t *store_memory_make(apr_pool_t *pool);
void store_memory_port(cnops_store_t *pport, store_memory_t *store);

/* --- what an import would have written; ids are given here --- */
apr_int64_t store_memory_add_person(store_memory_t *store, const char *document_digest,
                                    const char *record_sealed);
apr_int64_t store_memory_add_membership(store_memory_t *store,
                                        const cnops_membership_t *membership);
/* Shown in the generations from since on, and until that one. */
void store_memory_add_claim(store_memory_t *store, const cnops_claim_t *claim, apr_int64_t since,
                            apr_int64_t until);
void store_memory_add_claim_total(store_memory_t *store, apr_int64_t membership_id,
                                  const cnops_claim_total_t *total, apr_int64_t since,
                                  apr_int64_t until);
/* At first the generation is 1, and no import was ever switched. */
void store_memory_switch_claims(store_memory_t *store, apr_int64_t generation, apr_time_t at);

/* What an import notes of a membership whose claims have changed; is_shown: it has switched. */
void store_memory_add_news(store_memory_t *store, apr_int64_t membership_id, bool is_shown);
/* Replaces the one with the same digest of its immatriculation; its id stays. */
void store_memory_replace_membership(store_memory_t *store, const cnops_membership_t *membership);

/* The name of a function of the port, as in STORE_MEMORY(accounts, create): a name that no
 * family has does not compile. */
#define STORE_MEMORY(family, function)                                                             \
    (&#family "->" #function[0 * sizeof(((const cnops_##family##_port_t *)0)->function)])

/* A link, as if a message had brought it. */
void store_memory_keep_link(store_memory_t *store, const cnops_link_row_t *link);

/* --- failures --- */
/* The next call of this function of the port (STORE_MEMORY; NULL: of any) does nothing and
 * returns rv. */
void store_memory_fail_next(store_memory_t *store, const char *function, apr_status_t rv);
/* While it is down, every call returns CNOPS_EUNAVAILABLE. What is stored stays. */
void store_memory_down(store_memory_t *store, bool down);

/* --- looking inside --- */
/* How often a function of the port (STORE_MEMORY) was called (NULL: all together), failed
 * calls included. */
int store_memory_calls(store_memory_t *store, const char *function);

typedef enum {
    STORE_MEMORY_DUE,
    STORE_MEMORY_SENT,
    STORE_MEMORY_DEAD,
    STORE_MEMORY_EXPIRED
} store_memory_outbox_e;

typedef struct store_memory_message_t {
    cnops_outbox_row_t row; /* content_sealed "" once blanked */
    store_memory_outbox_e state;
    const char *owner; /* of the latest lease, or NULL */
    apr_time_t due_at, lease_until, ended_at;
    const char *receipt; /* delivered | failed; NULL: none came */
    apr_time_t receipt_at;
} store_memory_message_t;

/* store_memory_message_t, oldest first. */
apr_array_header_t *store_memory_outbox(store_memory_t *store, apr_pool_t *pool);
/* The newest row alone; NULL where there is none. */
const cnops_outbox_row_t *store_memory_last_message(store_memory_t *store, apr_pool_t *pool);
/* cnops_account_t, oldest first. */
apr_array_header_t *store_memory_accounts(store_memory_t *store, apr_pool_t *pool);
int store_memory_account_count(store_memory_t *store);
int store_memory_token_count(store_memory_t *store);
int store_memory_session_count(store_memory_t *store);
/* The journal itself, in the order of writing: a test may tamper with it. */
apr_array_header_t *store_memory_events(store_memory_t *store); /* cnops_event_row_t */

#endif
