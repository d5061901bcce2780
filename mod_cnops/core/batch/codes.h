/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The codes of rows that were refused: those of rows that cannot be read or stand twice, and those
 * of cells (core/registration/row.h).
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_BATCH_CODES_H
#define CNOPS_CORE_BATCH_CODES_H

#include "core/registration/row.h"

/* With what they mean in English, for programs and descriptions. Sentences for officers are in
 * htdocs/messages, as registration.fault.CODE. Ends with a NULL code. */
extern const cnops_registration_code_t cnops_batch_codes[];

/* Of a code of this table or of cnops_registration_codes; the code itself where neither has it. */
const char *cnops_batch_code_meaning(const char *code);

#endif
