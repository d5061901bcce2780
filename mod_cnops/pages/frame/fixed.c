/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/fixed.h"

#include "pages/frame/page.h"

static cnops_res_t *show(cnops_req_t *req, const char *name)
{
    return cnops_page_show(req, 200, name, cnops_page_data(req, name));
}

cnops_res_t *cnops_fixed_students(cnops_req_t *req)
{
    return show(req, "etudiants");
}

cnops_res_t *cnops_fixed_employers(cnops_req_t *req)
{
    return show(req, "employeurs");
}

cnops_res_t *cnops_fixed_terms(cnops_req_t *req)
{
    return show(req, "conditions");
}

cnops_res_t *cnops_fixed_legal(cnops_req_t *req)
{
    return show(req, "mentions-legales");
}

cnops_res_t *cnops_fixed_help(cnops_req_t *req)
{
    return show(req, "aide");
}

cnops_res_t *cnops_fixed_accessibility(cnops_req_t *req)
{
    return show(req, "accessibilite");
}
