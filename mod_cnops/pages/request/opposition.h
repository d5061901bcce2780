/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /opposition/{token}: the reader of an old contact refuses what was done or asked for.
 *
 * Floor: pages. Threads: one request, one thread. Opening the page changes nothing (mail scanners
 * follow links); only sending its form does. */
#ifndef CNOPS_PAGES_REQUEST_OPPOSITION_H
#define CNOPS_PAGES_REQUEST_OPPOSITION_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_opposition_form;

#endif
