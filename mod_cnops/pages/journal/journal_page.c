/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/journal/journal_page.h"

#include "pages/journal/place.h"
#include "pages/journal/refusal.h"
#include "pages/space/history_lines.h"
#include "pages/space/space_nav.h"

#include <apr_strings.h>

#define PATH  "/espace/journal"
#define PLACE "journal place"
#define LINES 20 /* of a page, and the rest of the day */

/* --- which events --- */

static cnops_event_group_e group_of(const cnops_req_t *req)
{
    cnops_event_group_e group = CNOPS_EVENT_GROUP_ALL;

    cnops_event_group_parse(&group, cnops_form_value(req->query, "filtre"));
    return group;
}

static const char *address_of(const cnops_req_t *req, cnops_event_group_e group)
{
    const char *path = cnops_page_href(req, PATH);

    return group == CNOPS_EVENT_GROUP_ALL
               ? path
               : apr_pstrcat(req->pool, path, "?filtre=", cnops_event_group_name(group), NULL);
}

/* A place that was sealed for another filter or another person opens the first page. */
static const char *place_kind(const cnops_req_t *req, cnops_event_group_e group)
{
    return apr_pstrcat(req->pool, PLACE " ", cnops_event_group_name(group), NULL);
}

static apr_int64_t place_of(const cnops_req_t *req, cnops_event_group_e group)
{
    return cnops_journal_place_find(req, place_kind(req, group),
                                    cnops_form_value(req->query, "suite"));
}

static void add_next(cnops_tree_t *data, const cnops_req_t *req, cnops_event_group_e group,
                     const cnops_history_t *history)
{
    const char *address = address_of(req, group);
    const char *place;

    cnops_tree_set_text(data, "next_page", NULL);
    if (!history->next)
        return;
    place = cnops_journal_place_name(req, place_kind(req, group), history->next);
    cnops_tree_set_text(data, "next_page",
                        apr_pstrcat(req->pool, address,
                                    group == CNOPS_EVENT_GROUP_ALL ? "?suite=" : "&suite=", place,
                                    NULL));
}

static void add_filters(cnops_tree_t *data, const cnops_req_t *req, cnops_event_group_e current)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "filters");

    for (int i = 0; i < CNOPS_EVENT_GROUPS; i++) {
        cnops_event_group_e group = (cnops_event_group_e)i;
        const char *key =
            apr_pstrcat(req->pool, "event_group.", cnops_event_group_name(group), NULL);
        cnops_tree_t *item = cnops_tree_add_object(list);

        cnops_tree_set_text(item, "filtre", cnops_event_group_name(group));
        cnops_tree_set_text(item, "href", address_of(req, group));
        cnops_tree_set_text(item, "label", cnops_page_text(req, key, NULL));
        cnops_tree_set_bool(item, "current", group == current);
    }
}

/* --- what is shown --- */

static cnops_history_query_t query_of(const cnops_req_t *req, cnops_event_group_e group)
{
    return (cnops_history_query_t){.person_id = req->account->person_id,
                                   .group = group,
                                   .before = APR_INT64_MAX,
                                   .zone = req->app->zone,
                                   .lines = LINES};
}

static apr_status_t add_events(cnops_tree_t *data, const cnops_req_t *req,
                               cnops_event_group_e group, apr_int64_t place)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "events");
    cnops_history_query_t query = query_of(req, group);
    cnops_refusals_t refusals;
    cnops_history_t history;
    apr_status_t rv;

    if (place)
        query.before = place;
    rv = cnops_history_read(&history, req->app->core, &query, req->pool);
    if (rv == APR_SUCCESS)
        rv = cnops_refusals_find(&refusals, req, &history);
    if (rv != APR_SUCCESS)
        return rv;
    for (int i = 0; i < history.lines->nelts; i++) {
        const cnops_history_line_t *line = &APR_ARRAY_IDX(history.lines, i, cnops_history_line_t);

        cnops_refusals_add(cnops_space_add_line(list, req, line), &refusals, req, line);
    }
    add_next(data, req, group, &history);
    return APR_SUCCESS;
}

/* What anybody can cause stands apart, on the first page only. */
static apr_status_t add_attempts(cnops_tree_t *data, const cnops_req_t *req, bool is_shown)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "attempts");
    cnops_history_query_t query = query_of(req, CNOPS_EVENT_GROUP_ATTEMPTS);
    cnops_history_t history;
    apr_status_t rv;

    if (!is_shown)
        return APR_SUCCESS;
    query.is_one_line = true;
    rv = cnops_history_read(&history, req->app->core, &query, req->pool);
    for (int i = 0; rv == APR_SUCCESS && i < history.lines->nelts; i++)
        cnops_space_add_line(list, req, &APR_ARRAY_IDX(history.lines, i, cnops_history_line_t));
    return rv;
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    const cnops_req_t *req = visit->req;
    cnops_event_group_e group = group_of(req);
    apr_int64_t place = place_of(req, group);
    apr_status_t rv;

    cnops_space_add_nav(data, req);
    add_filters(data, req, group);
    cnops_tree_set_text(data, "filtre", cnops_event_group_name(group));
    cnops_tree_set_text(data, "first_page", place ? address_of(req, group) : NULL);
    cnops_tree_set_text(data, "attempts_href", address_of(req, CNOPS_EVENT_GROUP_ATTEMPTS));
    rv = add_events(data, req, group, place);
    return rv == APR_SUCCESS ? add_attempts(data, req, group == CNOPS_EVENT_GROUP_ALL && !place)
                             : rv;
}

static cnops_res_t *refuse_action(cnops_visit_t *visit)
{
    return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "invalid_choice");
}

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_NONE}};
static const cnops_button_t buttons[] = {{"refuser", cnops_refusal_post}, {NULL, refuse_action}};

const cnops_form_page_t cnops_journal_form = {.path = PATH,
                                              .back = "/espace",
                                              .asked = asks,
                                              .buttons = buttons,
                                              .fill = fill,
                                              .submit = refuse_action};
