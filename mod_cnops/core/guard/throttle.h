/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One mechanism for all limits of contract.md §5: a durable counter for each use and subject, and a
 * rule that says what its count means.
 *
 * Floor: core. Threads: any.
 *
 * A caller takes one before costly work, and gives it back if the work turned out to be no failure.
 * So concurrent requests cannot exceed a limit. Strangers pay with work and time, but they never
 * lock a known browser out: no counter that a stranger can raise is used to measure a known
 * browser. */
#ifndef CNOPS_CORE_GUARD_THROTTLE_H
#define CNOPS_CORE_GUARD_THROTTLE_H

#include "core/core.h"

typedef enum {
    CNOPS_USE_JOURNEY_IDENTITY,   /* subject: journey id */
    CNOPS_USE_JOURNEY_ANSWERS,    /* journey id */
    CNOPS_USE_JOURNEY_CODES,      /* journey id */
    CNOPS_USE_PERSON_ANSWERS,     /* document digest */
    CNOPS_USE_PERSON_CODES,       /* document digest: wrong codes, over all journeys */
    CNOPS_USE_PERSON_TRACKING,    /* document digest: registrations that were not found */
    CNOPS_USE_PERSON_PASSES,      /* document digest: passes sent (core/guard/pass.h) */
    CNOPS_USE_SIGNIN_STRANGER,    /* person: failures of browsers not seen before */
    CNOPS_USE_SIGNIN_BROWSER,     /* person and browser */
    CNOPS_USE_BLOCK_FAILURES,     /* address block */
    CNOPS_USE_EMAIL_CODES,        /* e-mail digest */
    CNOPS_USE_SMS_CODES,          /* mobile digest */
    CNOPS_USE_SMS_BUDGET,         /* "all" */
    CNOPS_USE_ACCOUNT_NOTICE,     /* account: warnings to its contacts, one a day */
    CNOPS_USE_ACCOUNT_CODES,      /* account: codes sent for its sign-ins */
    CNOPS_USE_ACCOUNT_TRIES,      /* account: wrong codes of sign-ins and contact changes */
    CNOPS_USE_SESSION_PASSWORD,   /* session: wrong answers where a page asks for the password */
    CNOPS_USE_JOURNEY_IMAGES,     /* journey id: wrong answers to pictures */
    CNOPS_USE_BLOCK_IMAGES,       /* address block: answers to pictures, right ones too */
    CNOPS_USE_BLOCK_DRAWINGS,     /* address block: pictures and sounds made */
    CNOPS_USE_SPENT_PROOFS,       /* signature of a proof of work: counts once, until it expires */
    CNOPS_USE_ACCOUNT_EXPORTS,    /* account: files of all its data (contract.md §9) */
    CNOPS_USE_ACCOUNT_STATEMENTS, /* account: statements of claims */
    CNOPS_USE_NEWS_SMS,           /* "all": SMS about changed claims */
    CNOPS_USE_TRACKING_EMAILS,    /* document digest: e-mails with links to certificates */
    CNOPS_USE_BLOCK_TRACKING,     /* address block: registrations that were not found */
    CNOPS_USE_BLOCK_LOOKUPS,      /* address block: unknown codes of certificates */
    CNOPS_USE_BLOCK_KEYS,         /* address block: wrong keys of establishments */
    CNOPS_USE_ESTABLISHMENT_ROWS, /* establishment: rows that it has sent */
    CNOPS_USES
} cnops_use_e;

typedef struct cnops_verdict_t {
    bool allowed;
    int pow_level;                   /* level of the next captcha; 0: the lowest */
    bool pow_due;                    /* a captcha is required */
    apr_interval_time_t retry_after; /* µs; 0 where allowed */
    apr_int64_t count;               /* failures in the window */
} cnops_verdict_t;

/* The name of its counter in the store: "signin_stranger"… */
const char *cnops_use_name(cnops_use_e use);
/* The limit of the rule in its window; 0: none. */
apr_int64_t cnops_use_limit(const cnops_core_t *core, cnops_use_e use);

/* One counter in a call about several. */
typedef struct cnops_throttle_t {
    cnops_use_e use;
    const char *subject;
    apr_int64_t limit; /* 0: that of the rule (some address blocks have a higher one) */
} cnops_throttle_t;

/* At most so many in one call. Each call is one trip to the store. */
#define CNOPS_THROTTLES_MAX CNOPS_COUNTERS_MAX

/* For all calls that have verdicts: where the store fails, they allow nothing, and the rest of them
 * is 0. verdicts[i] is about list[i]. */
/* Reads the counters and changes nothing. */
apr_status_t cnops_throttle_look_all(cnops_verdict_t *verdicts, const cnops_core_t *core,
                                     const cnops_throttle_t *list, int count, apr_pool_t *pool);
/* Counts one on each counter, or on none: past a limit or within a delay, the verdicts about it do
 * not allow. The verdict about a counter that all visitors of a block or of the portal share, if it
 * allows, has neither count nor level. */
apr_status_t cnops_throttle_take_all(cnops_verdict_t *verdicts, const cnops_core_t *core,
                                     const cnops_throttle_t *list, int count, apr_pool_t *pool);
/* Takes one back from each, because it was no failure. */
apr_status_t cnops_throttle_give_all(const cnops_core_t *core, const cnops_throttle_t *list,
                                     int count, apr_pool_t *pool);

/* The same for one counter. */
apr_status_t cnops_throttle_look(cnops_verdict_t *pverdict, const cnops_core_t *core,
                                 cnops_use_e use, const char *subject, apr_int64_t limit,
                                 apr_pool_t *pool);
apr_status_t cnops_throttle_take(cnops_verdict_t *pverdict, const cnops_core_t *core,
                                 cnops_use_e use, const char *subject, apr_int64_t limit,
                                 apr_pool_t *pool);
apr_status_t cnops_throttle_give(const cnops_core_t *core, cnops_use_e use, const char *subject,
                                 apr_pool_t *pool);
apr_status_t cnops_throttle_clear(const cnops_core_t *core, cnops_use_e use, const char *subject,
                                  apr_pool_t *pool);

/* Counts amount (at least 1) on a counter that no others share (not of a block or of the portal),
 * or nothing where it would pass the limit. Of two requests at once both may be refused though one
 * of them would fit. */
apr_status_t cnops_throttle_take_many(bool *ptaken, const cnops_core_t *core,
                                      const cnops_throttle_t *one, apr_int64_t amount,
                                      apr_pool_t *pool);

/* The failures an hour that the block of this address may have: the setting, or the block's
 * allowance. */
apr_int64_t cnops_throttle_block_limit(const cnops_core_t *core, const char *ip);
/* The pictures an hour that it may answer: the setting, raised in proportion to the block's
 * allowance. */
apr_int64_t cnops_throttle_image_limit(const cnops_core_t *core, const char *ip);

#endif
