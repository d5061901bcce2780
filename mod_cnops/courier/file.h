/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The demonstration's driver: each message is a file, NAME.eml or NAME.sms
 * (headers, blank line, text), written whole or not at all, and told on a stream.
 *
 * Floor: courier. Callers: httpd/ways.c. Threads: any (a name is the message id). */
#ifndef CNOPS_COURIER_FILE_H
#define CNOPS_COURIER_FILE_H

#include "courier/courier.h"

#include <apr_file_io.h>

/* dir must exist and be writable. echo: also printed there; NULL: silent. from: the From
 * header of e-mails. */
const cnops_driver_t *cnops_courier_file(cnops_channel_e channel, const char *dir, const char *from,
                                         apr_file_t *echo, apr_pool_t *pool);

#endif
