/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/coordonnees: another e-mail or mobile. It asks for the password, then for a code to the
 * old contact, then for a code to the new one (mission.md §6).
 *
 * Floor: pages. Threads: one request, one thread. Secrets: password and codes are wiped
 * after one use.
 *
 * The journey (kind CONTACT) says how far the change is. It has a stamp of the account: any other
 * change of the account makes it invalid. The new contact gets nothing before the old one has
 * agreed, so that a person who finds a session open cannot make us write to strangers. */
#ifndef CNOPS_PAGES_SPACE_CONTACTS_H
#define CNOPS_PAGES_SPACE_CONTACTS_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_contacts_form;

#endif
