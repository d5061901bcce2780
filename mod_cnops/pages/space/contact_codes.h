/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The two codes of a contact change: the first goes to the old contact, the second to the new one,
 * which the journey holds.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_SPACE_CONTACT_CODES_H
#define CNOPS_PAGES_SPACE_CONTACT_CODES_H

#include "pages/space/two_codes.h"

extern const cnops_two_codes_t cnops_contact_codes;

#endif
