/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The portal's directives out of a file of httpd's, for commands that speak of its limits.
 *
 * Floor: ctl. Callers: ctl/portal.c. Threads: one. */
#ifndef CNOPS_CTL_CONF_H
#define CNOPS_CTL_CONF_H

#include "core/settings.h"

/* Sets what the file's lines set; lines of other modules are passed over, and Include is not
 * followed. *pfault names file, line and reason. APR_ENOENT where there is no such file. */
apr_status_t cnops_conf_read(cnops_settings_t *settings, const char **pfault, const char *path,
                             apr_pool_t *pool);

#endif
