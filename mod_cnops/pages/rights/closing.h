/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/donnees/cloture: the owner closes the account. It asks for the password, then for a code
 * to the e-mail, then for a code to the mobile. For CnopsClosingDelay the page, and a link in the
 * messages, can keep the account (core/account/closing.h).
 *
 * Floor: pages. Threads: one request, one thread. Secrets: password and codes are wiped after one
 * use. Source: law 09-08 (mission.md §8). */
#ifndef CNOPS_PAGES_RIGHTS_CLOSING_H
#define CNOPS_PAGES_RIGHTS_CLOSING_H

#include "pages/form/form_page.h"

/* Its field action: garder keeps the account. */
extern const cnops_form_page_t cnops_closing_form;

#endif
