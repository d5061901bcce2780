/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A form that is sent only to keep what was typed: by the button or link `garder`, whose value says
 * where the visitor goes. Nothing is checked or counted.
 *
 *   image              the same page, with the picture instead of the proof of work
 *   fr ar en           the same page in this language
 *   retour             the page before
 *   etudiants, assures the same page for students, or for all others (the steps of a journey)
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_FORM_KEEP_H
#define CNOPS_PAGES_FORM_KEEP_H

#include "pages/form/entries.h"

/* Whether the form is sent only to be kept. */
bool cnops_keep_is_asked(const cnops_req_t *req);

/* Keeps it, and redirects (303). path: the page itself; back: the page before, or NULL. */
cnops_res_t *cnops_keep(cnops_entries_t *entries, cnops_captcha_gate_t *gate,
                        const cnops_req_t *req, const char *path, const char *back);

#endif
