/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the commands about one person begin with: who asks, why, about whom.
 *
 * Floor: ctl. Callers: ctl. Threads: one. */
#ifndef CNOPS_CTL_CASEWORK_H
#define CNOPS_CTL_CASEWORK_H

#include "base/tree.h"
#include "core/account/account_operations.h"
#include "ctl/portal.h"

typedef struct cnops_casework_t {
    cnops_ctl_t *ctl;
    cnops_portal_t *portal;
    const cnops_core_t *core;
    cnops_operator_t by;
    const cnops_person_t *person;
    const cnops_account_t *account; /* NULL: the person has none */
} cnops_casework_t;

/* --operator and --reason, checked. CNOPS_EXIT_DONE, or the reason is told. */
cnops_exit_e cnops_casework_operator(cnops_operator_t *by, const cnops_ctl_t *ctl);

/* The operator, the database, the person of the first operand and their account.
 * CNOPS_EXIT_DONE, or the reason is told: nobody has that number, say. */
cnops_exit_e cnops_casework_open(cnops_casework_t *pcase, cnops_ctl_t *ctl);

/* The person of a number as it is typed: CNI or immatriculation. */
cnops_exit_e cnops_casework_find(const cnops_person_t **pperson, const cnops_ctl_t *ctl,
                                 const cnops_portal_t *portal, const char *typed);

/* Tells of a machine failure. */
cnops_exit_e cnops_casework_failed(const cnops_ctl_t *ctl, const cnops_portal_t *portal,
                                   apr_status_t rv);

/* "2026-11-21T08:00:00Z"; NULL for 0. */
const char *cnops_casework_time(apr_time_t at, apr_pool_t *pool);

/* The tree as JSON (--json) or as indented lines. */
void cnops_casework_print(const cnops_ctl_t *ctl, const cnops_tree_t *tree);

#endif
