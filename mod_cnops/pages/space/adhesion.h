/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/adhesion: which of several memberships the space shows, in this session.
 *
 * Floor: pages. Threads: one request, one thread.
 *
 * The field `adhesion` is the immatriculation of one of the person's own memberships, also of one
 * that is closed: its history stays readable. It is compared with the person's own numbers only,
 * so the answer tells nothing about the numbers of others. The field `retour` names the page of
 * the navigation to return to. */
#ifndef CNOPS_PAGES_SPACE_ADHESION_H
#define CNOPS_PAGES_SPACE_ADHESION_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_adhesion_form;

#endif
