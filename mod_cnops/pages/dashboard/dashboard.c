/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/dashboard/dashboard.h"

#include "base/date.h"
#include "base/text.h"
#include "core/person/identity.h"
#include "pages/dashboard/latest.h"
#include "pages/dashboard/todo.h"
#include "pages/frame/failures.h"
#include "pages/space/membership.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>

static const char *full_name(const cnops_tree_t *record, const char *given, const char *family,
                             apr_pool_t *pool)
{
    const char *first = cnops_tree_text(record, given);
    const char *last = cnops_tree_text(record, family);

    return cnops_text_fold(apr_pstrcat(pool, first ? first : "", " ", last ? last : "", NULL),
                           pool);
}

static apr_status_t add_person(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *record, *shown = cnops_tree_set_object(data, "person");
    apr_status_t rv;

    if (!req->person.record_sealed) /* the records have no such person any more */
        return APR_SUCCESS;
    rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_PERSON,
                               req->person.record_sealed, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(shown, "name", full_name(record, "given_name", "family_name", req->pool));
    cnops_tree_set_text(shown, "name_ar",
                        full_name(record, "given_name_ar", "family_name_ar", req->pool));
    return APR_SUCCESS;
}

static apr_status_t add_membership(cnops_tree_t *list, const cnops_req_t *req,
                                   const cnops_membership_t *membership)
{
    cnops_tree_t *record, *shown = cnops_tree_add_object(list);
    apr_status_t rv;

    rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_MEMBERSHIP,
                               membership->record_sealed, req->pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(shown, "immatriculation", cnops_tree_text(record, "immatriculation"));
    cnops_membership_show(shown, req, membership);
    cnops_tree_set_text(shown, "rights_from", cnops_date_show(membership->rights_from, req->pool));
    cnops_tree_set_text(shown, "rights_to", cnops_date_show(membership->rights_to, req->pool));
    return APR_SUCCESS;
}

static apr_status_t add_memberships(cnops_tree_t *data, const apr_array_header_t *all,
                                    const cnops_req_t *req)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "memberships");
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; rv == APR_SUCCESS && i < all->nelts; i++)
        rv = add_membership(list, req, &APR_ARRAY_IDX(all, i, cnops_membership_t));
    return rv;
}

/* All is read before anything is shown: a page without its claims would say that there are none. */
static apr_status_t fill(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_latest_t latest;
    apr_status_t rv = add_person(data, req);

    if (rv == APR_SUCCESS)
        rv = cnops_latest_read(&latest, req);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_todo_add(data, req, &latest);
    cnops_latest_add(data, req, &latest);
    rv = add_memberships(data, req->person.memberships, req);
    return rv == APR_SUCCESS ? cnops_space_add_contacts(data, req) : rv;
}

cnops_res_t *cnops_dashboard_get(cnops_req_t *req)
{
    cnops_tree_t *data = cnops_page_data(req, "espace/accueil");
    apr_status_t rv;

    cnops_space_add_nav(data, req);
    rv = fill(data, req);
    return rv == APR_SUCCESS ? cnops_page_show(req, 200, "espace/accueil", data)
                             : cnops_failure(req, rv);
}
