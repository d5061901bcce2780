/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/ticket/tickets.h"

#include "core/seal/handle.h"
#include "pages/frame/failures.h"
#include "pages/space/space_nav.h"
#include "pages/ticket/item.h"

#include <apr_strings.h>

#define PATH     "/espace/demandes"
#define PAGE     "espace/demandes"
#define PER_PAGE 20

/* The place at which the next page begins, for this person alone: after the ticket with this id. */
static const char *next_path(const cnops_req_t *req, apr_int64_t last_id)
{
    cnops_handle_use_t use = {"ticket place", req->account->person_id};
    cnops_handle_value_t value = cnops_handle_value_of_id(last_id);

    return apr_pstrcat(req->pool, PATH "?suite=",
                       cnops_handle_make(req->app->core->keys, &use, &value, req->pool), NULL);
}

/* False where the address names a place that is none of this person's. *pid: 0 without a place. */
static bool read_place(apr_int64_t *pid, const cnops_req_t *req)
{
    cnops_handle_use_t use = {"ticket place", req->account->person_id};
    const char *place = cnops_form_value(req->query, "suite");
    cnops_handle_value_t value;

    *pid = 0;
    if (!place)
        return true;
    if (!cnops_handle_open(&value, req->app->core->keys, &use, place, req->pool))
        return false;
    *pid = cnops_handle_id_of_value(&value);
    return *pid != 0;
}

static void fill(cnops_tree_t *data, const cnops_req_t *req, const apr_array_header_t *list)
{
    cnops_tree_t *shown = cnops_tree_set_list(data, "requests");
    const char *next = NULL;

    for (int i = 0; i < list->nelts && i < PER_PAGE; i++)
        cnops_ticket_item_fill(cnops_tree_add_object(shown), req,
                               &APR_ARRAY_IDX(list, i, cnops_ticket_t));
    if (list->nelts > PER_PAGE)
        next = next_path(req, APR_ARRAY_IDX(list, PER_PAGE - 1, cnops_ticket_t).id);
    cnops_tree_set_text(data, "next_page", next ? cnops_page_href(req, next) : NULL);
    cnops_tree_set_bool(data, "later", cnops_form_value(req->query, "suite") != NULL);
}

cnops_res_t *cnops_tickets_get(cnops_req_t *req)
{
    cnops_tree_t *data;
    apr_array_header_t *list;
    apr_int64_t before_id;
    apr_status_t rv;

    if (!read_place(&before_id, req))
        return cnops_failure_page(req, 404, 0);
    rv = cnops_tickets_before(&list, req->app->core, req->account->person_id, before_id,
                              PER_PAGE + 1, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    data = cnops_page_data(req, PAGE);
    cnops_space_add_nav(data, req);
    fill(data, req, list);
    return cnops_page_show(req, 200, PAGE, data);
}
