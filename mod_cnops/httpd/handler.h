/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The content handler "cnops", set by SetHandler in the <Location> of CnopsPublicURL.
 *
 * Floor: httpd. Threads: any, also those of mod_http2. */
#ifndef CNOPS_HTTPD_HANDLER_H
#define CNOPS_HTTPD_HANDLER_H

#include <httpd.h>

/* Two hooks, by which httpd does not look for a file under the address of a page: it would ask for
 * the attributes of DocumentRoot and of each folder above it, eight system calls for each request.
 * So <Directory>, <Files> and .htaccess of these folders say nothing about pages; <Location> does.
 *
 * The first is for translate_name, after all other modules: it remembers a page that none of them
 * has mapped to a file. The second is for map_to_storage. */
int cnops_handler_translate(request_rec *r);
int cnops_handler_map(request_rec *r);

/* Returns OK when the request was answered, or an error status of httpd. DECLINED for a path
 * that is not below the mount, and for assets/ below it: httpd serves those files itself. */
int cnops_handler(request_rec *r);

#endif
