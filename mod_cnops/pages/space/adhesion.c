/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/adhesion.h"

#include "core/person/identity.h"
#include "core/session/session.h"
#include "pages/frame/failures.h"
#include "pages/space/membership.h"
#include "pages/space/space_nav.h"

#include <string.h>

#define PATH "/espace/adhesion"

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_ADHESION}, {.field = CNOPS_FIELD_NONE}};

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    cnops_space_add_nav(data, visit->req);
    if (cnops_tree_bool(data, "several")) /* then the list is there */
        return APR_SUCCESS;
    return cnops_membership_add_all(data, visit->req);
}

/* *pfound: the person's membership with this number; NULL: there is none. */
static apr_status_t find_own(const cnops_membership_t **pfound, const cnops_req_t *req,
                             const char *immatriculation)
{
    const apr_array_header_t *all = req->person.memberships;
    cnops_tree_t *record;
    apr_status_t rv = APR_SUCCESS;

    *pfound = NULL;
    for (int i = 0; all && i < all->nelts && rv == APR_SUCCESS; i++) {
        const cnops_membership_t *membership = &APR_ARRAY_IDX(all, i, cnops_membership_t);
        const char *own;

        rv = cnops_identity_record(&record, req->app->core, CNOPS_SEALED_MEMBERSHIP,
                                   membership->record_sealed, req->pool);
        own = rv == APR_SUCCESS ? cnops_tree_text(record, "immatriculation") : NULL;
        if (own && strcmp(own, immatriculation) == 0)
            *pfound = membership;
    }
    return rv;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    cnops_req_t *req = visit->req;
    const cnops_membership_t *chosen;
    apr_status_t rv =
        find_own(&chosen, req, cnops_entries_value(visit->entries, CNOPS_FIELD_ADHESION));

    if (rv == APR_SUCCESS && !chosen)
        return cnops_visit_fault(visit, CNOPS_FIELD_ADHESION, "not_yours");
    if (rv == APR_SUCCESS)
        rv = cnops_session_choose(req->app->core, req->session, chosen->id, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    return cnops_page_redirect(req, cnops_space_place(cnops_form_value(req->form, "retour")));
}

const cnops_form_page_t cnops_adhesion_form = {.path = PATH,
                                               .next = "/espace",
                                               .back = "/espace",
                                               .asked = asks,
                                               .fill = fill,
                                               .submit = submit};
