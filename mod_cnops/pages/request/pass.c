/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/request/pass.h"

#include "base/errors.h"
#include "core/guard/pass.h"
#include "pages/frame/failures.h"

#include <apr_strings.h>

/* Sets own to the subject that the link is for. */
static cnops_res_t *begin(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const char *subject;
    apr_status_t rv = cnops_pass_open(&subject, req->app->core, req->part, req->pool);

    if (rv == CNOPS_EFORGED || rv == CNOPS_EEXPIRED)
        return cnops_failure_page(req, 404, 0);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    visit->own = apr_pstrdup(req->pool, subject);
    return NULL;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    cnops_res_t *res = cnops_page_end(req, "/", "notice.pass_given");

    /* The pass belongs to the new journey, which cnops_page_end has made. */
    apr_cpystrn(req->journey->pass, visit->own, sizeof req->journey->pass);
    return res;
}

const cnops_form_page_t cnops_pass_form = {
    .page = "suite", .step = "suite", .next = "/", .begin = begin, .submit = submit};
