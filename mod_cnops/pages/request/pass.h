/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /suite/{token}: the reader of the contact that the link was sent to can go on although strangers
 * have reached a ceiling (pages/guard/ceiling.h). Opening the page changes nothing; its button
 * gives the allowance.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_REQUEST_PASS_H
#define CNOPS_PAGES_REQUEST_PASS_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_pass_form;

#endif
