/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The page where the code of a letter is typed. The right code accepts the request that the
 * letter is about.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the code is wiped after one use. */
#ifndef CNOPS_PAGES_REQUEST_LETTER_H
#define CNOPS_PAGES_REQUEST_LETTER_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_letter_form;

#endif
