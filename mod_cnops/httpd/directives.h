/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* One Apache directive for each row of core/settings.c, with one setter for all.
 *
 * Floor: httpd. Callers: mod_cnops.c. Threads: start-up. */
#ifndef CNOPS_HTTPD_DIRECTIVES_H
#define CNOPS_HTTPD_DIRECTIVES_H

#include <httpd.h>

#include <http_config.h>

#define CNOPS_DIRECTIVES_MAX 95

/* Ends with an empty row. */
extern command_rec cnops_directives[CNOPS_DIRECTIVES_MAX + 1];

#endif
