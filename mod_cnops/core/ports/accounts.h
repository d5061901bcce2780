/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Accounts, and the acts that change them.
 *
 * Each act is one transaction with its messages (cnops_outbox_row_t; may be NULL) and its
 * event (may be NULL). CNOPS_ECONFLICT where another event took that place in the chain,
 * CNOPS_ENOTFOUND where there is no such account: nothing is written then.
 * cnops_journal_act makes the event and goes on after a conflict.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_ACCOUNTS_H
#define CNOPS_CORE_PORTS_ACCOUNTS_H

#include "core/ports/channel.h"
#include "core/ports/events.h"

#include <apr_tables.h>
#include <stdbool.h>

typedef struct cnops_account_t {
    apr_int64_t id;
    apr_int64_t person_id;
    const char *password_hash; /* Argon2id, PHC string */
    const char *email_digest, *email_sealed;
    const char *phone_digest, *phone_sealed;
    const char *lang; /* fr | ar | en */
    const char *terms_version, *terms_lang;
    apr_time_t terms_at;
    const char *journey_id; /* the creation journey, unique: a repeat is recognised */
    apr_time_t created_at;
    apr_time_t signed_in_at;       /* last successful sign-in, 0 if never */
    const char *state;             /* one of the words below; NULL to account_create: active */
    apr_time_t frozen_until;       /* no contact change, no recovery by request before; 0: free */
    bool prospecting;              /* consents to prospecting */
    apr_time_t password_at;        /* when it was chosen, 0: before this was kept */
    apr_time_t email_at, phone_at; /* when they were bound; likewise */
} cnops_account_t;

#define CNOPS_ACCOUNT_ACTIVE  "active"
#define CNOPS_ACCOUNT_PENDING "pending" /* made, but not proved enough to be used yet */
#define CNOPS_ACCOUNT_CLOSED  "closed"

typedef struct cnops_accounts_port_t {
    apr_status_t (*by_person)(void *self, const cnops_account_t **paccount, apr_int64_t person_id,
                              apr_pool_t *pool);
    apr_status_t (*by_id)(void *self, const cnops_account_t **paccount, apr_int64_t id,
                          apr_pool_t *pool);
    /* How many accounts carry this contact. */
    apr_status_t (*count_contact)(void *self, int *pcount, cnops_channel_e channel,
                                  const char *contact_digest, apr_pool_t *pool);

    /* account->id is ignored. CNOPS_EDUPLICATE if the person has an account already. */
    apr_status_t (*create)(void *self, const cnops_account_t *account,
                           const apr_array_header_t *messages, const cnops_event_row_t *event,
                           apr_pool_t *pool);
    /* Every session but the spared one ends; NULL: every one, and no browser is known any
     * more, since nobody who is in says that they may be. */
    apr_status_t (*set_password)(void *self, apr_int64_t account_id, const char *hash,
                                 const char *spared_token_digest, apr_time_t now,
                                 const apr_array_header_t *messages, const cnops_event_row_t *event,
                                 apr_pool_t *pool);
    apr_status_t (*set_contact)(void *self, apr_int64_t account_id, cnops_channel_e channel,
                                const char *digest, const char *sealed, apr_time_t now,
                                const apr_array_header_t *messages, const cnops_event_row_t *event,
                                apr_pool_t *pool);
    /* Closing ends every session. */
    apr_status_t (*set_state)(void *self, apr_int64_t account_id, const char *state,
                              apr_time_t frozen_until, const apr_array_header_t *messages,
                              const cnops_event_row_t *event, apr_pool_t *pool);
    apr_status_t (*set_preferences)(void *self, apr_int64_t account_id, const char *lang,
                                    bool prospecting, const cnops_event_row_t *event,
                                    apr_pool_t *pool);
    /* Account and sessions go; the person, and the journal, stay. */
    apr_status_t (*drop)(void *self, apr_int64_t account_id, const apr_array_header_t *messages,
                         const cnops_event_row_t *event, apr_pool_t *pool);
    /* The same password in a stronger hash. CNOPS_ECONFLICT if it is not old_hash any more. */
    apr_status_t (*upgrade_password)(void *self, apr_int64_t account_id, const char *old_hash,
                                     const char *new_hash, apr_pool_t *pool);
} cnops_accounts_port_t;

#endif
