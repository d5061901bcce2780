/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/handler.h"

#include "base/budget.h"
#include "httpd/config.h"
#include "httpd/log.h"
#include "httpd/request.h"
#include "httpd/response.h"

#include <string.h>

#define ASSETS "/assets/"

/* The path below the mount, starting with '/'; NULL where the request is not below it. */
static const char *find_path(const request_rec *r, const char *mount)
{
    apr_size_t len = strlen(mount);
    const char *path;

    if (strncmp(r->uri, mount, len) != 0)
        return NULL;
    path = r->uri + len;
    if (!*path)
        return "/";
    return *path == '/' ? path : NULL;
}

int cnops_handler(request_rec *r)
{
    const cnops_app_t *app = cnops_config_of(r->server)->app;
    const char *path;
    cnops_req_t *req;
    const cnops_res_t *res;

    if (!r->handler || strcmp(r->handler, "cnops") != 0 || !app)
        return DECLINED;
    path = find_path(r, app->mount);
    if (!path || strncmp(path, ASSETS, strlen(ASSETS)) == 0)
        return DECLINED;
    cnops_budget_open(r->pool, app->core->settings->database_timeout);
    req = cnops_request_make(r, app, path);
    cnops_log_block(r, req->ip);
    res = cnops_dispatch(req);
    cnops_log_answer(r, req, res);
    if (req->body == CNOPS_BODY_ABORTED)
        return cnops_request_aborted(req);
    cnops_request_discard(req);
    return cnops_response_send(r, app, res);
}
