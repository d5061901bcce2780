/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* All counters about one person that a stranger or the member can raise: operators see and clear
 * them. To add a counter about a person: a row in throttle_person.c.
 *
 * Floor: core. Threads: any.
 *
 * Known browsers and readers of a link that was sent to a contact have counters of their own; for
 * codes, so do visitors who gave the password. Counters of journeys, sessions and address blocks
 * are not about a person. */
#ifndef CNOPS_CORE_ACCOUNT_THROTTLE_PERSON_H
#define CNOPS_CORE_ACCOUNT_THROTTLE_PERSON_H

#include "core/guard/throttle.h"

typedef struct cnops_person_counter_t {
    cnops_use_e use;
    const char *allowance; /* counter of its own: "browser", "contact", "owner"; NULL: strangers' */
    apr_int64_t limit;     /* 0: no bound */
    cnops_verdict_t verdict;
} cnops_person_counter_t;

/* *plist: cnops_person_counter_t. Counters with an allowance are left out while they are 0. account
 * may be NULL. */
apr_status_t cnops_throttle_of_person(apr_array_header_t **plist, const cnops_core_t *core,
                                      const cnops_person_t *person, const cnops_account_t *account,
                                      apr_pool_t *pool);

apr_status_t cnops_throttle_clear_person(const cnops_core_t *core, const cnops_person_t *person,
                                         const cnops_account_t *account, apr_pool_t *pool);

#endif
