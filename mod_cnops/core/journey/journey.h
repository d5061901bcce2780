/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A journey: what one browser has proved so far, sealed in its cookie.
 *
 * Floor: core. Callers: pages. Threads: any (a journey belongs to one request).
 * Secrets: no answer, code or password is ever in it; contacts are, sealed.
 *
 * A journey is a row of steps; step i is open when steps 0..i-1 are done. The
 * cookie can be replayed, so nothing that must count (tries, attempts,
 * consumption) is in it: that is in the store, keyed by id. */
#ifndef CNOPS_CORE_JOURNEY_JOURNEY_H
#define CNOPS_CORE_JOURNEY_JOURNEY_H

#include "base/words.h"
#include "core/person/identity.h"

/* The words stand in the cookies of visitors, beside bits that say by number which steps are
 * done. A kind whose steps change their order takes another word: then cookies that the version
 * before wrote begin anew, and are not misread. */
#define CNOPS_JOURNEYS(X)                                                                          \
    X(CNOPS_JOURNEY_NONE, "none") /* a browser that began nothing: carries the CSRF id only */     \
    X(CNOPS_JOURNEY_CREATION, "creation")                                                          \
    X(CNOPS_JOURNEY_RECOVERY, "recovery")                                                          \
    X(CNOPS_JOURNEY_SIGNIN, "signin")   /* the password was right, the code is on its way */       \
    X(CNOPS_JOURNEY_CONTACT, "contact") /* a member changes an e-mail or a mobile */               \
    X(CNOPS_JOURNEY_LOST, "lost")       /* contacts that are lost: new ones asked for */
typedef enum { CNOPS_JOURNEYS(CNOPS_WORDS_NAME) } cnops_journey_kind_e;

typedef struct cnops_journey_t {
    char id[33]; /* 128 random bits, hex */
    cnops_journey_kind_e kind;
    apr_time_t begun_at;    /* when it became of this kind: core/account/account_recovery.h */
    apr_time_t accepted_at; /* of the last accepted step, or of a stay; expiry counts from here */
    unsigned done;          /* bit i: step i of the kind's course accepted */
    int pow_level;          /* what the next captcha must be worth, core/guard/captcha.h */
    cnops_identity_t identity;
    char identity_digest[65]; /* of the identity answers: the same again clears nothing */
    const char *terms_lang;   /* NULL until accepted */
    apr_time_t terms_at;
    const char *email, *phone; /* normalised, NULL until given */
    apr_int64_t account_id;    /* SIGNIN, CONTACT: whose, 0 else */
    apr_time_t stamp;          /* cnops_signin_stamp when it began: void once that has changed */
    cnops_channel_e channel;   /* SIGNIN: by which the code goes; CONTACT: which one changes */
    char pass[65];             /* whose ceiling it may pass (core/guard/pass.h), or "" */
    const char *notice;        /* key of a sentence to show once on the next page, or NULL */
} cnops_journey_t;

cnops_journey_t *cnops_journey_make(const cnops_core_t *core, cnops_journey_kind_e kind,
                                    apr_pool_t *pool);

/* The id of a journey whose beginning is told by parts (texts, the last one NULL): the same
 * each time, so that a double click begins one; nobody without the key can tell it. */
void cnops_journey_rename(cnops_journey_t *journey, const cnops_core_t *core,
                          const char *const *parts);

/* Where the contact of this channel stands in it: NULL until given. */
const char **cnops_journey_contact(cnops_journey_t *journey, cnops_channel_e channel);

/* Cookie value; about 1,000 characters, the e-mail address (254 at most) included. */
const char *cnops_journey_seal(const cnops_core_t *core, const cnops_journey_t *journey,
                               apr_pool_t *pool);
/* CNOPS_EFORGED, or CNOPS_EEXPIRED (with *pjourney set: whose it was). */
apr_status_t cnops_journey_unseal(cnops_journey_t **pjourney, const cnops_core_t *core,
                                  const char *sealed, apr_pool_t *pool);

/* Another id, the same each time, for a journey of this kind that follows upon another in one
 * browser: what was sent, tried or counted for that one counts for this one no more. */
void cnops_journey_part(cnops_journey_t *journey, const cnops_core_t *core,
                        cnops_journey_kind_e kind);

/* The journey becomes of this kind: nothing of it is done yet. From another kind it parts. */
void cnops_journey_begin(cnops_journey_t *journey, const cnops_core_t *core,
                         cnops_journey_kind_e kind);

/* A new journey of this kind that goes on with who was proved in another: its first steps
 * (done: a bit each) need not be done again. Nothing sent or counted for the other counts here.
 * The same one each time: a double click goes on with one. */
cnops_journey_t *cnops_journey_transfer(const cnops_core_t *core, const cnops_journey_t *former,
                                        cnops_journey_kind_e kind, unsigned done, apr_pool_t *pool);

/* The first step that is not done. */
int cnops_journey_open_step(const cnops_journey_t *journey);
/* Step i is accepted now. changed: its answer differs from the last time, so every later
 * step is cleared. */
void cnops_journey_accept(cnops_journey_t *journey, const cnops_core_t *core, int step,
                          bool changed);

/* µs until it is over. */
apr_interval_time_t cnops_journey_left(const cnops_journey_t *journey, const cnops_core_t *core);
/* The visitor asks for more time (WCAG 2.2.1). It proves nothing and clears nothing: sending the
 * last accepted step once more, unchanged, does the same. */
void cnops_journey_stay(cnops_journey_t *journey, const cnops_core_t *core);

/* The anti-CSRF token of this browser (ASVS 3.5.1): a keyed digest of the journey's id. */
const char *cnops_journey_token(const cnops_core_t *core, const cnops_journey_t *journey,
                                apr_pool_t *pool);
bool cnops_journey_token_is(const cnops_core_t *core, const cnops_journey_t *journey,
                            const char *token, apr_pool_t *pool);

#endif
