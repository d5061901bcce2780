/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A pass: a link that is sent to a contact of the person. The browser of its reader gets an
 * allowance that no stranger can use up, so that it may continue after strangers have reached a
 * ceiling.
 *
 * Floor: core. Threads: any. Secrets: the token is a right to try, not an answer: facts and codes
 * are asked as before. Source: contract.md §5 (past the ceiling only a known browser, a contact on
 * file or an operator may continue). */
#ifndef CNOPS_CORE_GUARD_PASS_H
#define CNOPS_CORE_GUARD_PASS_H

#include "core/seal/link.h"

#define CNOPS_PASS_TTL apr_time_from_sec(24 * 3600)

/* Appended to the subject of a counter, so that such browsers are counted separately. */
#define CNOPS_PASS_ALLOWANCE "contact"

/* A link CnopsPublicURL/suite/{token}. subject: of the person's counters, core/person/identity.h.
 */
const cnops_link_t *cnops_pass_link(const cnops_core_t *core, const char *subject,
                                    apr_pool_t *pool);

/* *psubject: of the counters that the pass is for. As cnops_link_open: CNOPS_EFORGED;
 * CNOPS_EEXPIRED, where *psubject is set too; or an error of the store. */
apr_status_t cnops_pass_open(const char **psubject, const cnops_core_t *core, const char *token,
                             apr_pool_t *pool);

#endif
