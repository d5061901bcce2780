/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/handler.h"

#include "base/budget.h"
#include "httpd/config.h"
#include "httpd/log.h"
#include "httpd/request.h"
#include "httpd/response.h"

#include <ap_expr.h>
#include <http_core.h>
#include <stdbool.h>
#include <string.h>

#define HANDLER "cnops"
#define ASSETS  "/assets/"

/* The path below the mount, starting with '/'; NULL where the request is not below it, and for
 * assets. */
static const char *find_path(const request_rec *r, const char *mount)
{
    apr_size_t len = strlen(mount);
    const char *path;

    if (strncmp(r->uri, mount, len) != 0)
        return NULL;
    path = r->uri + len;
    if (!*path)
        return "/";
    return *path == '/' && strncmp(path, ASSETS, strlen(ASSETS)) != 0 ? path : NULL;
}

/* --- no page is a file --- */

/* Whether SetHandler gives this request to the portal. A <Location> within the portal's may take
 * some back, for instance those of an ACME client. */
static bool is_given(request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    const char *fault = NULL, *handler = NULL;

    if (core->expr_handler)
        handler = ap_expr_str_exec(r, core->expr_handler, &fault);
    return handler && !fault && strcmp(handler, HANDLER) == 0;
}

int cnops_handler_translate(request_rec *r)
{
    const cnops_app_t *app = cnops_config_of(r->server)->app;

    if (app && find_path(r, app->mount) && is_given(r))
        ap_set_module_config(r->request_config, &cnops_module, (void *)app);
    return DECLINED;
}

int cnops_handler_map(request_rec *r)
{
    return ap_get_module_config(r->request_config, &cnops_module) ? OK : DECLINED;
}

/* --- answering --- */

int cnops_handler(request_rec *r)
{
    const cnops_app_t *app = cnops_config_of(r->server)->app;
    const char *path;
    cnops_req_t *req;
    const cnops_res_t *res;

    if (!r->handler || strcmp(r->handler, HANDLER) != 0 || !app)
        return DECLINED;
    path = find_path(r, app->mount);
    if (!path) {
        cnops_log_path(r, "", r->uri);
        return DECLINED;
    }
    cnops_budget_open(r->pool, app->core->settings->database_timeout);
    req = cnops_request_make(r, app, path);
    cnops_log_block(r, req->ip);
    res = cnops_dispatch(req);
    cnops_log_path(r, app->mount, req->pattern);
    cnops_log_answer(r, req, res);
    if (req->body == CNOPS_BODY_ABORTED)
        return cnops_request_aborted(req);
    cnops_request_discard(req);
    return cnops_response_send(r, app, res);
}
