/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The address at which an SMS gateway tells what became of a message: nobody guesses it. It
 * names the kind of gateway, because each kind has its own words for the same end: they are
 * read in pages/notice/receipts.c.
 *
 * Floor: core. Threads: any.
 * A receipt that comes after the keys were rotated is not known any more: it is a
 * statistic, no message depends on it. */
#ifndef CNOPS_CORE_SEAL_RECEIPT_H
#define CNOPS_CORE_SEAL_RECEIPT_H

#include "core/core.h"

#define CNOPS_RECEIPT_PATH "/accuses/" /* below the mount, then the name */

/* "KIND-MESSAGE_ID-TOKEN": what the gateway tells follows in the query. kind: of
 * courier/gateways.c, without '-'; message_id: 32 hex. */
const char *cnops_receipt_name(const cnops_core_t *core, const char *kind, const char *message_id,
                               apr_pool_t *pool);

/* The kind and the message id of a name that is ours; false for any other. */
bool cnops_receipt_read(const char **pkind, const char **pmessage_id, const cnops_core_t *core,
                        const char *name, apr_pool_t *pool);

#endif
