/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The certificate of a registration, by a link that tracking has given: /etudiants/suivi/TOKEN.pdf.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the link is a right of one browser
 * (pages/student/link.h). */
#ifndef CNOPS_PAGES_STUDENT_PAPER_H
#define CNOPS_PAGES_STUDENT_PAPER_H

#include "pages/frame/page.h"

/* Draws the certificate the first time, then shows the same (core/certificate/student.h), and tells
 * the e-mail on file. 404 with a page that says what to do, where the link is none of this browser
 * or is over, or the year is not registered any more. */
cnops_res_t *cnops_tracking_paper_get(cnops_req_t *req);

#endif
