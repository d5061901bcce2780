/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/membership.h"

#include "core/person/identity.h"

#include <apr_strings.h>

static const cnops_membership_t *find_chosen(const apr_array_header_t *all, apr_int64_t chosen)
{
    for (int i = 0; i < all->nelts; i++)
        if (APR_ARRAY_IDX(all, i, cnops_membership_t).id == chosen)
            return &APR_ARRAY_IDX(all, i, cnops_membership_t);
    return NULL;
}

static const cnops_membership_t *find_first(const apr_array_header_t *all)
{
    for (int i = 0; i < all->nelts; i++)
        if (APR_ARRAY_IDX(all, i, cnops_membership_t).status == CNOPS_MEMBER_ACTIVE)
            return &APR_ARRAY_IDX(all, i, cnops_membership_t);
    return all->nelts ? &APR_ARRAY_IDX(all, 0, cnops_membership_t) : NULL;
}

const cnops_membership_t *cnops_space_membership(const cnops_req_t *req)
{
    const apr_array_header_t *all = req->person.memberships;
    const cnops_membership_t *chosen = NULL;

    if (!all)
        return NULL;
    /* An import may have moved the membership that was chosen to another person. */
    if (req->session && req->session->membership_id)
        chosen = find_chosen(all, req->session->membership_id);
    return chosen ? chosen : find_first(all);
}

void cnops_membership_show(cnops_tree_t *item, const cnops_req_t *req,
                           const cnops_membership_t *membership)
{
    const char *scheme = cnops_scheme_name(membership->scheme);
    const char *status = cnops_member_status_name(membership->status);

    cnops_tree_set_text(item, "scheme", scheme);
    cnops_tree_set_text(
        item, "scheme_label",
        cnops_page_text(req, apr_pstrcat(req->pool, "scheme.", scheme, NULL), NULL));
    cnops_tree_set_text(item, "status", status);
    cnops_tree_set_text(
        item, "status_label",
        cnops_page_text(req, apr_pstrcat(req->pool, "member_status.", status, NULL), NULL));
}

apr_status_t cnops_membership_add_all(cnops_tree_t *data, const cnops_req_t *req)
{
    const apr_array_header_t *all = req->person.memberships;
    const cnops_membership_t *current = cnops_space_membership(req);
    cnops_tree_t *list = cnops_tree_set_list(data, "adhesions"), *record, *item;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; all && i < all->nelts && rv == APR_SUCCESS; i++) {
        const cnops_membership_t *membership = &APR_ARRAY_IDX(all, i, cnops_membership_t);

        rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_MEMBERSHIP,
                                   membership->record_sealed, req->pool);
        if (rv != APR_SUCCESS)
            break;
        item = cnops_tree_add_object(list);
        cnops_tree_set_text(item, "immatriculation", cnops_tree_text(record, "immatriculation"));
        cnops_membership_show(item, req, membership);
        cnops_tree_set_bool(item, "current", membership == current);
    }
    return rv;
}
