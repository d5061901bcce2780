/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journey/entry.h"

#include <apr_strings.h>
#include <string.h>

#define STUDENTS "etudiants"
#define OTHERS   "assures"

void cnops_entry_read(const cnops_req_t *req)
{
    const char *entry = cnops_form_value(req->query, "entree");

    if (entry && strcmp(entry, STUDENTS) == 0 && cnops_page_has_students(req))
        req->journey->is_student = true;
    if (entry && strcmp(entry, OTHERS) == 0)
        req->journey->is_student = false;
}

const char *cnops_entry_address(const cnops_req_t *req, const char *path)
{
    return req->journey->is_student ? apr_pstrcat(req->pool, path, "?entree=" STUDENTS, NULL)
                                    : path;
}

void cnops_entry_show(cnops_tree_t *data, const cnops_req_t *req, const char *path)
{
    const char *other = req->journey->is_student ? OTHERS : STUDENTS;
    cnops_tree_t *choice = cnops_tree_set_object(data, "entry_switch");

    cnops_tree_set_text(data, "entry", req->journey->is_student ? STUDENTS : NULL);
    cnops_tree_set_text(choice, "word", other);
    cnops_tree_set_text(
        choice, "href",
        cnops_page_href(req, apr_pstrcat(req->pool, path, "?entree=", other, NULL)));
}
