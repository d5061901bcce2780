/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A page that shows every component of the portal, for those who change its look. It exists only
 * where CnopsStyles is on.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: none; its form changes nothing. */
#ifndef CNOPS_PAGES_JOURNEY_STYLES_H
#define CNOPS_PAGES_JOURNEY_STYLES_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_styles_form;

#endif
