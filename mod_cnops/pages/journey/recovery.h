/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A new password for somebody who forgot it: mission.md §5.
 *
 * Floor: pages. Callers: routes, creation_existing.c, lost_contacts.c, expiry.c. Threads: one
 * request, one thread. Facts identify; codes go to the e-mail and the mobile that are bound to the
 * account, and nowhere else. */
#ifndef CNOPS_PAGES_JOURNEY_RECOVERY_H
#define CNOPS_PAGES_JOURNEY_RECOVERY_H

#include "pages/journey/steps.h"

cnops_res_t *cnops_recovery_get(cnops_req_t *req);
cnops_res_t *cnops_recovery_post(cnops_req_t *req);

/* True once every fact was right in this journey, and it is recovery's. */
bool cnops_recovery_is_proved(const cnops_req_t *req);

/* Where a visitor goes on with such a journey; NULL if there is none. */
const char *cnops_recovery_resume(const cnops_req_t *req);

#endif
