/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The last step of a creation: the password is checked, and the account is made.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the password stays in the entries, which
 * the walk wipes. */
#ifndef CNOPS_PAGES_JOURNEY_CREATION_PASSWORD_H
#define CNOPS_PAGES_JOURNEY_CREATION_PASSWORD_H

#include "pages/journey/walk.h"

cnops_res_t *cnops_creation_submit_password(cnops_walk_t *walk);

#endif
