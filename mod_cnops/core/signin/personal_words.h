/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What somebody who knows a member would try first as their password.
 *
 * Floor: core. Callers: pages (creation, recovery, security). Threads: any.
 * Secrets: names and contacts in clear, for the comparison alone. */
#ifndef CNOPS_CORE_SIGNIN_PERSONAL_WORDS_H
#define CNOPS_CORE_SIGNIN_PERSONAL_WORDS_H

#include "core/core.h"

/* *pwords: NULL-terminated, for cnops_password_fault: names, document, birth date as people
 * write it, e-mail and its first part, mobile. email and phone may be NULL. */
apr_status_t cnops_personal_words(const char *const **pwords, const cnops_core_t *core,
                                  apr_int64_t person_id, const char *email, const char *phone,
                                  apr_pool_t *pool);

#endif
