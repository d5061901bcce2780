/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/loading.h"

#include "base/language.h"
#include "core/certificate/public_keys.h"
#include "core/key_file.h"
#include "httpd/drivers.h"
#include "httpd/log.h"
#include "view/brand/institution.h"

#include <ap_mpm.h>
#include <apr_file_info.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define DBDMAX_DEFAULT 10 /* mod_dbd's */

static const char *load_keys(cnops_config_t *config, apr_pool_t *pool)
{
    const char *path = config->settings->key_file, *fault;

    if (cnops_key_file_load(&config->keys, &fault, path, pool) == APR_SUCCESS)
        return NULL;
    return apr_psprintf(pool, "CnopsKeyFile %s: %s", path, fault);
}

/* A portal that signs with a key that is not in the list would draw papers that nobody can check.
 */
static const char *load_signed_keys(cnops_config_t *config, apr_pool_t *pool)
{
    const char *path = config->settings->signed_keys, *fault;
    cnops_public_keys_t *list;

    if (!*path)
        return NULL;
    fault = cnops_public_keys_load(&list, path, true, pool);
    if (!fault && !cnops_public_keys_have_current(list, config->keys))
        fault = "the key that signs now is not in it; write the list again with 'cnopsctl "
                "certificate keys', and let the root key sign it";
    config->signed_keys = list;
    return fault ? apr_psprintf(pool, "CnopsSignedKeys %s: %s", path, fault) : NULL;
}

/* All that is wrong with the file, one fault in a line. */
static const char *load_institution(cnops_config_t *config, apr_pool_t *pool)
{
    const cnops_settings_t *settings = config->settings;
    const char *path = settings->institution;
    cnops_faults_t *faults = cnops_faults_make(pool);
    const cnops_tree_t *tree = cnops_institution_load(faults, path, settings->htdocs, pool);

    if (tree)
        config->brand =
            cnops_brand_make(faults, tree, path, cnops_settings_mount(settings, pool), pool);
    if (!cnops_faults_any(faults))
        config->institution = cnops_institution_site(tree, pool);
    return cnops_faults_text(faults, apr_pstrcat(pool, "CnopsInstitution ", path, ": ", NULL),
                             pool);
}

static const char *load_view(cnops_config_t *config, apr_pool_t *pool)
{
    const cnops_settings_t *settings = config->settings;
    const char *fault = NULL;
    apr_status_t rv = cnops_view_load(&config->view, &fault, settings->htdocs,
                                      cnops_settings_mount(settings, pool), cnops_languages, pool);

    if (rv != APR_SUCCESS)
        return apr_psprintf(pool, "CnopsHtdocs %s: %s", settings->htdocs,
                            fault ? fault : cnops_log_reason(rv, pool));
    return NULL;
}

static const char *load_audio(cnops_config_t *config, apr_pool_t *pool)
{
    const char *fault = NULL;
    apr_status_t rv = cnops_captcha_audio_load(&config->audio, &fault, config->settings->htdocs,
                                               cnops_languages, pool);

    return rv == APR_SUCCESS ? NULL : apr_psprintf(pool, "CnopsHtdocs: %s", fault);
}

static const char *load_press(cnops_config_t *config, apr_pool_t *pool)
{
    const cnops_press_config_t how = {.htdocs = config->settings->htdocs,
                                      .brand = config->brand,
                                      .engines = (int)config->settings->document_engines,
                                      .wait = config->settings->document_wait};
    const char *fault = NULL;
    apr_status_t rv = cnops_press_make(&config->press, &fault, &how, pool);

    return rv == APR_SUCCESS ? NULL : apr_psprintf(pool, "CnopsHtdocs: %s", fault);
}

