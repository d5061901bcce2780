/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/document.h"

#include "base/secret.h"
#include "base/text.h"
#include "core/person/identity.h"
#include "pages/frame/moment.h"

#include <apr_strings.h>
#include <string.h>

#define DAY apr_time_from_sec(86400)

static void set_name(cnops_tree_t *data, const char *name, const cnops_tree_t *record,
                     const char *given, const char *family)
{
    const char *first = cnops_tree_text(record, given), *last = cnops_tree_text(record, family);

    cnops_tree_set_text(
        data, name,
        cnops_text_fold(apr_pstrcat(data->pool, first ? first : "", " ", last ? last : "", NULL),
                        data->pool));
}

/* The insurer's records may have no such person any more. */
static apr_status_t add_names(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *record;
    apr_status_t rv;

    if (!req->person.record_sealed)
        return APR_SUCCESS;
    rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_PERSON,
                               req->person.record_sealed, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    set_name(data, "name", record, "given_name", "family_name");
    set_name(data, "name_ar", record, "given_name_ar", "family_name_ar");
    cnops_tree_wipe(record);
    return APR_SUCCESS;
}

static const char *today(const cnops_req_t *req)
{
    const char *now = cnops_moment_show(req, cnops_core_now(req->app->core));

    return apr_pstrndup(req->pool, now, strlen("dd/mm/yyyy"));
}

apr_status_t cnops_space_document(cnops_tree_t **pdata, const cnops_req_t *req)
{
    cnops_tree_t *data = *pdata = cnops_tree_object(req->pool);
    cnops_tree_t *institution = cnops_tree_set_object(data, "institution");

    cnops_tree_set_text(institution, "name_fr", cnops_tree_text(req->app->institution, "name_fr"));
    cnops_tree_set_text(institution, "name_ar", cnops_tree_text(req->app->institution, "name_ar"));
    cnops_tree_set_bool(data, "has_emblem", req->app->brand->emblem_png != NULL);
    cnops_tree_set_text(data, "made", today(req));
    return add_names(data, req);
}

char *cnops_space_secret_body(char *bytes, apr_size_t len, apr_pool_t *pool)
{
    char *copy = cnops_secret_alloc(len + 1, pool);

    memcpy(copy, bytes, len);
    cnops_secret_wipe_bytes(bytes, len);
    return copy;
}

apr_status_t cnops_space_print(cnops_res_t **pres, const cnops_req_t *req,
                               const cnops_space_print_t *print, cnops_tree_t *data)
{
    apr_time_t now = cnops_core_now(req->app->core);
    const cnops_print_t what = {
        .name = print->name, .lang = req->lang, .data = data, .made_at = now - now % DAY};
    const char *bytes;
    apr_size_t len;
    apr_status_t rv = cnops_page_print(&bytes, &len, req, &what);

    cnops_tree_wipe(data);
    if (rv != APR_SUCCESS)
        return rv;
    *pres = cnops_page_bytes(req, "application/pdf",
                             cnops_space_secret_body((char *)bytes, len, req->pool), len);
    apr_table_setn((*pres)->headers, "Content-Disposition",
                   apr_psprintf(req->pool, "inline; filename=\"%s\"", print->file));
    return APR_SUCCESS;
}
