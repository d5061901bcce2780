/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Going on past a ceiling: a link, sent to a contact of the person, that gives its reader's
 * browser an allowance that no stranger can use up.
 *
 * Floor: core. Callers: pages (ceiling.c). Threads: any. Secrets: the token is a right to try, not
 * an answer: facts and codes are asked as before.
 * Source: contract.md §5 (past the ceiling only a known browser, a contact on file or an
 * operator goes on). */
#ifndef CNOPS_CORE_GUARD_PASS_H
#define CNOPS_CORE_GUARD_PASS_H

#include "core/core.h"

#define CNOPS_PASS_TTL apr_time_from_sec(24 * 3600)

/* What the counters of such a browser are told apart by, behind their subject. */
#define CNOPS_PASS_ALLOWANCE "contact"

/* subject: of the person's counters, core/person/identity.h. */
const char *cnops_pass_url(const cnops_core_t *core, const char *subject, apr_pool_t *pool);

/* *psubject: whose counters. CNOPS_EFORGED, CNOPS_EEXPIRED. */
apr_status_t cnops_pass_open(const char **psubject, const cnops_core_t *core, const char *token,
                             apr_pool_t *pool);

#endif
