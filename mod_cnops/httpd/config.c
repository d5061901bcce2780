/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/config.h"

void *cnops_config_make(apr_pool_t *pool, server_rec *server)
{
    cnops_config_t *config = apr_pcalloc(pool, sizeof *config);

    (void)server;
    config->settings = cnops_settings_make(pool);
    return config;
}

cnops_config_t *cnops_config_of(const server_rec *server)
{
    return ap_get_module_config(server->module_config, &cnops_module);
}
