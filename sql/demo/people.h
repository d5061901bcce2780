/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Fictional members: a dozen named ones, one a case, then as many as wanted. The same each
 * time, and none is anybody.
 *
 * Callers: demo.c. */
#ifndef CNOPS_DEMO_PEOPLE_H
#define CNOPS_DEMO_PEOPLE_H

#include "ctl/member_row.h"

typedef struct demo_case_t {
    const char *text;                         /* what is to be seen, in French: identities.json */
    const char *values[CNOPS_MEMBER_COLUMNS]; /* as in members.csv; NULL: empty */
    const char *birth_date;                   /* jj/mm/aaaa, as its member types it */
    const char *password, *email, *phone;     /* of the account, or NULL */
} demo_case_t;

/* Ends with a NULL text. */
extern const demo_case_t demo_cases[];
int demo_case_count(void);

/* Member number i (from 0) behind the named ones. */
void demo_member_make(const char *values[CNOPS_MEMBER_COLUMNS], apr_int64_t i, apr_pool_t *pool);

#endif
