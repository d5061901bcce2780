/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/student/entry.h"

#include "pages/frame/failures.h"

#define PAGE "etudiants"

cnops_res_t *cnops_student_entry_get(cnops_req_t *req)
{
    if (!cnops_page_has_students(req))
        return cnops_failure_page(req, 404, 0);
    return cnops_page_show(req, 200, PAGE, cnops_page_data(req, PAGE));
}
