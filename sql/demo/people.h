/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Fictional members: a dozen written by hand, each of them a case to try, and any number of
 * generated ones. Every run gives the same members. None of them is a real person. */
#ifndef CNOPS_DEMO_PEOPLE_H
#define CNOPS_DEMO_PEOPLE_H

#include "ctl/import/member_row.h"

typedef struct demo_case_t {
    const char *text;                         /* what the case shows, in French: identities.json */
    const char *values[CNOPS_MEMBER_COLUMNS]; /* as in members.csv; NULL: empty */
    const char *birth_date;                   /* jj/mm/aaaa, as the member types it */
    const char *password, *email, *phone;     /* of the account; NULL: there is none */
    int claims;                               /* how many of them the member has */
} demo_case_t;

/* The last row has a NULL text. */
extern const demo_case_t demo_cases[];
int demo_case_count(void);

/* Fills values with generated member number i, counted from 0. */
void demo_member_make(const char *values[CNOPS_MEMBER_COLUMNS], apr_int64_t i, apr_pool_t *pool);

/* One of the names that generated members have: the same for equal numbers. */
const char *demo_given_name(apr_uint64_t i);
const char *demo_family_name(apr_uint64_t i);

#endif
