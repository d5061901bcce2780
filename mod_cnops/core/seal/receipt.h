/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The address at which an SMS gateway reports what happened to a message; nobody can guess it. It
 * names the kind of the gateway, because each kind has its own words for the same result
 * (pages/notice/receipts.c reads them).
 *
 * Floor: core. Threads: any. A receipt that comes after the keys were rotated is no longer
 * recognised. Receipts are only statistics, so no message depends on this. */
#ifndef CNOPS_CORE_SEAL_RECEIPT_H
#define CNOPS_CORE_SEAL_RECEIPT_H

#include "core/core.h"

#define CNOPS_RECEIPT_PATH "/accuses/" /* below the mount, then the name */

/* "KIND-MESSAGE_ID-TOKEN"; the gateway appends its report as the query. kind: one of
 * courier/gateways.c, without '-'. message_id: 32 hex. */
const char *cnops_receipt_name(const cnops_core_t *core, const char *kind, const char *message_id,
                               apr_pool_t *pool);

/* The kind and the message id of a name that we made; false for any other name. */
bool cnops_receipt_read(const char **pkind, const char **pmessage_id, const cnops_core_t *core,
                        const char *name, apr_pool_t *pool);

/* Notes what became of the message; that it was delivered is never taken back. CNOPS_ENOTFOUND
 * where there is no such message (any more). */
apr_status_t cnops_receipt_note(const cnops_core_t *core, const char *message_id, bool delivered,
                                apr_pool_t *pool);

#endif
