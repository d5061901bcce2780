/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The content handler "cnops", set by SetHandler in the <Location> of CnopsPublicURL.
 *
 * Floor: httpd. Threads: any, also those of mod_http2. */
#ifndef CNOPS_HTTPD_HANDLER_H
#define CNOPS_HTTPD_HANDLER_H

#include <httpd.h>

/* Returns OK when the request was answered, or an error status of httpd. DECLINED for a path
 * that is not below the mount, and for assets/ below it: httpd serves those files itself. */
int cnops_handler(request_rec *r);

#endif
