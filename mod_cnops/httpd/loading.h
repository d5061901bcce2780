/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Loads at start-up what the settings refer to: keys, institution, htdocs, the time zone and
 * the database of DBDriver and DBDParams.
 *
 * Floor: httpd. Threads: start-up; as root where httpd was started as root. Secrets: the
 * bytes of the key file are wiped before return. */
#ifndef CNOPS_HTTPD_LOADING_H
#define CNOPS_HTTPD_LOADING_H

#include "httpd/config.h"

/* Fills the loaded members of config. NULL on success; otherwise the fault: the directive, the
 * reason and the remedy. Several faults of one file are a line each. */
const char *cnops_loading_all(cnops_config_t *config, apr_pool_t *pool);

#endif
