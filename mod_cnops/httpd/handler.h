/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The content handler "cnops": SetHandler cnops, in the <Location> of CnopsPublicURL.
 *
 * Floor: httpd. Callers: mod_cnops.c. Threads: any, also those of mod_http2. */
#ifndef CNOPS_HTTPD_HANDLER_H
#define CNOPS_HTTPD_HANDLER_H

#include <httpd.h>

/* OK once answered. DECLINED for what is not below the mount, or below its assets/,
 * which httpd serves itself. */
int cnops_handler(request_rec *r);

#endif
