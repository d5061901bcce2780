/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/profil: the language of messages, and consent to prospecting.
 *
 * Floor: pages. Threads: one request, one thread. Source: law 09-08 (mission.md §8): prospecting
 * needs consent. It is off until the member gives it, can be taken back as simply, and the
 * journal says when. */
#ifndef CNOPS_PAGES_SPACE_PROFILE_H
#define CNOPS_PAGES_SPACE_PROFILE_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_profile_form;

#endif
