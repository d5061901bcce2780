/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/notice/receipts.h"

#include "base/errors.h"
#include "core/seal/receipt.h"
#include "pages/frame/failures.h"
#include "pages/frame/page.h"

#include <string.h>

/* The last words on a message; those on its way (4, 8) say nothing about its end. */
static const struct {
    const char *status;
    bool delivered;
} ends[] = {
    {"1", true}, /* Kannel's numbers: delivered, failed, refused by the network */
    {"2", false},
    {"16", false},
};

cnops_res_t *cnops_receipts_get(cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const char *message_id, *status;
    apr_status_t rv = APR_SUCCESS;
    cnops_res_t *res;

    if (!cnops_receipt_read(&message_id, &status, core, req->part, req->pool))
        return cnops_failure_page(req, 404, 0);
    res = cnops_page_empty(req, 200); /* Kannel asks again after any other success */
    for (apr_size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (strcmp(ends[i].status, status) != 0)
            continue;
        rv = core->store.outbox->receipt(core->store.self, message_id, ends[i].delivered,
                                         cnops_core_now(core), req->pool);
        if (!ends[i].delivered)
            res->event = "sms: not delivered";
    }
    if (rv == CNOPS_ENOTFOUND)
        return cnops_failure_page(req, 404, 0);
    return rv == APR_SUCCESS ? res : cnops_failure(req, rv);
}
