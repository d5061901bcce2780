/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How a number or a date that a visitor typed is shown on a later page, where somebody else may
 * look at the screen.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_FORM_MASK_H
#define CNOPS_CORE_FORM_MASK_H

#include "core/form/field.h"

/* "AB123401" → "AB••••01"; of less than six characters only the first is shown. A date:
 * "••/••/1961". The same text always has the same mask. */
const char *cnops_mask(cnops_field_e field, const char *typed, apr_pool_t *pool);

/* Whether sent is this mask, as a form sends it back where the visitor has not changed it. */
bool cnops_mask_is(const char *mask, const char *sent, apr_pool_t *pool);

#endif
