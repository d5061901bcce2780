/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads, at start-up, what the settings point at: keys, institution, htdocs, and which
 * database mod_dbd talks to.
 *
 * Floor: httpd. Callers: httpd/wiring.c, as root where httpd is started as root. Threads:
 * start-up. Secrets: the key file's bytes are wiped before return. */
#ifndef CNOPS_HTTPD_LOADING_H
#define CNOPS_HTTPD_LOADING_H

#include "httpd/config.h"

/* Fills what config has of them. NULL, or what is wrong: directive, reason, what to do. */
const char *cnops_loading_all(cnops_config_t *config, apr_pool_t *pool);

#endif
