/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The journal: what happened to a person's account, one chain of events for each person.
 *
 * Floor: core. Threads: any. Secrets: the content is sealed. It has no IP address, only its block,
 * and never a contact, code or password. Sources: design §6.11 (a keyed chain, places taken by
 * compare-and-swap); ASVS 16.3.
 *
 * The mac of each row is keyed BLAKE2b over the former row's mac and this row, so a row that was
 * changed, removed or moved is found. Rows removed from the end are found by comparison with a head
 * that is kept outside the database (core/journal/journal_check.h). */
#ifndef CNOPS_CORE_JOURNAL_JOURNAL_H
#define CNOPS_CORE_JOURNAL_JOURNAL_H

#include "base/words.h"
#include "core/core.h"

/* The word of an event is in the database, in exports and in JSON; the sentence for it is
 * event.WORD in htdocs/messages/keys.txt. */
#define CNOPS_EVENT(X)                                                                             \
    X(CNOPS_EVENT_ACCOUNT_CREATED, "account_created")                                              \
    X(CNOPS_EVENT_SIGNED_IN, "signed_in")                                                          \
    X(CNOPS_EVENT_SIGNED_OUT, "signed_out")                                                        \
    X(CNOPS_EVENT_DEVICE_NEW, "device_new")                                                        \
    X(CNOPS_EVENT_DEVICE_FORGOTTEN, "device_forgotten")                                            \
    X(CNOPS_EVENT_PASSWORD_CHANGED, "password_changed")                                            \
    X(CNOPS_EVENT_PASSWORD_RECOVERED, "password_recovered")                                        \
    X(CNOPS_EVENT_EMAIL_CHANGED, "email_changed")                                                  \
    X(CNOPS_EVENT_PHONE_CHANGED, "phone_changed")                                                  \
    X(CNOPS_EVENT_SESSIONS_ENDED, "sessions_ended")                                                \
    X(CNOPS_EVENT_LANGUAGE_CHANGED, "language_changed")                                            \
    X(CNOPS_EVENT_CONSENT_CHANGED, "consent_changed")                                              \
    X(CNOPS_EVENT_NEWS_CHANGED, "news_changed") /* note: none, email or sms */                     \
    X(CNOPS_EVENT_ADDRESS_CONFIRMED, "address_confirmed")                                          \
    X(CNOPS_EVENT_ADDRESS_CORRECTED, "address_corrected")                                          \
    X(CNOPS_EVENT_JOURNAL_CUT, "journal_cut")                                                      \
    X(CNOPS_EVENT_CREATION_TRIED, "creation_tried") /* by a person who has an account already */   \
    X(CNOPS_EVENT_RECOVERY_STARTED, "recovery_started")                                            \
    X(CNOPS_EVENT_REQUEST_MADE, "request_made")                                                    \
    X(CNOPS_EVENT_REQUEST_OPPOSED, "request_opposed")                                              \
    X(CNOPS_EVENT_REQUEST_DECIDED, "request_decided")                                              \
    X(CNOPS_EVENT_REQUEST_APPLIED, "request_applied")                                              \
    X(CNOPS_EVENT_UNLOCKED, "unlocked")                                                            \
    X(CNOPS_EVENT_CLOSED, "closed")                                                                \
    X(CNOPS_EVENT_RECLAIM_ASKED, "reclaim_asked")                                                  \
    X(CNOPS_EVENT_RECLAIMED, "reclaimed")                                                          \
    X(CNOPS_EVENT_CERTIFICATE_DRAWN, "certificate_drawn")                                          \
    X(CNOPS_EVENT_CERTIFICATE_REVOKED, "certificate_revoked")                                      \
    X(CNOPS_EVENT_SHOWN, "shown") /* an operator looked at the account */                          \
    X(CNOPS_EVENT_TICKET_OPENED, "ticket_opened")                                                  \
    X(CNOPS_EVENT_TICKET_WITHDRAWN, "ticket_withdrawn")                                            \
    X(CNOPS_EVENT_TICKET_EXPORTED, "ticket_exported") /* to the insurer's own system */            \
    X(CNOPS_EVENT_TICKET_DECIDED, "ticket_decided")                                                \
    X(CNOPS_EVENT_CLOSING_ASKED, "closing_asked")                                                  \
    X(CNOPS_EVENT_CLOSING_UNDONE, "closing_undone")                                                \
    X(CNOPS_EVENT_EXPORTED, "exported") /* the file of all data about the member */
typedef enum { CNOPS_EVENT(CNOPS_WORDS_NAME) CNOPS_EVENTS } cnops_event_e;

