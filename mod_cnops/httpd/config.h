/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the module keeps per server: the settings as written, and the portal made
 * of them.
 *
 * Floor: httpd. Callers: httpd/. Threads: written at start-up, read-only afterwards.
 * One portal a process: the directives stand in the main server, and virtual hosts
 * see its config. */
#ifndef CNOPS_HTTPD_CONFIG_H
#define CNOPS_HTTPD_CONFIG_H

#include "pages/frame/request.h"

#include <httpd.h>

#include <http_config.h>

typedef struct cnops_config_t {
    cnops_settings_t *settings;
    bool is_configured; /* a directive of ours was seen; without any the module sleeps */

    /* what check_config loaded */
    const char *db_driver; /* "sqlite3" or "mysql" */
    const char *db_params; /* of the mysql driver */
    const cnops_keys_t *keys;
    const cnops_view_t *view;
    const cnops_captcha_audio_t *audio;
    const cnops_tree_t *institution;
    const cnops_zone_t *zone;

    /* what post_config made of it; NULL while the module sleeps */
    const cnops_app_t *app;
    struct cnops_watchdog_t *watchdog;       /* httpd/watchdog.h */
    struct cnops_connections_t *connections; /* to MariaDB; NULL with SQLite, which is mod_dbd's */
    struct cnops_memcache_ring_t *code_ring; /* store/codes/codes_memcache.h; NULL: shared memory */
} cnops_config_t;

extern module AP_MODULE_DECLARE_DATA cnops_module;

/* create_server_config. */
void *cnops_config_make(apr_pool_t *pool, server_rec *server);

cnops_config_t *cnops_config_of(const server_rec *server);

#endif
