/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/expiry.h"

#include "pages/frame/time_left.h"
#include "pages/journey/courses.h"

/* The path at which the journey of this browser goes on; NULL: none is open. *pcourse: its course.
 */
static const char *find_resume(const cnops_course_t **pcourse, const cnops_req_t *req)
{
    const char *path = NULL;

    for (const cnops_course_t *const *course = cnops_courses; *course && !path; course++) {
        path = cnops_walk_resume(req, *course);
        *pcourse = *course;
    }
    return path;
}

cnops_res_t *cnops_expiry_stay_get(cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const cnops_course_t *course = NULL;
    const char *resume = find_resume(&course, req);
    cnops_tree_t *data;

    if (!resume && !req->session)
        return cnops_page_redirect(req, "/");
    if (resume)
        cnops_journey_stay(req->journey, core);
    data = cnops_page_data(req, "rester");
    cnops_tree_set_text(data, "resume", resume ? cnops_page_href(req, resume) : NULL);
    cnops_tree_set_text(data, "restart", resume ? cnops_page_href(req, course->start) : NULL);
    cnops_tree_set_text(data, "expiry", NULL);
    if (resume)
        cnops_time_left_add(data, "expiry", req, cnops_journey_left(req->journey, core), true);
    return cnops_page_show(req, 200, "rester", data);
}
