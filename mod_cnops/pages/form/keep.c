/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/form/keep.h"

#include <apr_strings.h>
#include <string.h>

static const char *asked_of(const cnops_req_t *req)
{
    return cnops_form_value(req->form, "garder");
}

bool cnops_keep_is_asked(const cnops_req_t *req)
{
    const char *asked = asked_of(req);

    return asked && *asked;
}

/* The query of the page that follows. A visitor who uses the picture goes on with one. */
static const char *query_of(const cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    const char *asked = asked_of(req);

    if (strcmp(asked, "image") == 0)
        return CNOPS_CAPTCHA_GATE_CHOSEN;
    if (cnops_view_has_lang(req->app->view, asked))
        return apr_pstrcat(req->pool, gate->by_picture ? CNOPS_CAPTCHA_GATE_CHOSEN "&" : "?",
                           "lang=", asked, NULL);
    if (strcmp(asked, "etudiants") == 0 || strcmp(asked, "assures") == 0)
        return apr_pstrcat(req->pool, "?entree=", asked, NULL);
    return "";
}

cnops_res_t *cnops_keep(cnops_entries_t *entries, cnops_captcha_gate_t *gate,
                        const cnops_req_t *req, const char *path, const char *back)
{
    cnops_captcha_gate_wait(gate, req);
    cnops_entries_keep(entries, gate);
    if (back && strcmp(asked_of(req), "retour") == 0)
        return cnops_page_redirect(req, back);
    return cnops_page_redirect(req, apr_pstrcat(req->pool, path, query_of(gate, req), NULL));
}
