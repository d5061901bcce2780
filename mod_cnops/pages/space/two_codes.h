/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a signed-in member does only with two codes, one after the other: each goes to a contact of
 * its own. A page with a form of its own begins it, after it has asked for the password.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: codes are wiped after one use.
 *
 * The journey says how far it is. It has a stamp of the account: any other change of the account
 * makes it invalid, and so does a freeze. The second contact gets nothing before the first one has
 * agreed, so that a person who finds a session open cannot make us write to strangers. */
#ifndef CNOPS_PAGES_SPACE_TWO_CODES_H
#define CNOPS_PAGES_SPACE_TWO_CODES_H

#include "core/code/code.h"
#include "pages/code/code_form.h"
#include "pages/form/form_page.h"

typedef struct cnops_two_codes_t {
    cnops_form_page_t form; /* CNOPS_TWO_CODES_FORM. It comes first: its functions find the rest */
    cnops_journey_kind_e kind;
    const char *steps[2];  /* what the page data call the two codes */
    const char *cancelled; /* the notice after the button "annuler" */
    /* Sets channel, contact and message of the code, and allowance and is_masked where they differ
     * from cnops_account_codes_form. */
    apr_status_t (*find_due)(cnops_code_form_t *due, const cnops_req_t *req, bool is_second);
    /* Both codes were right. due: the second one. */
    cnops_res_t *(*apply)(cnops_req_t *req, const cnops_code_form_t *due);
} cnops_two_codes_t;

/* Its field action: annuler (cancel) or renvoyer (send again). Without it, the code is checked. The
 * page data has canal, step, is_new (the second code is due), and what cnops_code_form_show adds.
 */
#define CNOPS_TWO_CODES_FORM(form_path, form_page)                                                 \
    {                                                                                              \
        .path = (form_path), .page = (form_page), .asked = cnops_two_codes_asked,                  \
        .buttons = cnops_two_codes_buttons, .fill = cnops_two_codes_fill,                          \
        .submit = cnops_two_codes_submit                                                           \
    }

extern const cnops_asked_t cnops_two_codes_asked[];
extern const cnops_button_t cnops_two_codes_buttons[];
apr_status_t cnops_two_codes_fill(cnops_visit_t *visit, cnops_tree_t *data);
cnops_res_t *cnops_two_codes_submit(cnops_visit_t *visit);

/* Whether no refusal has frozen the account for now. */
bool cnops_two_codes_may(const cnops_req_t *req);
/* Whether this browser has begun it, and the account is as it was then. */
bool cnops_two_codes_run(const cnops_req_t *req, const cnops_two_codes_t *codes);
/* Whether this POST is the form of a code, although nothing is under way: an earlier click or
 * another tab has ended it. */
bool cnops_two_codes_is_late(const cnops_req_t *req);

/* Makes a journey for it, of the session and what is asked for: a double click begins one and sends
 * one code. The caller may put more into it, before it becomes req->journey. */
cnops_journey_t *cnops_two_codes_make(const cnops_req_t *req, const cnops_two_codes_t *codes,
                                      const char *subject);
/* Sends the first code, and redirects to the page. If none could be sent, journey does not begin,
 * and the form of the visit says why. */
cnops_res_t *cnops_two_codes_begin(cnops_visit_t *visit, const cnops_two_codes_t *codes,
                                   cnops_journey_t *journey);

#endif
