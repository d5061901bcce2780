/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Writes amounts of money as people of a language write them. The name of the currency is a
 * sentence (htdocs/messages), because it stands on another side or is written in other letters.
 *
 * Floor: base. Threads: any. */
#ifndef CNOPS_BASE_AMOUNT_H
#define CNOPS_BASE_AMOUNT_H

#include <apr_pools.h>

/* centimes 123450: "1 234,50" in French and Arabic, with U+00A0 between the groups, and "1,234.50"
 * in English. lang: a code of base/language.h. */
const char *cnops_amount_write(apr_int64_t centimes, const char *lang, apr_pool_t *pool);

#endif
