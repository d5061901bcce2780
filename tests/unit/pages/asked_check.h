/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Checks what the compiler does not see in a form's table of fields. */
#ifndef CNOPS_TESTS_PAGES_ASKED_CHECK_H
#define CNOPS_TESTS_PAGES_ASKED_CHECK_H

#include "pages/form/entries.h"

bool asked_has(const cnops_asked_t *asked, cnops_field_e field);

/* Fails if a confirmation is asked without the field that it confirms, or if a field depends on a
 * choice that is not asked or has no such answer. asked may be NULL. */
void asked_check(const cnops_asked_t *asked);

#endif
