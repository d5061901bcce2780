/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/coordonnees: another e-mail or mobile, with the password, then a code to the old
 * one, then a code to the new one (mission.md §6).
 *
 * Floor: pages. Threads: one request, one thread.
 * Secrets: password and codes are wiped after one use.
 *
 * How far it is stands in the journey (kind CONTACT), which names the account as it was: any
 * other change of it voids this one. The new contact gets nothing before the old one agreed,
 * so that nobody who finds a session open makes us write to strangers. */
#ifndef CNOPS_PAGES_SPACE_CONTACTS_H
#define CNOPS_PAGES_SPACE_CONTACTS_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_contacts_form;

#endif
