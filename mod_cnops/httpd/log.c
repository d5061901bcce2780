/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/log.h"

#include "base/errors.h"
#include "base/netblock.h"
#include "httpd/config.h"

#include <apr_strings.h>
#include <http_log.h>
#include <string.h>

APLOG_USE_MODULE(cnops);

static const struct {
    apr_status_t rv;
    const char *reason;
} reasons[] = {
    {CNOPS_ENOTFOUND, "no such row or key"},
    {CNOPS_EDUPLICATE, "a unique key is taken"},
    {CNOPS_ECONFLICT, "another request was faster"},
    {CNOPS_EUNAVAILABLE, "the database is down"},
    {CNOPS_EBUSY, "no hashing slot before the deadline"},
    {CNOPS_EMALFORMED, "malformed data"},
    {CNOPS_EFORGED, "a seal that none of our keys made"},
    {CNOPS_EEXPIRED, "expired data"},
    {CNOPS_ETOOLARGE, "over a bound"},
    {CNOPS_ENOCODES, "no code store answers"},
    {CNOPS_ENOENGINE,
     "all engines of documents are busy (CnopsDocumentEngines, CnopsDocumentWait)"},
    {CNOPS_EREFUSED, "refused for good"},
};

const char *cnops_log_reason(apr_status_t rv, apr_pool_t *pool)
{
    char text[256];

    for (apr_size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].rv == rv)
            return reasons[i].reason;
    }
    return apr_pstrdup(pool, apr_strerror(rv, text, sizeof text));
}

void cnops_log_block(request_rec *r, const char *ip)
{
    apr_table_setn(r->notes, "cnops-block", cnops_netblock_of(ip, r->pool));
}

void cnops_log_path(request_rec *r, const char *mount, const char *path)
{
    apr_table_setn(r->notes, "cnops-path", path ? apr_pstrcat(r->pool, mount, path, NULL) : "-");
}

/* Does not use ap_log_rerror: its prefix contains the whole IP address. */
void cnops_log_answer(const request_rec *r, const cnops_req_t *req, const cnops_res_t *res)
{
    const char *block = apr_table_get(r->notes, "cnops-block");
    const char *path = req->pattern ? req->pattern : "an unknown path";
    const char *fault = req->remark->fault, *lacks = req->remark->lacks;

    if (res->failure != APR_SUCCESS)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, r->server,
                     "CNOPS101: %s %s answered %d to %s: %s%s%s", r->method, path, res->status,
                     block, cnops_log_reason(res->failure, r->pool), fault ? ": " : "",
                     fault ? fault : "");
    if (lacks)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, r->server,
                     "CNOPS105: %s %s to %s lacks what cannot be read: %s", r->method, path, block,
                     lacks);
    if (res->event)
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, r->server, "CNOPS100: %s, from %s", res->event,
                     block);
}
