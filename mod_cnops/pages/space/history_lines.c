/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/history_lines.h"

#include "base/agent.h"
#include "pages/frame/moment.h"

#include <apr_strings.h>
#include <string.h>

#define DAY_LEN 10 /* of "21/11/2026 15:04" */

/* The block of a visitor on this very machine says nothing to people: NULL. */
static const char *place_of(const char *address_block)
{
    bool is_own = address_block && (strcmp(address_block, "::/56") == 0 ||
                                    strcmp(address_block, "127.0.0.0/24") == 0);

    return is_own ? NULL : address_block;
}

void cnops_space_describe(cnops_tree_t *item, const cnops_req_t *req, const char *user_agent,
                          const char *address_block)
{
    cnops_tree_set_text(item, "device", cnops_agent_name(user_agent, req->pool));
    cnops_tree_set_text(item, "place", place_of(address_block));
}

static const char *label_of(const cnops_req_t *req, const cnops_history_line_t *line)
{
    const char *key = "event.of_another_release";

    if (cnops_event_is_known(line->kind))
        key = apr_pstrcat(req->pool, "event.", line->kind, line->variant ? "." : NULL,
                          line->variant, NULL);
    return cnops_page_text(req, key, NULL);
}

static const char *when_of(const cnops_req_t *req, const cnops_history_line_t *line,
                           const cnops_event_shown_t *event)
{
    const char *when = cnops_moment_show(req, event->at);
    bool is_look = strcmp(line->kind, cnops_event_name(CNOPS_EVENT_SHOWN)) == 0;

    return is_look && when ? apr_pstrndup(req->pool, when, DAY_LEN) : when;
}

/* Whether the browser of this request is in the line. */
static bool is_current(const cnops_req_t *req, const cnops_history_line_t *line)
{
    for (int i = 0; i < line->events->nelts; i++) {
        const char *browser = APR_ARRAY_IDX(line->events, i, cnops_event_shown_t).browser;

        if (browser && req->session->browser && strcmp(browser, req->session->browser) == 0)
            return true;
    }
    return false;
}

static const char *const who_words[] = {[CNOPS_HISTORY_MEMBER] = "member",
                                        [CNOPS_HISTORY_VISITOR] = "visitor",
                                        [CNOPS_HISTORY_SYSTEM] = "system",
                                        [CNOPS_HISTORY_OPERATOR] = "operator"};

cnops_tree_t *cnops_space_add_line(cnops_tree_t *list, const cnops_req_t *req,
                                   const cnops_history_line_t *line)
{
    const apr_array_header_t *events = line->events;
    int count = events->nelts;
    cnops_tree_t *item = cnops_tree_add_object(list);

    cnops_tree_set_text(item, "kind", line->kind);
    cnops_tree_set_text(item, "label", label_of(req, line));
    cnops_tree_set_text(item, "when",
                        when_of(req, line, &APR_ARRAY_IDX(events, 0, cnops_event_shown_t)));
    cnops_tree_set_text(
        item, "since",
        count > 1 ? when_of(req, line, &APR_ARRAY_IDX(events, count - 1, cnops_event_shown_t))
                  : NULL);
    cnops_tree_set_int(item, "count", count);
    cnops_tree_set_bool(item, "several", count > 1);
    cnops_tree_set_text(item, "who",
                        line->who == CNOPS_HISTORY_UNKNOWN ? NULL : who_words[line->who]);
    cnops_tree_set_bool(item, "current", is_current(req, line));
    cnops_tree_set_bool(item, "by_operator", line->who == CNOPS_HISTORY_OPERATOR);
    cnops_tree_set_text(item, "device", line->device);
    cnops_tree_set_text(item, "place", place_of(line->place));
    return item;
}
