/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Operators, and the events of their acts: who acts for the institution, and why.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_JOURNAL_OPERATOR_H
#define CNOPS_CORE_JOURNAL_OPERATOR_H

#include "core/journal/journal.h"

typedef struct cnops_operator_t {
    const char *name;   /* cnops_operator_name_is_good */
    const char *reason; /* never empty */
} cnops_operator_t;

/* 2 to 40 of a-z, 0-9, '.', '-', '_' and '@'. No capitals and no blanks, so that one operator
 * cannot appear under two spellings as two. */
bool cnops_operator_name_is_good(const char *name);

/* The event of an operator's act. note: may be NULL. */
cnops_event_t cnops_operator_event(cnops_event_e kind, const cnops_operator_t *by, const char *note,
                                   apr_pool_t *pool);

#endif
