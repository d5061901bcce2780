/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/request/request_chores.h"

#include "base/errors.h"
#include "core/request/request.h"
#include "core/request/request_find.h"
#include "pages/request/request_notices.h"

#include <string.h>

#define REMINDERS 2 /* at a third and two thirds of the time for refusals */

typedef apr_status_t (*chore_fn)(const cnops_app_t *app, const cnops_request_t *request,
                                 apr_pool_t *pool);

static apr_status_t end(const cnops_app_t *app, const cnops_request_t *request,
                        cnops_request_state_e state, cnops_event_e kind, apr_pool_t *pool)
{
    cnops_event_t event = {
        .kind = kind, .actor = CNOPS_ACTOR_SYSTEM, .note = cnops_request_state_name(state)};
    apr_array_header_t *messages;
    apr_status_t rv = cnops_request_notices_ended(&messages, app, request, pool);

    return rv == APR_SUCCESS ? cnops_request_end(app->core, request, state, messages, &event, pool)
                             : rv;
}

static int count_due(const cnops_core_t *core, const cnops_request_t *request)
{
    apr_interval_time_t third = core->settings->opposition_delay / (REMINDERS + 1);
    apr_int64_t due = (cnops_core_now(core) - request->created_at) / (third > 0 ? third : 1);

    return (int)(due < REMINDERS ? due : REMINDERS);
}

static apr_status_t remind(const cnops_app_t *app, const cnops_request_t *request, int due,
                           apr_pool_t *pool)
{
    apr_array_header_t *messages;
    apr_status_t rv;

    rv = cnops_request_notices_refusable(&messages, app, request, "demande-rappel", pool);
    return rv == APR_SUCCESS ? cnops_request_remind(app->core, request, due, messages, pool) : rv;
}

/* Whether the request takes effect without a letter: the institution allows that after the
 * time for refusals. */
static bool is_unopposed(const cnops_core_t *core, const cnops_request_t *request)
{
    return core->settings->contact_change == CNOPS_CONTACT_CHANGE_UNOPPOSED &&
           cnops_request_free_at(core, request) <= cnops_core_now(core);
}

/* Only a request for new contacts is reminded of, and may take effect without a letter. */
static apr_status_t tend_open(const cnops_app_t *app, const cnops_request_t *request,
                              apr_pool_t *pool)
{
    const cnops_core_t *core = app->core;
    bool is_contact = request->kind == CNOPS_REQUEST_CONTACT;
    int due = is_contact ? count_due(core, request) : 0;

    if (cnops_request_expires_at(core, request) <= cnops_core_now(core))
        return end(app, request, CNOPS_REQUEST_EXPIRED, CNOPS_EVENT_REQUEST_DECIDED, pool);
    if (is_contact && is_unopposed(core, request))
        return cnops_request_apply_and_notify(app, request, CNOPS_ACTOR_SYSTEM, pool);
    return due > request->reminders ? remind(app, request, due, pool) : APR_SUCCESS;
}

/* A request that was accepted early still gets its reminders until it takes effect. */
static apr_status_t tend_accepted(const cnops_app_t *app, const cnops_request_t *request,
                                  apr_pool_t *pool)
{
    int due = count_due(app->core, request);

    if (request->apply_at <= cnops_core_now(app->core))
        return cnops_request_apply_and_notify(app, request, CNOPS_ACTOR_SYSTEM, pool);
    return due > request->reminders ? remind(app, request, due, pool) : APR_SUCCESS;
}

static apr_status_t tend_declined(const cnops_app_t *app, const cnops_request_t *request,
                                  apr_pool_t *pool)
{
    return end(app, request, CNOPS_REQUEST_REFUSED, CNOPS_EVENT_REQUEST_DECIDED, pool);
}

/* If an operator has given the account back, the request has nothing left to change, and ends. */
static apr_status_t drop_orphan(const cnops_app_t *app, const cnops_request_t *request,
                                apr_status_t rv, apr_pool_t *pool)
{
    if (rv == CNOPS_ECONFLICT) /* another process has changed it just now: next time */
        return APR_SUCCESS;
    return rv == CNOPS_ENOTFOUND
               ? end(app, request, CNOPS_REQUEST_EXPIRED, CNOPS_EVENT_REQUEST_DECIDED, pool)
               : rv;
}

typedef struct tending_t {
    const cnops_app_t *app;
    chore_fn tend;
    apr_status_t first; /* the first failure of all requests */
} tending_t;

/* A request that fails does not stop the others. */
static apr_status_t tend_one(void *self, const cnops_request_t *request, apr_pool_t *pool)
{
    tending_t *tending = self;
    const cnops_app_t *app = tending->app;
    apr_status_t rv = drop_orphan(app, request, tending->tend(app, request, pool), pool);

    if (tending->first == APR_SUCCESS)
        tending->first = rv;
    return APR_SUCCESS;
}

apr_status_t cnops_request_chores(const cnops_app_t *app, apr_pool_t *pool)
{
    static const struct {
        cnops_request_state_e state;
        chore_fn tend;
    } chores[] = {{CNOPS_REQUEST_ACCEPTED, tend_accepted},
                  {CNOPS_REQUEST_DECLINED, tend_declined},
                  {CNOPS_REQUEST_OPEN, tend_open}};
    tending_t tending = {.app = app, .first = APR_SUCCESS};

    for (apr_size_t i = 0; i < sizeof chores / sizeof *chores; i++) {
        apr_status_t rv;

        tending.tend = chores[i].tend;
        rv = cnops_request_walk(app->core, chores[i].state, tend_one, &tending, pool);
        if (tending.first == APR_SUCCESS)
            tending.first = rv;
    }
    return tending.first;
}
