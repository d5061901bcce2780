/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/sheet/sheet.h"

#include "base/text.h"
#include "pages/frame/page.h"

#define NAME_SHORT 34 /* letters that fit into half a line */

static void set_same(cnops_tree_t *data, const char *name, const cnops_tree_t *from)
{
    cnops_tree_set_text(data, name, cnops_tree_text(from, name));
}

static void add_institution(cnops_tree_t *data, const cnops_app_t *app)
{
    cnops_tree_t *institution = cnops_tree_set_object(data, "institution");

    set_same(institution, "name_fr", app->institution);
    set_same(institution, "name_ar", app->institution);
    set_same(institution, "call_centre", app->institution);
    cnops_tree_set_bool(data, "has_emblem", app->brand->emblem_png != NULL);
}

/* Students post the sheet to the insurer itself, others send it to their mutuelle. */
static void add_destination(cnops_tree_t *data, const cnops_app_t *app, const cnops_sheet_t *sheet)
{
    const cnops_tree_t *site = app->institution;
    bool is_student = sheet->scheme == CNOPS_SCHEME_STUDENT;
    cnops_tree_t *to = cnops_tree_set_object(data, "to");

    if (is_student) {
        cnops_tree_set_text(to, "name", cnops_tree_text(site, "name_fr"));
        cnops_tree_set_text(to, "name_ar", cnops_tree_text(site, "name_ar"));
        cnops_tree_set_text(to, "address", cnops_tree_text(site, "student_post_address"));
        cnops_tree_set_text(to, "address_ar", cnops_tree_text(site, "student_post_address_ar"));
    } else if (sheet->mutuelle) {
        set_same(to, "name", sheet->mutuelle);
        set_same(to, "name_ar", sheet->mutuelle);
        set_same(to, "address", sheet->mutuelle);
        set_same(to, "address_ar", sheet->mutuelle);
    } else {
        cnops_tree_set_text(to, "name", sheet->mutuelle_name);
    }
}

/* Whether the name needs a line of its own in each script, so that the page has room for it. */
static bool is_long(const cnops_sheet_t *sheet)
{
    return cnops_text_length(sheet->name) > NAME_SHORT ||
           (sheet->name_ar && cnops_text_length(sheet->name_ar) > NAME_SHORT);
}

static cnops_tree_t *make_data(const cnops_app_t *app, const cnops_sheet_t *sheet, apr_pool_t *pool)
{
    cnops_tree_t *data = cnops_tree_object(pool);

    cnops_tree_set_text(data, "scheme", cnops_scheme_name(sheet->scheme));
    cnops_tree_set_text(data, "name", sheet->name);
    cnops_tree_set_text(data, "name_ar", sheet->name_ar);
    cnops_tree_set_bool(data, "name_is_long", sheet->name && is_long(sheet));
    cnops_tree_set_text(data, "immatriculation", sheet->immatriculation);
    cnops_tree_set_text(data, "affiliation_no", sheet->affiliation_no);
    add_institution(data, app);
    add_destination(data, app, sheet);
    return data;
}

apr_status_t cnops_sheet_print(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                               const cnops_sheet_t *sheet)
{
    cnops_tree_t *data = make_data(req->app, sheet, req->pool);
    const cnops_print_t print = {
        .name = "document/feuille-de-soins", .data = data, .made_at = sheet->made_at};
    apr_status_t rv = cnops_page_print(pbytes, plen, req, &print);

    cnops_tree_wipe(data);
    return rv;
}
