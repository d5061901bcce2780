/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every fact was right, but the person has an account already.
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_JOURNEY_CREATION_EXISTING_H
#define CNOPS_PAGES_JOURNEY_CREATION_EXISTING_H

#include "pages/journey/walk.h"

/* The account's contacts are told, the visitor goes on to recovery. */
cnops_res_t *cnops_creation_account_exists(cnops_walk_t *walk, const cnops_account_t *account);

#endif
