/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Requests that old contacts may refuse (core/request/request.h), and what their changes do to the
 * account of the person. A trail may be NULL (core/ports/trail.h).
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_REQUESTS_H
#define CNOPS_CORE_PORTS_REQUESTS_H

#include "base/words.h"
#include "core/ports/accounts.h"
#include "core/ports/purging.h"

/* With the words of the database. Contact: other contacts for an account whose own are lost.
 * Opening: a pending account. */
#define CNOPS_REQUEST_KIND(X)                                                                      \
    X(CNOPS_REQUEST_CONTACT, "contact") X(CNOPS_REQUEST_OPENING, "opening")
typedef enum { CNOPS_REQUEST_KIND(CNOPS_WORDS_NAME) } cnops_request_kind_e;

/* Accepted: by a letter's code, an operator or time. Opposed: by an old contact. Declined: by an
 * operator; the person who asked is not informed yet. Refused: declined, and the person knows. */
#define CNOPS_REQUEST_STATE(X)                                                                     \
    X(CNOPS_REQUEST_OPEN, "open")                                                                  \
    X(CNOPS_REQUEST_ACCEPTED, "accepted")                                                          \
    X(CNOPS_REQUEST_DECLINED, "declined")                                                          \
    X(CNOPS_REQUEST_APPLIED, "applied")                                                            \
    X(CNOPS_REQUEST_OPPOSED, "opposed")                                                            \
    X(CNOPS_REQUEST_REFUSED, "refused")                                                            \
    X(CNOPS_REQUEST_EXPIRED, "expired")
typedef enum { CNOPS_REQUEST_STATE(CNOPS_WORDS_NAME) } cnops_request_state_e;

/* The parsers return false (and leave *pvalue alone) on any other word. */
const char *cnops_request_kind_name(cnops_request_kind_e kind);
const char *cnops_request_state_name(cnops_request_state_e state);
bool cnops_request_kind_parse(cnops_request_kind_e *pvalue, const char *word);
bool cnops_request_state_parse(cnops_request_state_e *pvalue, const char *word);

/* A request: core/request/request.h. */
typedef struct cnops_request_t {
    apr_int64_t id;  /* given by the store */
    const char *ref; /* 32 hex, unique: id of the journey that made it */
    apr_int64_t person_id;
    cnops_request_kind_e kind;
    cnops_request_state_e state;
    apr_int64_t version;                     /* of the row that was read; 1 for a new one */
    const char *email_digest, *email_sealed; /* the contacts asked for */
    const char *phone_digest, *phone_sealed;
    const char *lang;
    int reminders;
    const char *letter_digest; /* NULL: no letter exported yet */
    apr_time_t letter_at;      /* 0: likewise */
    const char *hastened_by;   /* the first of two operators who accept early, or "" */
    apr_time_t apply_at;       /* of an accepted request; else 0 */
    apr_time_t created_at, settled_at;
} cnops_request_t;

/* What a change of a request does to the person's account, in the same transaction. */
typedef enum {
    CNOPS_EFFECT_NONE,
    CNOPS_EFFECT_BIND,   /* the contacts of the request are bound; all sessions end */
    CNOPS_EFFECT_OPEN,   /* the pending account becomes active */
    CNOPS_EFFECT_FREEZE, /* no new request until a given time */
    CNOPS_EFFECT_DROP    /* the pending account is deleted; another state is left, without error */
} cnops_effect_e;

typedef struct cnops_request_change_t {
    const cnops_request_t *request; /* its new state, with the version that was read */
    cnops_effect_e effect;
    apr_time_t until; /* FREEZE: the end of the freeze; BIND: the time now */
} cnops_request_change_t;

typedef struct cnops_requests_port_t {
    /* request->id and version are ignored: the store gives them. CNOPS_EDUPLICATE if its ref is
     * known, or the person has a request that is open or accepted. */
    apr_status_t (*insert)(void *self, const cnops_request_t *request, const cnops_trail_t *trail,
                           apr_pool_t *pool);
    /* As insert, with the pending account that the request opens. CNOPS_EDUPLICATE also where
     * cnops_accounts_port_t.create returns it. */
    apr_status_t (*insert_with_account)(void *self, const cnops_request_t *request,
                                        const cnops_account_t *account, const cnops_trail_t *trail,
                                        apr_pool_t *pool);
    /* Writes the columns of a request that may change (state, reminders, letter, hastened_by,
     * apply_at, settled_at), and applies its effect to the person's account. CNOPS_ECONFLICT if the
     * version is not request->version any more; CNOPS_ENOTFOUND if the effect needs an account and
     * there is none. */
    apr_status_t (*update)(void *self, const cnops_request_change_t *change,
                           const cnops_trail_t *trail, apr_pool_t *pool);
    /* As update without an effect, for requests[i] with the event events[i]: all of them or
     * nothing. */
    apr_status_t (*update_all)(void *self, const cnops_request_t *requests,
                               const cnops_event_row_t *events, int count, apr_pool_t *pool);
    apr_status_t (*by_id)(void *self, const cnops_request_t **prequest, apr_int64_t id,
                          apr_pool_t *pool);
    apr_status_t (*by_ref)(void *self, const cnops_request_t **prequest, const char *ref,
                           apr_pool_t *pool);
    apr_status_t (*by_letter)(void *self, const cnops_request_t **prequest,
                              const char *letter_digest, apr_pool_t *pool);
    /* The person's request that is open or accepted. */
    apr_status_t (*open_of)(void *self, const cnops_request_t **prequest, apr_int64_t person_id,
                            apr_pool_t *pool);
    /* *plist: cnops_request_t of a person, newest first, at most max. */
    apr_status_t (*of_person)(void *self, apr_array_header_t **plist, apr_int64_t person_id,
                              int max, apr_pool_t *pool);
    /* *plist: cnops_request_t in this state with a larger id than *plast_id, by id, at most max;
     * fewer where rows have a word that no release of ours wrote. *plast_id becomes the id of the
     * last row that was looked at, in the list or not; it stays where there is none. */
    apr_status_t (*in_state)(void *self, apr_array_header_t **plist, cnops_request_state_e state,
                             apr_int64_t *plast_id, int max, apr_pool_t *pool);
    /* Age: since it came to an end; a request that has not ended has none. */
    cnops_purge_fn purge;
} cnops_requests_port_t;

#endif
