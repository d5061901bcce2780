/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The driver for demonstrations and tests: it writes each message to a file NAME.eml or NAME.sms
 * (headers, an empty line, the text) and can print it too. A file appears only once it is
 * complete.
 *
 * Floor: courier. Threads: any; the name of a file contains the message id. Secrets: codes are
 * written in clear, that is the purpose of this driver. */
#ifndef CNOPS_COURIER_FILE_H
#define CNOPS_COURIER_FILE_H

#include "courier/courier.h"

#include <apr_file_io.h>

/* dir: an existing folder that this process may write to. from: the From header of e-mails. echo:
 * each message is also printed to this stream; NULL: not printed. The driver lives in pool. */
const cnops_driver_t *cnops_courier_file(cnops_channel_e channel, const char *dir, const char *from,
                                         apr_file_t *echo, apr_pool_t *pool);

#endif
