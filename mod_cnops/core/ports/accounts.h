/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Accounts, and the acts that change them.
 *
 * Every act returns CNOPS_ENOTFOUND where there is no such account: nothing is written then.
 * Its trail may be NULL (core/ports/trail.h).
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_ACCOUNTS_H
#define CNOPS_CORE_PORTS_ACCOUNTS_H

#include "base/words.h"
#include "core/ports/channel.h"
#include "core/ports/trail.h"

/* With the words of the database. Pending: made, but not proved enough to be used yet. */
#define CNOPS_ACCOUNT_STATE(X)                                                                     \
    X(CNOPS_ACCOUNT_ACTIVE, "active")                                                              \
    X(CNOPS_ACCOUNT_PENDING, "pending")                                                            \
    X(CNOPS_ACCOUNT_CLOSED, "closed")
typedef enum { CNOPS_ACCOUNT_STATE(CNOPS_WORDS_NAME) } cnops_account_state_e;

/* The parser returns false (and leaves *pstate alone) on any other word. */
const char *cnops_account_state_name(cnops_account_state_e state);
bool cnops_account_state_parse(cnops_account_state_e *pstate, const char *word);

/* How a member wants to hear that a claim has changed. */
#define CNOPS_NEWS(X)                                                                              \
    X(CNOPS_NEWS_NONE, "none")                                                                     \
    X(CNOPS_NEWS_EMAIL, "email")                                                                   \
    X(CNOPS_NEWS_SMS, "sms")
typedef enum { CNOPS_NEWS(CNOPS_WORDS_NAME) } cnops_news_e;

const char *cnops_news_name(cnops_news_e news);
bool cnops_news_parse(cnops_news_e *pnews, const char *word);

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
    apr_time_t signed_in_at; /* last successful sign-in, 0 if never */
    cnops_account_state_e state;
    apr_time_t frozen_until;       /* no contact change, no recovery by request before; 0: free */
    bool prospecting;              /* consents to prospecting */
    apr_time_t password_at;        /* when it was chosen, 0: before this was kept */
    apr_time_t email_at, phone_at; /* when they were bound; likewise */
    apr_time_t closing_at;         /* core/account/closing.h; 0: it stays */
    apr_time_t closing_asked_at;   /* when the owner asked for that; 0 where closing_at is */
    /* create ignores these three: a new account has no news (core/ports/news.h). */
    cnops_news_e news;
    apr_time_t news_at;     /* when the last message about claims was queued; 0: never */
    apr_time_t news_due_at; /* when to send the next one; 0: there is no news */
} cnops_account_t;

typedef struct cnops_new_password_t {
    apr_int64_t account_id;
    const char *hash;
    apr_time_t at;
    /* The session that continues while all others end. NULL: all end, and all known browsers are
     * forgotten too, because no signed-in member confirms them. */
    const char *spared_token_digest;
} cnops_new_password_t;

typedef struct cnops_new_contact_t {
    apr_int64_t account_id;
    cnops_channel_e channel;
    const char *digest, *sealed;
    apr_time_t at;
} cnops_new_contact_t;

/* Another end of an account, where it still has the former one. */
typedef struct cnops_new_closing_t {
    apr_int64_t account_id;
    apr_time_t former, closing_at, asked_at; /* µs UTC; 0: none */
    const char *once_digest;                 /* a token that can be spent once, or NULL */
    apr_time_t once_expires_at;
} cnops_new_closing_t;

/* A part of the accounts whose end is due, in the order of their ends. */
typedef struct cnops_closing_slice_t {
    apr_time_t until;    /* ends after this are not due yet; µs UTC */
    apr_time_t after;    /* those that come after this end, */
    apr_int64_t account; /* and after this account among equal ones; 0 and 0: from the first */
    int max;
} cnops_closing_slice_t;

/* The same password in another hash. */
typedef struct cnops_new_hash_t {
    apr_int64_t account_id;
    const char *former, *hash;
} cnops_new_hash_t;

typedef struct cnops_accounts_port_t {
    apr_status_t (*by_person)(void *self, const cnops_account_t **paccount, apr_int64_t person_id,
                              apr_pool_t *pool);
    apr_status_t (*by_id)(void *self, const cnops_account_t **paccount, apr_int64_t id,
                          apr_pool_t *pool);
    /* *pcount: how many accounts have this contact. */
    apr_status_t (*count_contact)(void *self, int *pcount, cnops_channel_e channel,
                                  const char *contact_digest, apr_pool_t *pool);

    /* account->id is ignored. CNOPS_EDUPLICATE if the person has an account already, or the
     * journey made one. */
    apr_status_t (*create)(void *self, const cnops_account_t *account, const cnops_trail_t *trail,
                           apr_pool_t *pool);
    apr_status_t (*set_password)(void *self, const cnops_new_password_t *password,
                                 const cnops_trail_t *trail, apr_pool_t *pool);
    apr_status_t (*set_contact)(void *self, const cnops_new_contact_t *contact,
                                const cnops_trail_t *trail, apr_pool_t *pool);
    /* Closing an account ends all its sessions, and deletes the links about it, which may name a
     * former contact (core/ports/links.h). */
    apr_status_t (*set_state)(void *self, apr_int64_t account_id, cnops_account_state_e state,
                              apr_time_t frozen_until, const cnops_trail_t *trail,
                              apr_pool_t *pool);
    apr_status_t (*set_preferences)(void *self, apr_int64_t account_id, const char *lang,
                                    bool prospecting, const cnops_trail_t *trail, apr_pool_t *pool);
    /* CNOPS_ENOTFOUND also where the account is not active, or closing_at is not the former one.
     * CNOPS_EDUPLICATE where once_digest was spent before. */
    apr_status_t (*set_closing)(void *self, const cnops_new_closing_t *closing,
                                const cnops_trail_t *trail, apr_pool_t *pool);
    /* Deletes the account as drop does. CNOPS_ENOTFOUND also where it is not active, or its
     * closing_at is not this one. */
    apr_status_t (*finish_closing)(void *self, apr_int64_t account_id, apr_time_t closing_at,
                                   const cnops_trail_t *trail, apr_pool_t *pool);
    /* *plist: cnops_account_t, the active ones whose closing_at is set and due, those that have
     * waited longest first. */
    apr_status_t (*closing_due)(void *self, apr_array_header_t **plist,
                                const cnops_closing_slice_t *slice, apr_pool_t *pool);
    /* With CNOPS_NEWS_NONE, news that wait are forgotten. */
    apr_status_t (*set_news)(void *self, apr_int64_t account_id, cnops_news_e news,
                             const cnops_trail_t *trail, apr_pool_t *pool);
    /* Deletes the account, its sessions, its known browsers and the links about it; the person and
     * the journal stay. */
    apr_status_t (*drop)(void *self, apr_int64_t account_id, const cnops_trail_t *trail,
                         apr_pool_t *pool);
    /* CNOPS_ECONFLICT if the hash is not the former one any more. */
    apr_status_t (*upgrade_hash)(void *self, const cnops_new_hash_t *hash, apr_pool_t *pool);
} cnops_accounts_port_t;

#endif
