/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What core needs from outside. Each port is a table of functions with a self;
 * wiring (httpd/, ctl/, tests) fills it, nobody else knows what is behind.
 *
 * Floor: core. Callers: core, courier, pages, ctl. Implemented by store/ (store, code store) and
 * by in-memory twins in tests/unit/twins/. Threads: every function may be called from many threads
 * at once.
 *
 * All return APR_SUCCESS or an error; CNOPS_EUNAVAILABLE means the part is down
 * and the visitor may try again later. Every call is one unit of work: it holds
 * a connection only until it returns, and is atomic. */
#ifndef CNOPS_CORE_PORTS_H
#define CNOPS_CORE_PORTS_H

#include "core/records.h"

#include <apr_pools.h>

/* µs UTC. */
typedef struct cnops_clock_t {
    apr_time_t (*now)(void *self);
    void *self;
} cnops_clock_t;

/* Cryptographically secure bytes. */
typedef struct cnops_random_t {
    void (*fill)(void *self, void *bytes, apr_size_t len);
    void *self;
} cnops_random_t;

#define CNOPS_CODE_DIGEST_LEN 32 /* bytes kept per code */

/* RAM that every httpd process shares (over memcached: every machine). What is in it may
 * vanish at any time; it never holds a counter. key: 64 hex characters. */
typedef struct cnops_code_store_t {
    /* ttl in µs, at least one second. */
    apr_status_t (*put)(void *self, const char *key,
                        const unsigned char digest[CNOPS_CODE_DIGEST_LEN], apr_interval_time_t ttl,
                        apr_pool_t *pool);
    /* CNOPS_ENOTFOUND on a miss. */
    apr_status_t (*get)(void *self, unsigned char digest[CNOPS_CODE_DIGEST_LEN], const char *key,
                        apr_pool_t *pool);
    void *self;
} cnops_code_store_t;

/* Durable rows. Out-parameters that are pointers come back NULL where there is
 * no row (with APR_SUCCESS). */
