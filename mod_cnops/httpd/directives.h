/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Makes one Apache directive from each row of core/settings.c; all share one setter.
 *
 * Floor: httpd. Threads: start-up. */
#ifndef CNOPS_HTTPD_DIRECTIVES_H
#define CNOPS_HTTPD_DIRECTIVES_H

#include <httpd.h>

#include <http_config.h>

#define CNOPS_DIRECTIVES_MAX 160

/* The last row is empty. */
extern command_rec cnops_directives[CNOPS_DIRECTIVES_MAX + 1];

#endif