#define CNOPS_ACTOR_MEMBER   "member"    /* signed in, or all proofs given */
#define CNOPS_ACTOR_VISITOR  "visitor"   /* any other visitor */
#define CNOPS_ACTOR_SYSTEM   "system"    /* a delay that ran out, a purge */
#define CNOPS_ACTOR_OPERATOR "operator:" /* and the name after it */

#define CNOPS_EVENT_TEXT_MAX 400 /* bytes kept of reason and note */

typedef struct cnops_event_t {
    cnops_event_e kind;
    const char *actor;           /* one of the words above */
    const char *ip, *user_agent; /* may be NULL; only the block of ip is kept */
    const char *browser;         /* its id, core/session/device.h; may be NULL */
    const char *reason, *note;   /* may be NULL; cut to CNOPS_EVENT_TEXT_MAX */
} cnops_event_t;

/* The last row of a chain, or of a part of it. */
typedef struct cnops_chain_head_t {
    apr_int64_t person_id, seq;
    char mac[65];
} cnops_chain_head_t;

/* "account_created", "signed_in"… */
const char *cnops_event_name(cnops_event_e kind);
/* Whether the row is of this kind. Its word may be one that another release wrote. */
bool cnops_event_is(const cnops_event_row_t *row, cnops_event_e kind);

/* Calls one of the store's functions with this trail (core/ports/trail.h). */
typedef apr_status_t (*cnops_journal_act_fn)(void *self, const cnops_trail_t *trail,
                                             apr_pool_t *pool);

/* An act on a person's account: the change, its event and its messages. */
typedef struct cnops_act_t {
    apr_int64_t person_id;
    const cnops_event_t *event;
    const apr_array_header_t *messages; /* cnops_outbox_row_t; NULL: none */
    cnops_journal_act_fn run;
    void *self; /* of run */
} cnops_act_t;

/* Runs the act with its messages and the next row of the person's chain. If another event has taken
 * that row (CNOPS_ECONFLICT, which run returns as it got it from the store), it tries again with
 * the row after that: 60 times at most, with short pauses, and 5 times where the chain does not
 * grow meanwhile. */
apr_status_t cnops_journal_act(const cnops_core_t *core, const cnops_act_t *act, apr_pool_t *pool);
/* The same event, and changes that belong together, for several persons: all of it or nothing. */
typedef struct cnops_acts_t {
    const apr_int64_t *person_ids; /* none of them twice */
    int count;
    const cnops_event_t *event;
    /* Calls one of the store's functions with the next row of each person's chain. */
    apr_status_t (*run)(void *self, const cnops_event_row_t *rows, apr_pool_t *pool);
    void *self; /* of run */
} cnops_acts_t;

/* As cnops_journal_act: CNOPS_ECONFLICT is tried again while the chains grow. */
apr_status_t cnops_journal_act_all(const cnops_core_t *core, const cnops_acts_t *acts,
                                   apr_pool_t *pool);
/* Writes an event without a change. */
apr_status_t cnops_journal_note(const cnops_core_t *core, apr_int64_t person_id,
                                const cnops_event_t *event, apr_pool_t *pool);

/* An event as its owner may read it. */
typedef struct cnops_event_shown_t {
    apr_int64_t seq;
    const char *kind; /* the word */
    apr_time_t at;
    const char *actor;                      /* NULL where the content does not open */
    const char *address_block, *user_agent; /* NULL where none */
    const char *browser, *reason, *note;    /* likewise */
} cnops_event_shown_t;

/* *plist: cnops_event_shown_t, newest first, at most max. An event whose content does not open is
 * shown without content: one broken row must not hide the others. */
apr_status_t cnops_journal_list(apr_array_header_t **plist, const cnops_core_t *core,
                                apr_int64_t person_id, int max, apr_pool_t *pool);

/* The same, but only the events of this kind. */
apr_status_t cnops_journal_list_kind(apr_array_header_t **plist, const cnops_core_t *core,
                                     apr_int64_t person_id, cnops_event_e kind, int max,
                                     apr_pool_t *pool);

/* Opens one row, in the same way. */
void cnops_journal_show(cnops_event_shown_t *shown, const cnops_core_t *core,
                        const cnops_event_row_t *row, apr_pool_t *pool);

/* The mac that row must have if it follows former_mac ("" at the start of a chain), by the key
 * row->key_id; NULL where the ring does not have that key. */
const char *cnops_journal_mac(const cnops_core_t *core, const cnops_event_row_t *row,
                              const char *former_mac, apr_pool_t *pool);

#endif
