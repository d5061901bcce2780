/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/adresse: the member's postal address, to be confirmed or corrected.
 *
 * Floor: pages. Threads: one request, one thread. Source: mission.md §6.
 *
 * The address is shown whole, though other facts are masked: whoever has signed in has proved both
 * password and contacts, and nobody can confirm an address without reading it. A correction is a
 * request to the insurer, who alone writes addresses. The field `action` is confirmer or corriger;
 * while no address waits for an answer, the page takes a correction of the current membership's.
 * The field `adresse_affichee` says which address the form was shown with; while the page has
 * another one, nothing is changed and the page is shown again. A form may come without this field.
 */
#ifndef CNOPS_PAGES_SPACE_ADDRESS_H
#define CNOPS_PAGES_SPACE_ADDRESS_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_address_form;

#endif
