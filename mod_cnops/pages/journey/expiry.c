/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/expiry.h"

#include "pages/frame/time_left.h"
#include "pages/journey/creation.h"
#include "pages/journey/lost_contacts.h"
#include "pages/journey/recovery.h"

/* Of each course, where a journey that runs on it goes on. */
static const char *(*const resumes[])(const cnops_req_t *req) = {
    cnops_creation_resume, cnops_recovery_resume, cnops_lost_contacts_resume};

static const char *find_resume(const cnops_req_t *req)
{
    const char *path = NULL;

    for (apr_size_t i = 0; i < sizeof resumes / sizeof *resumes && !path; i++)
        path = resumes[i](req);
    return path;
}

cnops_res_t *cnops_expiry_stay_get(cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const char *resume = find_resume(req);
    cnops_tree_t *data;

    if (!resume && !req->session)
        return cnops_page_redirect(req, "/");
    if (resume)
        cnops_journey_stay(req->journey, core);
    data = cnops_page_data(req, "rester");
    cnops_tree_set_text(data, "resume", resume ? cnops_page_href(req, resume) : NULL);
    cnops_tree_set_text(data, "expiry", NULL);
    if (resume)
        cnops_time_left_add(data, "expiry", req, cnops_journey_left(req->journey, core), true);
    return cnops_page_show(req, 200, "rester", data);
}