typedef struct cnops_store_t {
    void *self;

    /* --- persons and memberships --- */
    apr_status_t (*person_by_document)(void *self, const cnops_person_t **pperson,
                                       const char *document_digest, apr_pool_t *pool);
    apr_status_t (*person_by_immatriculation)(void *self, const cnops_person_t **pperson,
                                              const char *immatriculation_digest, apr_pool_t *pool);
    apr_status_t (*person_by_id)(void *self, const cnops_person_t **pperson, apr_int64_t id,
                                 apr_pool_t *pool);
    /* *plist: cnops_membership_t, by id; empty for person 0. */
    apr_status_t (*memberships_of)(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                   apr_pool_t *pool);

    /* --- accounts --- */
    apr_status_t (*account_by_person)(void *self, const cnops_account_t **paccount,
                                      apr_int64_t person_id, apr_pool_t *pool);
    apr_status_t (*account_by_id)(void *self, const cnops_account_t **paccount, apr_int64_t id,
                                  apr_pool_t *pool);
    /* How many accounts carry this contact. */
    apr_status_t (*account_count_contact)(void *self, int *pcount, cnops_channel_e channel,
                                          const char *contact_digest, apr_pool_t *pool);

    /* Acts: each is one transaction with its messages (cnops_outbox_row_t; may be NULL)
     * and its event (may be NULL). CNOPS_ECONFLICT where another event took that place in
     * the chain, CNOPS_ENOTFOUND where there is no such account (or session): nothing is
     * written then. cnops_journal_act makes the event and goes on after a conflict. */

    /* account->id is ignored. CNOPS_EDUPLICATE if the person has an account already. */
    apr_status_t (*account_create)(void *self, const cnops_account_t *account,
                                   const apr_array_header_t *messages,
                                   const cnops_event_row_t *event, apr_pool_t *pool);
    /* Every session but the spared one ends; NULL: every one, and no browser is known any
     * more, since nobody who is in says that they may be. */
    apr_status_t (*account_password)(void *self, apr_int64_t account_id, const char *hash,
                                     const char *spared_token_digest, apr_time_t now,
                                     const apr_array_header_t *messages,
                                     const cnops_event_row_t *event, apr_pool_t *pool);
    apr_status_t (*account_contact)(void *self, apr_int64_t account_id, cnops_channel_e channel,
                                    const char *digest, const char *sealed, apr_time_t now,
                                    const apr_array_header_t *messages,
                                    const cnops_event_row_t *event, apr_pool_t *pool);
    /* Closing ends every session. */
    apr_status_t (*account_state)(void *self, apr_int64_t account_id, const char *state,
                                  apr_time_t frozen_until, const apr_array_header_t *messages,
                                  const cnops_event_row_t *event, apr_pool_t *pool);
    apr_status_t (*account_preferences)(void *self, apr_int64_t account_id, const char *lang,
                                        bool prospecting, const cnops_event_row_t *event,
                                        apr_pool_t *pool);
    /* Account and sessions go; the person, and the journal, stay. */
    apr_status_t (*account_delete)(void *self, apr_int64_t account_id,
                                   const apr_array_header_t *messages,
                                   const cnops_event_row_t *event, apr_pool_t *pool);
    /* The same password in a stronger hash. CNOPS_ECONFLICT if it is not old_hash any more. */
    apr_status_t (*password_upgrade)(void *self, apr_int64_t account_id, const char *old_hash,
                                     const char *new_hash, apr_pool_t *pool);

    /* --- requests: core/request/request.h --- */
    /* request->id and version are given here. CNOPS_EDUPLICATE if its ref is known, or the
     * person has one that is open or accepted. */
    apr_status_t (*request_insert)(void *self, const cnops_request_t *request,
                                   const apr_array_header_t *messages,
                                   const cnops_event_row_t *event, apr_pool_t *pool);
    /* As account_create, with the request that opens the account. */
    apr_status_t (*account_create_pending)(void *self, const cnops_account_t *account,
                                           const cnops_request_t *request,
                                           const apr_array_header_t *messages,
                                           const cnops_event_row_t *event, apr_pool_t *pool);
    /* Writes what may change of a request: state, reminders, letter, hastened_by, apply_at and
     * settled_at; and its effect on the person's account (until: FREEZE's, else the time now).
     * CNOPS_ECONFLICT if its version is not request->version any more, CNOPS_ENOTFOUND if the
     * effect meets no account. */
    apr_status_t (*request_update)(void *self, const cnops_request_t *request,
                                   cnops_effect_e effect, apr_time_t until,
                                   const apr_array_header_t *messages,
                                   const cnops_event_row_t *event, apr_pool_t *pool);
    apr_status_t (*request_by_id)(void *self, const cnops_request_t **prequest, apr_int64_t id,
                                  apr_pool_t *pool);
    apr_status_t (*request_by_ref)(void *self, const cnops_request_t **prequest, const char *ref,
                                   apr_pool_t *pool);
    apr_status_t (*request_by_letter)(void *self, const cnops_request_t **prequest,
                                      const char *letter_digest, apr_pool_t *pool);
    /* The one that is open or accepted. */
    apr_status_t (*request_open_of)(void *self, const cnops_request_t **prequest,
                                    apr_int64_t person_id, apr_pool_t *pool);
    /* *plist: cnops_request_t of this state after this id, by id, at most max. */
    apr_status_t (*requests_in)(void *self, apr_array_header_t **plist, const char *state,
                                apr_int64_t after_id, int max, apr_pool_t *pool);

    /* --- the journal: core/journal/journal.h --- */
    /* seq 0 where the chain is empty. */
    apr_status_t (*event_tail)(void *self, cnops_event_row_t *ptail, apr_int64_t person_id,
                               apr_pool_t *pool);
    /* CNOPS_ECONFLICT where (person_id, seq) is taken. event->id is ignored. */
    apr_status_t (*event_insert)(void *self, const cnops_event_row_t *event, apr_pool_t *pool);
    /* *plist: cnops_event_row_t, newest first. */
    apr_status_t (*events_of)(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                              int max, apr_pool_t *pool);
    /* The next max rows after (person_id, seq), in that order, of this person and those
     * that follow: (0, 0) begins. */
    apr_status_t (*events_after)(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                                 apr_int64_t seq, int max, apr_pool_t *pool);

    /* --- sessions --- */
    /* *plist: cnops_session_t, last seen first. */
    apr_status_t (*sessions_of)(void *self, apr_array_header_t **plist, apr_int64_t account_id,
                                apr_pool_t *pool);
    /* Every one but the spared (NULL: every one). */
    apr_status_t (*sessions_end)(void *self, apr_int64_t account_id,
                                 const char *spared_token_digest, const cnops_event_row_t *event,
                                 apr_pool_t *pool);
    /* CNOPS_ENOTFOUND where the account has no such session. */
    apr_status_t (*session_end_one)(void *self, apr_int64_t account_id, const char *token_digest,
                                    const cnops_event_row_t *event, apr_pool_t *pool);
    apr_status_t (*session_insert)(void *self, const cnops_session_t *session, apr_pool_t *pool);
    apr_status_t (*session_get)(void *self, const cnops_session_t **psession,
                                const char *token_digest, apr_pool_t *pool);
    apr_status_t (*session_seen)(void *self, const char *token_digest, apr_time_t at,
                                 apr_pool_t *pool);
    apr_status_t (*session_delete)(void *self, const char *token_digest, apr_pool_t *pool);

    /* A session begins, in one transaction with all that goes with it. CNOPS_EDUPLICATE
     * where once_digest was spent before, CNOPS_ENOTFOUND where the account is gone, not
     * active, or has another password by now, CNOPS_ECONFLICT as for every act: nothing is
     * written then. */
    apr_status_t (*session_open)(void *self, const cnops_opening_t *opening, apr_pool_t *pool);

    /* --- known browsers: core/session/device.h --- */
    apr_status_t (*device_get)(void *self, const cnops_device_t **pdevice, apr_int64_t account_id,
                               const char *browser, apr_pool_t *pool);
    /* *plist: cnops_device_t, last seen first. */
    apr_status_t (*devices_of)(void *self, apr_array_header_t **plist, apr_int64_t account_id,
                               apr_pool_t *pool);
    /* Known from now on; first_at of one that was known stays. Of one account at most max are
     * kept: the longest unseen goes. */
    apr_status_t (*device_keep)(void *self, const cnops_device_t *device, int max,
                                apr_pool_t *pool);
    /* One is forgotten (NULL: every one), and its sessions (every session) end but the
     * spared one (NULL: none is). CNOPS_ENOTFOUND where the account knows no such browser. */
    apr_status_t (*devices_forget)(void *self, apr_int64_t account_id, const char *browser,
                                   const char *spared_token_digest, const cnops_event_row_t *event,
                                   apr_pool_t *pool);

    /* --- codes on their way: core/code/code.h --- */
    apr_status_t (*challenge_get)(void *self, const cnops_challenge_t **pchallenge,
                                  const char *journey_id, cnops_channel_e channel,
                                  apr_pool_t *pool);
    /* Writes challenge (its serial is the former one + 1, or 1) and queues message, in
     * one transaction. CNOPS_ECONFLICT if another request sent meanwhile. */
    apr_status_t (*challenge_send)(void *self, const cnops_challenge_t *challenge,
                                   const cnops_outbox_row_t *message, apr_pool_t *pool);
    /* Its code could not be kept: it expires at once (at sent_at, as no other does), is not
     * counted (sent_count), and message is withdrawn if nobody has leased it. Nothing where
     * another challenge has followed. */
    apr_status_t (*challenge_void)(void *self, const cnops_challenge_t *challenge,
                                   const char *message_id, apr_pool_t *pool);
    /* Reserves one of tries_max tries on a live serial, by one conditional update;
     * *preserved false where none is left, it expired, or the serial is not current. */
    apr_status_t (*challenge_try)(void *self, bool *preserved, const char *journey_id,
                                  cnops_channel_e channel, apr_int64_t serial, int tries_max,
                                  apr_time_t now, apr_pool_t *pool);
    /* Gives the reserved try back and consumes the code; *pfirst true for exactly one
     * caller. */
    apr_status_t (*challenge_consume)(void *self, bool *pfirst, const char *journey_id,
                                      cnops_channel_e channel, apr_int64_t serial, apr_time_t now,
                                      apr_pool_t *pool);

    /* --- throttle counters: core/guard/throttle.h. use: a short word; subject: a digest --- */
    apr_status_t (*counter_get)(void *self, cnops_counter_t *pcounter, const char *use,
                                const char *subject, apr_pool_t *pool);
    /* Opens a new window if the old one is over (window_at + window <= now), then adds 1
     * unless count is already limit (limit 0: no limit). *ptaken tells; *pcounter is the
     * state afterwards. One transaction: concurrent callers never pass the limit. */
    apr_status_t (*counter_take)(void *self, bool *ptaken, cnops_counter_t *pcounter,
                                 const char *use, const char *subject, apr_int64_t limit,
                                 apr_interval_time_t window, apr_time_t now, apr_pool_t *pool);
    /* Takes 1 back, not below 0. */
    apr_status_t (*counter_give)(void *self, const char *use, const char *subject,
                                 apr_pool_t *pool);
    apr_status_t (*counter_clear)(void *self, const char *use, const char *subject,
                                  apr_pool_t *pool);

    /* --- tokens that count once: captcha solutions, a code to a contact that changes --- */
    /* *pfirst true for exactly one caller per digest. */
    apr_status_t (*token_spend)(void *self, bool *pfirst, const char *digest, apr_time_t expires_at,
                                apr_pool_t *pool);

    /* --- outbox: courier/ --- */
    apr_status_t (*outbox_insert)(void *self, const cnops_outbox_row_t *message, apr_pool_t *pool);
    /* Leases up to max due rows of channel to owner until lease_until; *plist:
     * cnops_outbox_row_t. */
    apr_status_t (*outbox_lease)(void *self, apr_array_header_t **plist, const char *owner,
                                 cnops_channel_e channel, apr_time_t now, apr_time_t lease_until,
                                 int max, apr_pool_t *pool);
    /* What became of a leased row. CNOPS_ECONFLICT, here and for the next two, where owner does
     * not hold the lease any more: nothing changes then. */
    /* Sent: the content is blanked. */
    apr_status_t (*outbox_sent)(void *self, apr_int64_t id, const char *owner, apr_time_t now,
                                apr_pool_t *pool);
    /* Not sent: due again at retry_at, or, with retry_at 0, dead: it keeps its content until
     * it expires or is purged, so that an operator may have it tried again. */
    apr_status_t (*outbox_failed)(void *self, apr_int64_t id, const char *owner,
                                  apr_time_t retry_at, apr_time_t now, apr_pool_t *pool);
    /* Not tried at all: due at due_at, and the lease does not count as an attempt. */
    apr_status_t (*outbox_release)(void *self, apr_int64_t id, const char *owner, apr_time_t due_at,
                                   apr_time_t now, apr_pool_t *pool);
    /* What the gateway says became of an SMS; "delivered" is never taken back.
     * CNOPS_ENOTFOUND where there is no such message (any more). */
    apr_status_t (*outbox_receipt)(void *self, const char *message_id, bool delivered,
                                   apr_time_t now, apr_pool_t *pool);

    /* --- housekeeping --- */
    /* Drops what is over: sessions idle before session_seen_before, or created before
     * session_created_before; challenges, tokens and counters past use; blanks expired
     * outbox rows and those dead for a week, drops sent and blanked ones older than a day. */
    apr_status_t (*purge)(void *self, apr_time_t now, apr_time_t session_seen_before,
                          apr_time_t session_created_before, apr_pool_t *pool);
} cnops_store_t;

#endif
