/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /verification: is this certificate genuine? By the code that is printed on it; what its QR code
 * says is checked by a script, and never comes here (htdocs/assets/verification). And the same
 * check as one file for institutions.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: whoever has the code learns initials and
 * year of birth of its person, no more. Addresses: contract.md §1, §5 and §9. */
#ifndef CNOPS_PAGES_CERTIFICATE_VERIFICATION_H
#define CNOPS_PAGES_CERTIFICATE_VERIFICATION_H

#include "pages/form/form_page.h"

/* A POST only looks, so it answers 200. A code that nobody has is a failure of the address block:
 * the next one costs work, past the block's limit work and a picture, and nobody is refused. */
extern const cnops_form_page_t cnops_verification_form;

#endif
