/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The server configuration of the module: the settings of the configuration files, and the
 * portal that is built from them.
 *
 * There is one portal per process: the directives belong to the main server, and virtual
 * hosts share its configuration.
 *
 * Floor: httpd. Threads: written at start-up, read-only afterwards. */
#ifndef CNOPS_HTTPD_CONFIG_H
#define CNOPS_HTTPD_CONFIG_H

#include "pages/frame/request.h"

#include <httpd.h>

#include <http_config.h>

typedef struct cnops_config_t {
    cnops_settings_t *settings;
    bool is_configured; /* one of our directives is used; without any, the module is inactive */

    /* filled by cnops_wiring_check */
    const char *db_driver; /* "sqlite3" or "mysql" */
    const char *db_params; /* of the mysql driver */
    const cnops_keys_t *keys;
    const cnops_view_t *view;
    const cnops_captcha_audio_t *audio;
    const cnops_tree_t *institution;
    const cnops_brand_t *brand;
    const cnops_zone_t *zone;
    cnops_press_t *press;
    const struct cnops_public_keys_t *signed_keys; /* NULL: CnopsSignedKeys is not set */

    /* filled by cnops_wiring_start; NULL while the module is inactive */
    const cnops_app_t *app;
    const cnops_hasher_t *hasher;            /* NULL: hashes are made by plain calls */
    struct cnops_watchdog_t *watchdog;       /* httpd/watchdog.h */
    struct cnops_connections_t *connections; /* to MariaDB; NULL with SQLite: mod_dbd has them */
    struct cnops_memcache_ring_t *code_ring; /* store/codes/codes_memcache.h; NULL: shared memory */
} cnops_config_t;

extern module AP_MODULE_DECLARE_DATA cnops_module;

/* The create_server_config function of the module. */
void *cnops_config_make(apr_pool_t *pool, server_rec *server);

cnops_config_t *cnops_config_of(const server_rec *server);

#endif
