/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/sheet/sheets.h"

#include "base/text.h"
#include "core/person/identity.h"
#include "pages/frame/failures.h"
#include "pages/sheet/blank.h"
#include "pages/sheet/sheet.h"
#include "pages/space/membership.h"
#include "view/brand/mutuelles.h"

#include <apr_strings.h>

#define PAGE "feuille-de-soins"
#define PATH "/feuille-de-soins"
#define OWN  "/espace/feuille-de-soins.pdf"
#define DAY  apr_time_from_sec(86400)

static cnops_res_t *answer(const cnops_req_t *req, const char *bytes, apr_size_t len)
{
    cnops_res_t *res = cnops_page_bytes(req, "application/pdf", bytes, len);

    apr_table_setn(res->headers, "Content-Disposition",
                   "inline; filename=\"feuille-de-soins.pdf\"");
    return res;
}

/* --- for everybody --- */

static const char *blank_href(const cnops_req_t *req, const char *name)
{
    return cnops_page_href(req, apr_pstrcat(req->pool, PATH, "/", name, ".pdf", NULL));
}

static void add_mutuelles(cnops_tree_t *data, const cnops_req_t *req)
{
    const cnops_tree_t *all = cnops_tree_get(req->app->institution, "mutuelles");
    cnops_tree_t *list = cnops_tree_set_list(data, "mutuelles");

    for (const cnops_tree_t *at = all ? all->first : NULL; at; at = at->next) {
        cnops_tree_t *item = cnops_tree_add_object(list);

        cnops_tree_set_text(item, "name", cnops_tree_text(at, "name"));
        cnops_tree_set_text(item, "name_ar", cnops_tree_text(at, "name_ar"));
        cnops_tree_set_text(item, "href", blank_href(req, cnops_tree_text(at, "code")));
    }
}

cnops_res_t *cnops_sheets_get(cnops_req_t *req)
{
    cnops_tree_t *data = cnops_page_data(req, PAGE);

    cnops_tree_set_text(data, "student", blank_href(req, CNOPS_SHEET_STUDENT));
    cnops_tree_set_text(data, "public", blank_href(req, CNOPS_SHEET_PUBLIC));
    add_mutuelles(data, req);
    return cnops_page_show(req, 200, PAGE, data);
}

cnops_res_t *cnops_sheet_blank_get(cnops_req_t *req)
{
    const char *bytes;
    apr_size_t len;
    apr_status_t rv = cnops_blank_sheet(&bytes, &len, req, req->part);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return bytes ? answer(req, bytes, len) : cnops_failure_page(req, 404, 0);
}

/* --- the member's own --- */

static const char *join(const cnops_tree_t *record, const char *given, const char *family,
                        apr_pool_t *pool)
{
    const char *first = cnops_tree_text(record, given), *last = cnops_tree_text(record, family);

    return cnops_text_fold(apr_pstrcat(pool, first ? first : "", " ", last ? last : "", NULL),
                           pool);
}

/* A student has no card of immatriculation and no affiliation: the document's number is the
 * immatriculation (mission.md §6). */
static void set_numbers(cnops_sheet_t *sheet, const cnops_tree_t *person,
                        const cnops_tree_t *record)
{
    const char *document = cnops_tree_text(person, "cni");

    sheet->immatriculation = cnops_tree_text(record, "immatriculation");
    if (sheet->scheme != CNOPS_SCHEME_STUDENT)
        sheet->affiliation_no = cnops_tree_text(record, "affiliation_no");
    else if (document)
        sheet->immatriculation = document;
}

static cnops_sheet_t make_sheet(const cnops_req_t *req, const cnops_membership_t *membership,
                                const cnops_tree_t *person, const cnops_tree_t *record)
{
    apr_time_t now = cnops_core_now(req->app->core);
    cnops_sheet_t sheet = {.scheme = membership->scheme, .made_at = now - now % DAY};

    sheet.name = join(person, "given_name", "family_name", req->pool);
    sheet.name_ar = join(person, "given_name_ar", "family_name_ar", req->pool);
    set_numbers(&sheet, person, record);
    sheet.mutuelle_name = cnops_tree_text(record, "mutuelle");
    sheet.mutuelle = cnops_mutuelle_named(req->app->institution, sheet.mutuelle_name, req->pool);
    return sheet;
}

static apr_status_t print_own(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                              const cnops_membership_t *membership)
{
    cnops_tree_t *person, *record;
    cnops_sheet_t sheet;
    apr_status_t rv;

    rv = cnops_identity_record(&person, req->app->core, CNOPS_SEALED_PERSON,
                               req->person.record_sealed, req->pool);
    if (rv == APR_SUCCESS)
        rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_MEMBERSHIP,
                                   membership->record_sealed, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    sheet = make_sheet(req, membership, person, record);
    rv = cnops_sheet_print(pbytes, plen, req, &sheet);
    cnops_tree_wipe(person);
    cnops_tree_wipe(record);
    return rv;
}

/* The membership of which the member may have a sheet; NULL: none. */
static const cnops_membership_t *membership_of(const cnops_req_t *req)
{
    const cnops_membership_t *membership = cnops_space_membership(req);

    if (!membership || membership->status != CNOPS_MEMBER_ACTIVE || !req->person.record_sealed)
        return NULL;
    return membership;
}

cnops_res_t *cnops_sheet_own_get(cnops_req_t *req)
{
    const cnops_membership_t *membership = membership_of(req);
    const char *bytes;
    apr_size_t len;
    apr_status_t rv;

    if (!membership)
        return cnops_failure_page(req, 404, 0);
    rv = print_own(&bytes, &len, req, membership);
    return rv == APR_SUCCESS ? answer(req, bytes, len) : cnops_failure(req, rv);
}

void cnops_sheet_offer(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_set_text(data, "sheet", membership_of(req) ? cnops_page_href(req, OWN) : NULL);
}
