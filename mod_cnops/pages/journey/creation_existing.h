/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A creation whose facts are all right, for a person who already has an account.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_JOURNEY_CREATION_EXISTING_H
#define CNOPS_PAGES_JOURNEY_CREATION_EXISTING_H

#include "pages/journey/walk.h"

/* Warns the contacts of the account and sends the visitor on to recovery. */
cnops_res_t *cnops_creation_account_exists(cnops_walk_t *walk, const cnops_account_t *account);

#endif
