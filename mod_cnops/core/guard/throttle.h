/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One mechanism for every limit of contract.md §5: a durable counter per use and
 * subject, and a rule row that says what its height means.
 *
 * Floor: core. Callers: pages, core/code/code.c, ctl, httpd/watchdog.c. Threads: any.
 *
 * Callers take before costly work and give back when it turned out to be no
 * failure, so that concurrent requests cannot slip past. Strangers pay work and
 * time; nobody else's browser is ever locked by them: a use that a stranger can
 * raise is never one that a known browser is measured by. */
#ifndef CNOPS_CORE_GUARD_THROTTLE_H
#define CNOPS_CORE_GUARD_THROTTLE_H

#include "core/core.h"

typedef enum {
    CNOPS_USE_JOURNEY_IDENTITY, /* subject: journey id */
    CNOPS_USE_JOURNEY_ANSWERS,  /* journey id */
    CNOPS_USE_JOURNEY_CODES,    /* journey id */
    CNOPS_USE_PERSON_ANSWERS,   /* document digest */
    CNOPS_USE_PERSON_CODES,     /* document digest: wrong codes, over all journeys */
    CNOPS_USE_PERSON_PASSES,    /* document digest: links to go on past the two above */
    CNOPS_USE_SIGNIN_STRANGER,  /* person, by browsers never seen */
    CNOPS_USE_SIGNIN_BROWSER,   /* person and browser */
    CNOPS_USE_BLOCK_FAILURES,   /* address block */
    CNOPS_USE_EMAIL_CODES,      /* e-mail digest */
    CNOPS_USE_SMS_CODES,        /* mobile digest */
    CNOPS_USE_SMS_BUDGET,       /* "all" */
    CNOPS_USE_ACCOUNT_NOTICE,   /* account: warnings to its contacts, one a day */
    CNOPS_USE_ACCOUNT_CODES,    /* account: codes sent for its sign-ins */
    CNOPS_USE_ACCOUNT_TRIES,    /* account: wrong codes of sign-ins and contact changes */
    CNOPS_USE_SESSION_PASSWORD, /* session: wrong answers where a page asks for the password */
    CNOPS_USE_JOURNEY_IMAGES,   /* journey id: wrong answers to pictures */
    CNOPS_USE_BLOCK_IMAGES,     /* address block: answers to pictures, right ones too */
    CNOPS_USE_BLOCK_DRAWINGS,   /* address block: pictures and sounds made */
    CNOPS_USES
} cnops_use_e;

typedef struct cnops_verdict_t {
    bool allowed;
    int pow_level;                   /* what a captcha must be worth now; 0: no rise */
    bool pow_due;                    /* a captcha is owed at all */
    apr_interval_time_t retry_after; /* µs, when not allowed */
    apr_int64_t count;               /* failures in the window */
} cnops_verdict_t;

/* Its counter's name: "signin_stranger"… */
const char *cnops_use_name(cnops_use_e use);
/* What the rule allows in its window; 0: no bound. */
apr_int64_t cnops_use_limit(const cnops_core_t *core, cnops_use_e use);

/* For the next two: where the store fails, *pverdict allows nothing, and the rest of it is 0. */
/* The state, nothing changed. limit 0: the rule's own (a block may have more). */
apr_status_t cnops_throttle_look(cnops_verdict_t *pverdict, const cnops_core_t *core,
                                 cnops_use_e use, const char *subject, apr_int64_t limit,
                                 apr_pool_t *pool);
/* Counts one; not allowed (and not counted) past the limit or within a delay. */
apr_status_t cnops_throttle_take(cnops_verdict_t *pverdict, const cnops_core_t *core,
                                 cnops_use_e use, const char *subject, apr_int64_t limit,
                                 apr_pool_t *pool);
/* It was no failure: one back. */
apr_status_t cnops_throttle_give(const cnops_core_t *core, cnops_use_e use, const char *subject,
                                 apr_pool_t *pool);
apr_status_t cnops_throttle_clear(const cnops_core_t *core, cnops_use_e use, const char *subject,
                                  apr_pool_t *pool);

/* How many failures an hour this address's block may have: the setting, or its allowance. */
apr_int64_t cnops_throttle_block_limit(const cnops_core_t *core, const char *ip);
/* How many pictures an hour it may answer: the setting, in the proportion of its allowance. */
apr_int64_t cnops_throttle_image_limit(const cnops_core_t *core, const char *ip);

#endif
