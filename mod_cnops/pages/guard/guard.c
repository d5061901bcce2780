/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/guard/guard.h"

#include "base/netblock.h"
#include "core/session/device.h"

bool cnops_guard_raise(const cnops_req_t *req, int level)
{
    if (level <= req->journey->pow_level)
        return false;
    req->journey->pow_level = level;
    return true;
}

cnops_throttle_t cnops_guard_block_throttle(const cnops_req_t *req)
{
    return (cnops_throttle_t){.use = CNOPS_USE_BLOCK_FAILURES,
                              .subject = cnops_netblock_of(req->ip, req->pool),
                              .limit = cnops_throttle_block_limit(req->app->core, req->ip)};
}

apr_status_t cnops_guard_block(cnops_verdict_t *pverdict, const cnops_req_t *req)
{
    cnops_throttle_t block = cnops_guard_block_throttle(req);
    apr_status_t rv = cnops_throttle_look_all(pverdict, req->app->core, &block, 1, req->pool);

    if (rv == APR_SUCCESS)
        cnops_guard_raise(req, pverdict->pow_level);
    return rv;
}

bool cnops_guard_may_be_known(const cnops_req_t *req)
{
    return cnops_device_is_genuine(req->app->core, cnops_req_cookie(req, "cnops_device"),
                                   req->pool);
}

/* The verdict is of no use here: the next request looks at it (cnops_guard_block). */
apr_status_t cnops_guard_failed(const cnops_req_t *req)
{
    cnops_throttle_t block = cnops_guard_block_throttle(req);
    cnops_verdict_t ignored;

    return cnops_throttle_take_all(&ignored, req->app->core, &block, 1, req->pool);
}
