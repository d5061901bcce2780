/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The words that an attacker who knows a member would try first as the password.
 *
 * Floor: core. Threads: any. Secrets: names and contacts in clear, only for the comparison. */
#ifndef CNOPS_CORE_SIGNIN_PERSONAL_WORDS_H
#define CNOPS_CORE_SIGNIN_PERSONAL_WORDS_H

#include "core/core.h"

/* *pwords: for cnops_password_fault, NULL-terminated: names, document, birth date as people write
 * it, e-mail address and its local part, mobile. email and phone may be NULL. */
apr_status_t cnops_personal_words(const char *const **pwords, const cnops_core_t *core,
                                  apr_int64_t person_id, const char *email, const char *phone,
                                  apr_pool_t *pool);

#endif
