/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The address at which an SMS gateway tells what became of a message: nobody guesses it.
 *
 * Floor: core. Callers: courier/sms.c makes it, pages/notice/receipts.c reads it. Threads: any.
 * A receipt that comes after the keys were rotated is not known any more: it is a
 * statistic, no message depends on it. */
#ifndef CNOPS_CORE_SEAL_RECEIPT_H
#define CNOPS_CORE_SEAL_RECEIPT_H

#include "core/core.h"

#define CNOPS_RECEIPT_PATH "/accuses/" /* below the mount, then the name */

/* "MESSAGE_ID-TOKEN-STATUS"; status is what the gateway replaces, or its word. */
const char *cnops_receipt_name(const cnops_core_t *core, const char *message_id, const char *status,
                               apr_pool_t *pool);

/* The message id and the status of a name that is ours; false for any other. */
bool cnops_receipt_read(const char **pmessage_id, const char **pstatus, const cnops_core_t *core,
                        const char *name, apr_pool_t *pool);

#endif
