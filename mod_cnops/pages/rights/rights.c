/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/rights/rights.h"

#include "core/journal/journal.h"
#include "pages/frame/failures.h"
#include "pages/frame/moment.h"
#include "pages/rights/held.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>
#include <string.h>

#define CONSENTS_SHOWN 50
#define LOOKS_SHOWN    200

/* --- consent --- */

/* Consent is off until it is given, so a member who never changed it has no history. */
static apr_status_t add_consents(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *consent = cnops_tree_set_object(data, "consent");
    cnops_tree_t *history = cnops_tree_set_list(consent, "history");
    apr_array_header_t *list;
    apr_status_t rv =
        cnops_journal_list_kind(&list, req->app->core, req->account->person_id,
                                CNOPS_EVENT_CONSENT_CHANGED, CONSENTS_SHOWN, req->pool);

    cnops_tree_set_bool(consent, "given", req->account->prospecting);
    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_event_shown_t *event = &APR_ARRAY_IDX(list, i, cnops_event_shown_t);
        cnops_tree_t *item = cnops_tree_add_object(history);

        cnops_tree_set_text(item, "when", cnops_moment_show(req, event->at));
        /* null: the event cannot be read */
        if (event->note)
            cnops_tree_set_bool(item, "given", strcmp(event->note, "on") == 0);
        else
            cnops_tree_set_text(item, "given", NULL);
    }
    return rv;
}

/* --- who has looked --- */

static const char *day_of(const cnops_req_t *req, apr_time_t at)
{
    return apr_pstrmemdup(req->pool, cnops_moment_show(req, at), strlen("dd/mm/yyyy"));
}

/* The events are in the order of time, so those of one day stand together. */
static apr_status_t add_looks(cnops_tree_t *data, const cnops_req_t *req)
{
    cnops_tree_t *looks = cnops_tree_set_list(data, "looks"), *item = NULL;
    apr_array_header_t *list;
    apr_status_t rv = cnops_journal_list_kind(&list, req->app->core, req->account->person_id,
                                              CNOPS_EVENT_SHOWN, LOOKS_SHOWN, req->pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const char *day = day_of(req, APR_ARRAY_IDX(list, i, cnops_event_shown_t).at);

        if (!item || strcmp(cnops_tree_text(item, "when"), day) != 0) {
            item = cnops_tree_add_object(looks);
            cnops_tree_set_text(item, "label", cnops_page_text(req, "looks.operator", NULL));
            cnops_tree_set_text(item, "when", day);
        }
        cnops_tree_set_int(item, "count", cnops_tree_int(item, "count", 0) + 1);
    }
    return rv;
}

cnops_res_t *cnops_rights_get(cnops_req_t *req)
{
    cnops_tree_t *data = cnops_page_data(req, "espace/donnees");
    apr_status_t rv = cnops_held_add(data, req, CNOPS_HELD_MASKED);

    cnops_space_add_nav(data, req);
    if (rv == APR_SUCCESS)
        rv = add_consents(data, req);
    if (rv == APR_SUCCESS)
        rv = add_looks(data, req);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    cnops_tree_set_int(data, "exports", req->app->core->settings->data_exports);
    return cnops_page_show(req, 200, "espace/donnees", data);
}
