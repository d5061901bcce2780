/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/loading.h"

#include "base/file.h"
#include "base/json.h"
#include "base/language.h"
#include "core/key_file.h"
#include "httpd/log.h"
#include "httpd/ways.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <string.h>

#define INSTITUTION_MAX 1048576 /* bytes */

static const char *load_keys(cnops_config_t *config, apr_pool_t *pool)
{
    const char *path = config->settings->key_file, *fault;

    if (cnops_key_file_load(&config->keys, &fault, path, pool) == APR_SUCCESS)
        return NULL;
    return apr_psprintf(pool, "CnopsKeyFile %s: %s", path, fault);
}

static const char *load_institution(cnops_config_t *config, apr_pool_t *pool)
{
    const char *path = config->settings->institution, *text;
    cnops_tree_t *tree = NULL;
    apr_size_t len;
    apr_status_t rv = cnops_file_read(&text, &len, path, INSTITUTION_MAX, pool);

    if (rv == APR_SUCCESS)
        rv = cnops_json_parse(&tree, text, len, pool);
    config->institution = tree;
    if (rv == APR_SUCCESS && tree->type == CNOPS_TREE_OBJECT)
        return NULL;
    return apr_psprintf(pool,
                        "CnopsInstitution %s: %s; an example is the institution.json that "
                        "came with the module",
                        path, rv ? cnops_log_reason(rv, pool) : "not a JSON object");
}

static const char *load_view(cnops_config_t *config, apr_pool_t *pool)
{
    const cnops_settings_t *settings = config->settings;
    const char *fault = NULL;
    apr_status_t rv =
        cnops_view_load(&config->view, &fault, settings->htdocs,
                        cnops_settings_mount(settings, pool), cnops_languages(), pool);

    if (rv != APR_SUCCESS)
        return apr_psprintf(pool, "CnopsHtdocs %s: %s", settings->htdocs,
                            fault ? fault : cnops_log_reason(rv, pool));
    return NULL;
}

static const char *load_audio(cnops_config_t *config, apr_pool_t *pool)
{
    const char *fault = NULL;
    apr_status_t rv = cnops_captcha_audio_load(&config->audio, &fault, config->settings->htdocs,
                                               cnops_languages(), pool);

    return rv == APR_SUCCESS ? NULL : apr_psprintf(pool, "CnopsHtdocs: %s", fault);
}

/* Whether the children may write there shows when they do: this may be root. */
static const char *check_outbox(cnops_config_t *config, apr_pool_t *pool)
{
    const char *path = config->settings->outbox_dir;
    apr_finfo_t info;
    apr_status_t rv;

    if (!*path)
        return NULL;
    rv = apr_stat(&info, path, APR_FINFO_TYPE, pool);
    if (rv == APR_SUCCESS && info.filetype == APR_DIR)
        return NULL;
    return apr_psprintf(pool, "CnopsOutboxDir %s: %s", path,
                        rv ? cnops_log_reason(rv, pool) : "not a folder");
}

static const char *check_ways(cnops_config_t *config, apr_pool_t *pool)
{
    return cnops_ways_check(config->settings, pool);
}

/* mod_dbd does not tell which driver it uses; the configuration does. The last counts. */
static const char *find_db_driver(apr_pool_t *pool)
{
    const char *driver = NULL;

    for (const ap_directive_t *at = ap_conftree; at; at = at->next) {
        const char *args = at->args;

        if (ap_cstr_casecmp(at->directive, "DBDriver") == 0)
            driver = ap_getword_conf(pool, &args);
    }
    return driver;
}

static const char *load_db_driver(cnops_config_t *config, apr_pool_t *pool)
{
    const char *driver = find_db_driver(pool);

    config->db_driver = driver;
    if (driver && (strcmp(driver, "sqlite3") == 0 || strcmp(driver, "mysql") == 0))
        return NULL;
    return "DBDriver: the portal needs a database, sqlite3 or mysql, in the main server; "
           "for example: DBDriver sqlite3";
}

const char *cnops_loading_all(cnops_config_t *config, apr_pool_t *pool)
{
    static const char *(*const loaders[])(cnops_config_t *, apr_pool_t *) = {
        load_db_driver, load_keys,    load_institution, load_view,
        load_audio,     check_outbox, check_ways};
    const char *fault = NULL;

    for (apr_size_t i = 0; i < sizeof loaders / sizeof *loaders && !fault; i++)
        fault = loaders[i](config, pool);
    return fault;
}
