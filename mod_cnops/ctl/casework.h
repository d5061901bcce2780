/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Opens and prints the case of one person: which operator asks, for what reason, about which
 * person.
 *
 * Floor: ctl. Threads: one. */
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

/* Reads and checks --operator and --reason. CNOPS_EXIT_DONE, or prints what is wrong. */
cnops_exit_e cnops_casework_operator(cnops_operator_t *by, const cnops_ctl_t *ctl);

/* Checks the operator, opens the database, and finds the person of the first operand and
 * their account. CNOPS_EXIT_DONE, or prints what is wrong, also where the person is unknown. */
cnops_exit_e cnops_casework_open(cnops_casework_t *pcase, cnops_ctl_t *ctl);

/* Finds a person by a typed number: the number of the identity document, or the
 * immatriculation. CNOPS_EXIT_DONE, or prints what is wrong. */
cnops_exit_e cnops_casework_find(const cnops_person_t **pperson, const cnops_ctl_t *ctl,
                                 const cnops_portal_t *portal, const char *typed);

/* Prints a machine failure; returns CNOPS_EXIT_REFUSED. */
cnops_exit_e cnops_casework_failed(const cnops_ctl_t *ctl, const cnops_portal_t *portal,
                                   apr_status_t rv);

/* A time in UTC, like "2026-11-21T08:00:00Z"; NULL for 0. */
const char *cnops_casework_time(apr_time_t at, apr_pool_t *pool);

/* Prints the tree: with --json as JSON, otherwise as indented lines. */
void cnops_casework_print(const cnops_ctl_t *ctl, const cnops_tree_t *tree);

#endif
