/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /suite/{token}: whoever reads the contact that the link was sent to goes on past a ceiling
 * (pages/guard/ceiling.h). A look changes nothing, the button gives the allowance.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_REQUEST_PASS_H
#define CNOPS_PAGES_REQUEST_PASS_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_pass_form;

#endif