static const char *load_zone(cnops_config_t *config, apr_pool_t *pool)
{
    apr_status_t rv = cnops_zone_load(&config->zone, CNOPS_ZONE, pool);

    if (rv == APR_SUCCESS)
        return NULL;
    return apr_psprintf(pool, "time zone %s: %s; it comes with the package tzdata", CNOPS_ZONE,
                        cnops_log_reason(rv, pool));
}

/* Checks only that the folder exists. This process may be root, so it cannot check whether
 * the children may write there. */
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

static const char *check_drivers(cnops_config_t *config, apr_pool_t *pool)
{
    return cnops_drivers_check(config->settings, pool);
}

/* mod_dbd does not say which driver it uses, so its directive is looked up in the parsed
 * configuration. Where it comes more than once, the last one counts. */
static const char *find_directive(const char *name, apr_pool_t *pool)
{
    const char *value = NULL;

    for (const ap_directive_t *at = ap_conftree; at; at = at->next) {
        const char *args = at->args;

        if (ap_cstr_casecmp(at->directive, name) == 0)
            value = ap_getword_conf(pool, &args);
    }
    return value;
}

/* With fewer connections than threads, a thread would wait until another has finished. */
static const char *check_share(apr_pool_t *pool)
{
    const char *max = find_directive("DBDMax", pool);
    int threads = 0, share = max ? (int)apr_atoi64(max) : DBDMAX_DEFAULT;

    ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
    if (threads < 1 || share >= threads)
        return NULL;
    return apr_psprintf(pool, "DBDMax is %d, and a process has %d threads: give it as many", share,
                        threads);
}

static const char *check_mysql_params(const char *params)
{
    if (!params)
        return "DBDParams: where is MariaDB? For example: DBDParams "
               "\"user=www-data,dbname=cnops,sock=/run/mysqld/mysqld.sock,group=cnops\"";
    if (strstr(params, "group="))
        return NULL;
    return "DBDParams: group=cnops is missing, the group of MariaDB's option file that has "
           "connect-timeout: without it a hung server would be waited for";
}

static const char *load_db_driver(cnops_config_t *config, apr_pool_t *pool)
{
    const char *driver = find_directive("DBDriver", pool);

    config->db_driver = driver;
    config->db_params = find_directive("DBDParams", pool);
    if (driver && strcmp(driver, "sqlite3") == 0)
        return check_share(pool);
    if (driver && strcmp(driver, "mysql") == 0)
        return check_mysql_params(config->db_params);
    return "DBDriver: the portal needs a database, sqlite3 or mysql, in the main server; "
           "for example: DBDriver sqlite3";
}

/* Without this check httpd would start, and then each child would fail or make an empty file
 * without tables. */
static const char *check_sqlite_file(cnops_config_t *config, apr_pool_t *pool)
{
    const char *path = config->db_params;
    apr_finfo_t info;
    apr_status_t rv;

    if (strcmp(config->db_driver, "sqlite3") != 0)
        return NULL;
    if (!path)
        return "DBDParams: where is the database? For example: DBDParams "
               "/var/lib/cnops/cnops.sqlite";
    /* Other parameters of SQLite (":memory:", a relative path) are left to mod_dbd. */
    if (*path != '/' || (rv = apr_stat(&info, path, APR_FINFO_TYPE, pool)) == APR_SUCCESS)
        return NULL;
    return apr_psprintf(pool, "DBDParams %s: %s; make one with: cnopsctl migrate", path,
                        cnops_log_reason(rv, pool));
}

const char *cnops_loading_all(cnops_config_t *config, apr_pool_t *pool)
{
    static const char *(*const loaders[])(cnops_config_t *, apr_pool_t *) = {
        load_db_driver,   check_sqlite_file, load_keys,    load_signed_keys,
        load_institution, load_zone,         load_view,    load_audio,
        load_press,       check_outbox,      check_drivers};
    const char *fault = NULL;

    for (apr_size_t i = 0; i < sizeof loaders / sizeof *loaders && !fault; i++)
        fault = loaders[i](config, pool);
    return fault;
}
