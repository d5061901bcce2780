/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads the directives of the portal from a configuration file of httpd, so that commands
 * know the same limits as httpd.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_CONF_H
#define CNOPS_CTL_CONF_H

#include "core/settings.h"

#define CNOPS_USUAL_CONF "/etc/apache2/mods-available/cnops.conf"

/* Sets each setting that a line of the file sets. Directives of other modules are ignored,
 * and Include is not followed. On error *pfault names file, line and reason. APR_ENOENT where
 * the file does not exist. */
apr_status_t cnops_conf_read(cnops_settings_t *settings, const char **pfault, const char *path,
                             apr_pool_t *pool);

#endif
