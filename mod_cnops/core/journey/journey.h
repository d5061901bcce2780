/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A journey: what one browser has proved so far, sealed in its cookie.
 *
 * Floor: core. Threads: any (a journey belongs to one request). Secrets: no answer, code or
 * password is ever in it; contacts are, sealed.
 *
 * The steps of a journey are numbered; step i is open when the steps before it are done. The cookie
 * can be replayed, so it holds nothing that is counted (tries, attempts, whether a code was used):
 * that is in the store, under the journey's id. */
#ifndef CNOPS_CORE_JOURNEY_JOURNEY_H
#define CNOPS_CORE_JOURNEY_JOURNEY_H

#include "base/words.h"
#include "core/person/identity.h"

/* The words are in visitors' cookies, with bits that say by number which steps are done. A kind
 * whose steps change their order needs a new word: cookies that the former version wrote are then
 * refused and the visitor begins again, instead of being understood wrongly. */
#define CNOPS_JOURNEYS(X)                                                                          \
    X(CNOPS_JOURNEY_NONE, "none") /* a browser without a journey: only the CSRF id */              \
    X(CNOPS_JOURNEY_CREATION, "creation")                                                          \
    X(CNOPS_JOURNEY_RECOVERY, "recovery")                                                          \
    X(CNOPS_JOURNEY_SIGNIN, "signin")   /* the password was right, the code was sent */            \
    X(CNOPS_JOURNEY_CONTACT, "contact") /* a member changes an e-mail or a mobile */               \
    X(CNOPS_JOURNEY_LOST, "lost")       /* a member has lost the contacts and asks for new ones */ \
    X(CNOPS_JOURNEY_CLOSING, "closing") /* a member closes the account */                          \
    X(CNOPS_JOURNEY_OFFICER, "officer") /* key and address were given, a code was sent */
typedef enum { CNOPS_JOURNEYS(CNOPS_WORDS_NAME) } cnops_journey_kind_e;

typedef struct cnops_journey_t {
    char id[33]; /* 128 random bits, hex */
    cnops_journey_kind_e kind;
    apr_time_t begun_at;    /* when it began as this kind (core/account/account_recovery.h) */
    apr_time_t accepted_at; /* last accepted step, or request for more time; it expires from here */
    unsigned done;          /* bit i: step i of the kind's course accepted */
    int pow_level;          /* level of the next captcha, core/guard/captcha.h */
    cnops_identity_t identity;
    char identity_digest[65]; /* of the identity answers; the same again clears nothing */
    const char *terms_lang;   /* NULL until accepted */
    apr_time_t terms_at;
    const char *email, *phone; /* normalised, NULL until given */
    apr_int64_t account_id;    /* SIGNIN, CONTACT, CLOSING: the account; OFFICER: the officer, 0 for
                                * nobody; else 0 */
    apr_time_t stamp;          /* cnops_signin_stamp at its beginning; void once that differs */
    cnops_channel_e channel;   /* SIGNIN: the code's channel; CONTACT: the one that changes */
    char pass[65];             /* subject whose ceiling a pass lifts (core/guard/pass.h), or "" */
    const char *notice;        /* key of a sentence to show once on the next page, or NULL */
    const char *onward; /* the address below the mount that was asked for before a sign-in, or
                         * before an address was confirmed (pages/frame/onward.h); or NULL */
    const char *typed;  /* what was typed, for core/journey/drafts.h; NULL: nothing is kept */
    bool is_student;    /* the visitor came by the entry of students */
} cnops_journey_t;

/* A new journey of this kind, with a random id. */
cnops_journey_t *cnops_journey_make(const cnops_core_t *core, cnops_journey_kind_e kind,
                                    apr_pool_t *pool);

/* Sets the id to a keyed digest of parts (texts, the last one NULL), which describe how the journey
 * began. The id is the same each time, so a double click begins one journey; without the key it
 * cannot be predicted. */
void cnops_journey_rename(cnops_journey_t *journey, const cnops_core_t *core,
                          const char *const *parts);

/* The member of journey that has the contact of this channel; *it is NULL until one is given. */
const char **cnops_journey_contact(cnops_journey_t *journey, cnops_channel_e channel);

/* The value of the cookie: about 1,000 characters, and what the drafts need; at most 3,900. Of a
 * journey that has begun nothing: about 230. */
const char *cnops_journey_seal(const cnops_core_t *core, const cnops_journey_t *journey,
                               apr_pool_t *pool);
/* CNOPS_EFORGED; or CNOPS_EEXPIRED, where *pjourney is set too, so that the caller knows what has
 * expired. */
apr_status_t cnops_journey_unseal(cnops_journey_t **pjourney, const cnops_core_t *core,
                                  const char *sealed, apr_pool_t *pool);

/* Gives a journey that follows another one in the same browser another id, the same each time.
 * Codes that were sent, and what was tried or counted for the former journey, do not count for this
 * one. */
void cnops_journey_change_id(cnops_journey_t *journey, const cnops_core_t *core,
                             cnops_journey_kind_e kind);

/* The journey begins as this kind; none of its steps is done. If it was of another kind before,
 * cnops_journey_change_id gives it another id. */
void cnops_journey_begin(cnops_journey_t *journey, const cnops_core_t *core,
                         cnops_journey_kind_e kind);

/* A new journey of this kind, for the person who was proved in the former one. done: its first
 * steps that need not be done again, one bit each. Codes and counts of the former journey do not
 * count here. Each time the result has the same id: a double click makes one journey. */
cnops_journey_t *cnops_journey_transfer(const cnops_core_t *core, const cnops_journey_t *former,
                                        cnops_journey_kind_e kind, unsigned done, apr_pool_t *pool);

/* The first step that is not done. */
int cnops_journey_open_step(const cnops_journey_t *journey);
/* The step is accepted now. changed: its answer differs from the last time, so all later steps are
 * cleared. */
void cnops_journey_accept(cnops_journey_t *journey, const cnops_core_t *core, int step,
                          bool changed);

/* µs until the journey expires. */
apr_interval_time_t cnops_journey_left(const cnops_journey_t *journey, const cnops_core_t *core);
/* The visitor asks for more time (WCAG 2.2.1). This proves nothing and clears nothing: sending the
 * last accepted step again, unchanged, has the same effect. */
void cnops_journey_stay(cnops_journey_t *journey, const cnops_core_t *core);

/* The anti-CSRF token of this browser (ASVS 3.5.1): a keyed digest of the journey's id, hidden by
 * fresh random bytes that are sent with it. So it is another text in each answer, and the length of
 * a compressed answer tells nothing of it (BREACH). 43 characters of base64url. */
const char *cnops_journey_token(const cnops_core_t *core, const cnops_journey_t *journey,
                                apr_pool_t *pool);
/* Whether token is one that was ever made for this journey. NULL and malformed ones are none. */
bool cnops_journey_token_is(const cnops_core_t *core, const cnops_journey_t *journey,
                            const char *token);

#endif
