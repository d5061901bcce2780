/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Tracking of a student's registrations without an account: /etudiants/suivi.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: what is shown belongs to whoever knows
 * CINE, Massar code and birth date. Facts: mission.md §7; contract.md §9.
 *
 * Where nothing is found, page, status and work are the same for all reasons. A failure raises the
 * price of the next try about this CINE and from this address block: a proof of work, at last with
 * a picture. It never closes the page: strangers must not be able to hide a student's registration.
 */
#ifndef CNOPS_PAGES_STUDENT_TRACKING_H
#define CNOPS_PAGES_STUDENT_TRACKING_H

#include "pages/form/form_page.h"

extern const cnops_form_page_t cnops_tracking_form;

#endif
