/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/notice/ticket_receipt.h"

#include "core/account/account.h"
#include "pages/notice/messages.h"

apr_status_t cnops_ticket_receipt(apr_array_header_t **plist, const cnops_req_t *req)
{
    cnops_notice_t notice = {.name = "demande-recue", .lang = req->account->lang};
    const char *to;
    apr_status_t rv =
        cnops_account_contact(&to, req->app->core, req->account, CNOPS_CHANNEL_EMAIL, req->pool);

    *plist = apr_array_make(req->pool, 1, sizeof(cnops_outbox_row_t));
    if (rv != APR_SUCCESS)
        return rv;
    return cnops_messages_add(*plist, req->app, &notice, CNOPS_CHANNEL_EMAIL, to, req->pool);
}
