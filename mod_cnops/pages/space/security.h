/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/securite: the password, open sessions, known browsers, and the last events.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: passwords are wiped after one use. The
 * field `action` of each form says what it does; the table is in security.c. */
#ifndef CNOPS_PAGES_SPACE_SECURITY_H
#define CNOPS_PAGES_SPACE_SECURITY_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_security_form;

#endif
