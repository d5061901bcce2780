/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every counter that strangers, or the member, can raise about one person: what operators
 * see and clear. To add a use of a person: a row in throttle_person.c.
 *
 * Floor: core. Callers: core/account/account_operations.c, ctl. Threads: any.
 *
 * Known browsers, whoever followed a link sent to a contact, and for codes whoever gave the
 * password have counters of their own.
 * Counters of journeys, of sessions and of address blocks are nobody's. */
#ifndef CNOPS_CORE_ACCOUNT_THROTTLE_PERSON_H
#define CNOPS_CORE_ACCOUNT_THROTTLE_PERSON_H

#include "core/guard/throttle.h"

typedef struct cnops_person_counter_t {
    cnops_use_e use;
    const char *allowance; /* whose own: "browser", "contact", "owner"; NULL: everybody's */
    apr_int64_t limit;     /* 0: no bound */
    cnops_verdict_t verdict;
} cnops_person_counter_t;

/* *plist: cnops_person_counter_t; of those with an allowance the ones at 0 are left out. account
 * may be NULL. */
apr_status_t cnops_throttle_of_person(apr_array_header_t **plist, const cnops_core_t *core,
                                      const cnops_person_t *person, const cnops_account_t *account,
                                      apr_pool_t *pool);

apr_status_t cnops_throttle_clear_person(const cnops_core_t *core, const cnops_person_t *person,
                                         const cnops_account_t *account, apr_pool_t *pool);

#endif
