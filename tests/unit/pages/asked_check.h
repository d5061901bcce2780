/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a form's table of fields must have, which the compiler does not see. */
#ifndef CNOPS_TESTS_PAGES_ASKED_CHECK_H
#define CNOPS_TESTS_PAGES_ASKED_CHECK_H

#include "pages/form/entries.h"

bool asked_has(const cnops_asked_t *asked, cnops_field_e field);

/* Fails where a confirmation stands without what it confirms, or a field depends on a choice that
 * is not asked or has no such answer. asked may be NULL. */
void asked_check(const cnops_asked_t *asked);

#endif
