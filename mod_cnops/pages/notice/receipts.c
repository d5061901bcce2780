/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/notice/receipts.h"

#include "base/errors.h"
#include "core/seal/receipt.h"
#include "pages/frame/failures.h"
#include "pages/frame/page.h"

#include <string.h>

typedef enum {
    END_UNKNOWN, /* the message is still on its way, or the report is not understood */
    END_DELIVERED,
    END_FAILED
} end_e;

/* --- how each kind of gateway reports the end of a message --- */

/* Kannel writes a number for the %d of the address. 4 and 8 mean that the message is on its way, so
 * they are not in the table. */
static end_e read_kannel(const cnops_req_t *req)
{
    static const struct {
        const char *number;
        end_e end;
    } ends[] = {
        {"1", END_DELIVERED}, {"2", END_FAILED}, {"16", END_FAILED}, /* refused by the network */
    };
    const char *reported = cnops_form_value(req->query, "etat");

    for (apr_size_t i = 0; reported && i < sizeof ends / sizeof *ends; i++)
        if (strcmp(ends[i].number, reported) == 0)
            return ends[i].end;
    return END_UNKNOWN;
}

static bool is_reported(const apr_array_header_t *tests, const cnops_form_t *query)
{
    for (int i = 0; i < tests->nelts; i++) {
        const cnops_setting_test_t *test = &APR_ARRAY_IDX(tests, i, cnops_setting_test_t);
        const char *reported = cnops_form_value(query, test->path);

        if (reported && (!test->value || strcmp(reported, test->value) == 0))
            return true;
    }
    return false;
}

/* The configuration says which names and values such a gateway sends. */
static end_e read_json(const cnops_req_t *req)
{
    const cnops_settings_t *settings = req->app->core->settings;

    if (is_reported(settings->sms_json_delivered, req->query))
        return END_DELIVERED;
    return is_reported(settings->sms_json_failed, req->query) ? END_FAILED : END_UNKNOWN;
}

static const struct {
    const char *kind; /* of courier/gateways.c */
    end_e (*read)(const cnops_req_t *req);
} readers[] = {
    {"kannel", read_kannel},
    {"json", read_json},
};

/* --- the page --- */

/* False if there is no such kind of gateway (any more). */
static bool read_end(end_e *pend, const char *kind, const cnops_req_t *req)
{
    for (apr_size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (strcmp(readers[i].kind, kind) == 0) {
            *pend = readers[i].read(req);
            return true;
        }
    }
    return false;
}

cnops_res_t *cnops_receipts_get(cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const char *kind, *message_id;
    apr_status_t rv = APR_SUCCESS;
    cnops_res_t *res;
    end_e end;

    if (!cnops_receipt_read(&kind, &message_id, core, req->part, req->pool) ||
        !read_end(&end, kind, req))
        return cnops_failure_page(req, 404, 0);
    res = cnops_page_empty(req, 200); /* after any other success, Kannel sends the report again */
    if (end != END_UNKNOWN)
        rv = cnops_receipt_note(core, message_id, end == END_DELIVERED, req->pool);
    if (rv == CNOPS_ENOTFOUND)
        return cnops_failure_page(req, 404, 0);
    if (end == END_FAILED)
        res->event = "sms: not delivered";
    return rv == APR_SUCCESS ? res : cnops_failure(req, rv);
}
