/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/wiring.h"

#include "base/json.h"
#include "core/system.h"
#include "httpd/config.h"
#include "httpd/lease.h"
#include "httpd/loading.h"
#include "httpd/log.h"
#include "httpd/watchdog.h"
#include "pages/certificate/kept_list.h"
#include "pages/frame/first_page.h"
#include "pages/sheet/blank.h"
#include "store/codes/codes_memcache.h"
#include "store/codes/codes_shm.h"
#include "store/connections.h"
#include "store/statements.h"
#include "store/store.h"

#include <apr_optional.h>
#include <apr_strings.h>
#include <dlfcn.h>
#include <http_core.h>
#include <http_log.h>
#include <mod_dbd.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

APLOG_USE_MODULE(cnops);

#define RETAINED_KEY  "mod_cnops"
#define ARENA_LIBRARY "cnops_arena.so"
#define CODES_ENTRIES 131072 /* codes that are valid at once: 10 minutes at 200 a second */

/* Longest time for a statement of the courier or the purge. It must be shorter than the time
 * that an ending process waits for them (STOP_PATIENCE in watchdog.c). */
#define BACKGROUND_TIMEOUT apr_time_from_sec(5)

/* What outlives a restart of httpd, in the process pool. Its cleanup functions stay loaded
 * too: the module is linked with -z nodelete. */
typedef struct retained_t {
    cnops_clock_t clock;
    cnops_codes_shm_t *codes;
    cnops_slots_t *slots;
    int slot_count;
    cnops_hasher_t *hasher;   /* NULL: the arena library was not loaded */
    const char *hasher_fault; /* why not; NULL: it was not tried */
} retained_t;

/* Each line is a message of its own: httpd would write a newline as a backslash and an n. */
static int complain(const server_rec *server, const char *fault)
{
    while (*fault) {
        const int len = (int)strcspn(fault, "\n");

        ap_log_error(APLOG_MARK, APLOG_EMERG | APLOG_STARTUP, 0, server, "CNOPS002: %.*s", len,
                     fault);
        fault += len + (fault[len] == '\n');
    }
    return HTTP_INTERNAL_SERVER_ERROR;
}

static bool is_mysql(const cnops_config_t *config)
{
    return strcmp(config->db_driver, "mysql") == 0;
}

/* --- check --- */

int cnops_wiring_check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server)
{
    cnops_config_t *config = cnops_config_of(server);
    const char *fault;

    (void)plog;
    if (!config->is_configured)
        return OK;
    if (sodium_init() < 0)
        return complain(server, "libsodium finds no source of random bytes");
    cnops_json_wipe_freed();
    fault = cnops_settings_check(config->settings, ptemp);
    if (!fault)
        fault = cnops_loading_all(config, pconf);
    return fault ? complain(server, fault) : OK;
}

/* --- start: the implementation of each port --- */

static int count_slots(const cnops_settings_t *settings)
{
    apr_int64_t count = settings->hash_slots ? settings->hash_slots : sysconf(_SC_NPROCESSORS_ONLN);

    return (int)(count < 1 ? 1 : count > CNOPS_SLOTS_MAX ? CNOPS_SLOTS_MAX : count);
}

static apr_status_t retain(retained_t **pretained, const server_rec *server,
                           const cnops_settings_t *settings)
{
    apr_pool_t *pool = server->process->pool;
    retained_t *retained = ap_retained_data_get(RETAINED_KEY);
    int slot_count = count_slots(settings);
    apr_status_t rv = APR_SUCCESS;

    if (!retained)
        retained = ap_retained_data_create(RETAINED_KEY, sizeof *retained);
    retained->clock = cnops_system_clock();
    if (!retained->codes)
        rv = cnops_codes_shm_make(&retained->codes, CODES_ENTRIES, &retained->clock, pool);
    if (rv == APR_SUCCESS && retained->slot_count != slot_count) {
        rv = cnops_slots_make(&retained->slots, slot_count, pool);
        retained->slot_count = rv == APR_SUCCESS ? slot_count : 0;
    }
    *pretained = retained;
    return rv;
}

/* The arena library is beside the module. */
static const char *arena_library(apr_pool_t *pool)
{
    Dl_info info;

    if (!dladdr(&cnops_module, &info) || !info.dli_fname)
        return ARENA_LIBRARY;
    return apr_pstrcat(pool, ap_make_dirstr_parent(pool, info.dli_fname), ARENA_LIBRARY, NULL);
}

/* NULL: hashes are made by plain calls. The library is loaded at most once in the life of httpd;
 * its arenas follow the settings at each restart. */
static const cnops_hasher_t *make_hasher(retained_t *retained, const server_rec *server,
                                         const cnops_settings_t *settings)
{
    apr_pool_t *pool = server->process->pool;
    const char *fault = retained->hasher_fault;

    if (!settings->hash_arena)
        return NULL;
    if (!retained->hasher && !fault)
        cnops_hasher_load(&retained->hasher, &retained->hasher_fault, arena_library(pool), pool);
    fault = retained->hasher_fault;
    if (!fault && cnops_hasher_resize(retained->hasher, retained->slot_count,
                                      (apr_size_t)settings->argon2_memory * 1024) != APR_SUCCESS)
        fault = "no memory for the arenas";
    if (fault)
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                     "CNOPS006: CnopsHashArena: %s: every password takes about twice the time",
                     fault);
    else
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server,
                     "CNOPS006: passwords are hashed in %d arenas of %" APR_INT64_T_FMT " KiB",
                     retained->slot_count, settings->argon2_memory);
    return fault ? NULL : retained->hasher;
}

/* Every httpd process finds out for itself, and logs for itself. */
static void report_code_server(void *self, const char *name, apr_status_t rv)
{
    const server_rec *server = self;
    apr_pool_t *pool;

    if (rv == APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server, "CNOPS104: code server %s is back", name);
    } else if (apr_pool_create(&pool, NULL) == APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server, "CNOPS104: code server %s is out: %s", name,
                     cnops_log_reason(rv, pool));
        apr_pool_destroy(pool);
    }
}

/* Several machines share their codes through memcached. One machine keeps them in shared
 * memory. */
static apr_status_t make_codes(cnops_code_store_t *pcodes, cnops_config_t *config,
                               const retained_t *retained, server_rec *server, apr_pool_t *pool)
{
    const cnops_settings_t *settings = config->settings;
    apr_status_t rv;

    cnops_codes_shm_port(pcodes, retained->codes);
    if (settings->code_servers->nelts == 0)
        return APR_SUCCESS;
    rv = cnops_codes_memcache_make(&config->code_ring, settings->code_servers,
                                   settings->code_timeout, report_code_server, server, pool);
    if (rv == APR_SUCCESS)
        cnops_codes_memcache_port(pcodes, config->code_ring);
    return rv;
}

static const cnops_core_t *make_core(const cnops_config_t *config, const retained_t *retained,
                                     const cnops_lease_t *lease, const cnops_code_store_t *codes,
                                     apr_pool_t *pool)
{
    cnops_core_t *core = apr_pcalloc(pool, sizeof *core);

    core->settings = config->settings;
    core->keys = config->keys;
    core->slots = retained->slots;
    core->hasher = config->hasher;
    core->clock = retained->clock;
    core->random = cnops_system_random();
    core->zone = config->zone;
    core->signed_keys = config->signed_keys;
    cnops_store_make(&core->store, lease, is_mysql(config), pool);
    core->codes = *codes;
    return core;
}

static const cnops_app_t *make_app(const cnops_config_t *config, const cnops_core_t *core,
                                   apr_pool_t *pool)
{
    cnops_app_t *app = apr_pcalloc(pool, sizeof *app);

    app->core = core;
    app->view = config->view;
    app->audio = config->audio;
    app->institution = config->institution;
    app->brand = config->brand;
    app->zone = config->zone;
    app->press = config->press;
    app->mount = cnops_settings_mount(config->settings, pool);
    app->first_pages = cnops_first_pages_make(pool);
    app->blank_sheets = cnops_blank_sheets_make(config->institution, pool);
    app->kept_list = cnops_kept_list_make(pool);
    return app;
}

/* --- start: the database --- */

/* mod_dbd prepares each registered statement on every connection that it opens. */
static apr_status_t prepare_statement(void *self, const char *label, const char *text)
{
    APR_OPTIONAL_FN_TYPE(ap_dbd_prepare) *prepare = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_prepare);

    prepare(self, text, label);
    return APR_SUCCESS;
}

static const char *lease_sqlite(const cnops_lease_t **pdb_lease, server_rec *server,
                                apr_pool_t *pool)
{
    if (!(*pdb_lease = cnops_lease_make(server, pool)))
        return "mod_dbd is not loaded: LoadModule dbd_module …";
    cnops_statements_each(false, prepare_statement, server);
    return NULL;
}

static void report_database(void *self, const char *why)
{
    const server_rec *server = self;

    if (why)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server, "CNOPS103: MariaDB: %s", why);
    else
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server, "CNOPS103: MariaDB answers again");
}

static const char *lease_mysql(const cnops_lease_t **pdb_lease, cnops_config_t *config,
                               server_rec *server, apr_pool_t *pool)
{
    cnops_connections_config_t own = {.params = config->db_params,
                                      .timeout = BACKGROUND_TIMEOUT,
                                      .report = cnops_lease_report,
                                      .report_state = report_database,
                                      .self = server};
    const char *fault = NULL;

    if (cnops_connections_make(&config->connections, &fault, &own, pool) != APR_SUCCESS)
        return fault;
    *pdb_lease = cnops_connections_lease(config->connections);
    return NULL;
}

int cnops_wiring_start(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *server)
{
    cnops_config_t *config = cnops_config_of(server);
    const cnops_lease_t *lease = NULL;
    cnops_code_store_t codes;
    const char *fault;
    retained_t *retained;

    (void)plog, (void)ptemp;
    /* httpd reads its configuration twice at start; the first time is only a check. */
    if (!config->is_configured || ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG)
        return OK;
    fault = is_mysql(config) ? lease_mysql(&lease, config, server, pconf)
                             : lease_sqlite(&lease, server, pconf);
    if (fault)
        return complain(server, fault);
    if (retain(&retained, server, config->settings) != APR_SUCCESS)
        return complain(server, "no shared memory for codes and hashing slots");
    if (make_codes(&codes, config, retained, server, pconf) != APR_SUCCESS)
        return complain(server, "no memory for what asks the servers of CnopsCodeServers");
    config->hasher = make_hasher(retained, server, config->settings);
    config->app = make_app(config, make_core(config, retained, lease, &codes, pconf), pconf);
    if (cnops_watchdog_make(&config->watchdog, server, config->app, pconf) != APR_SUCCESS)
        return complain(server, "mod_watchdog is not loaded: nothing would send the messages");
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server, "CNOPS001: the portal is at %s",
                 config->settings->public_url);
    return OK;
}

/* --- child --- */

static apr_status_t close_connections(void *connections)
{
    cnops_connections_close(connections);
    return APR_SUCCESS;
}

static apr_status_t forget_members(void *store)
{
    cnops_store_forget(store);
    return APR_SUCCESS;
}

void cnops_wiring_child(apr_pool_t *pchild, server_rec *server)
{
    const cnops_config_t *config = cnops_config_of(server);

    if (!config->app)
        return;
    if (cnops_keys_lock(config->keys) != APR_SUCCESS)
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                     "CNOPS003: the keys are not locked in memory and may be swapped out: raise "
                     "the limit of locked memory (LimitMEMLOCK)");
    prctl(PR_SET_DUMPABLE, 0);
    /* Pre-cleanups run in reverse order: the watchdog, registered last, stops first. */
    apr_pool_pre_cleanup_register(pchild, &config->app->core->store, forget_members);
    if (config->connections)
        apr_pool_pre_cleanup_register(pchild, config->connections, close_connections);
    if (config->code_ring && cnops_codes_memcache_start(config->code_ring, pchild) != APR_SUCCESS)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server,
                     "CNOPS005: no thread to ask the servers of CnopsCodeServers: no code can be "
                     "sent or tried by this process");
    cnops_watchdog_child(config->watchdog, pchild);
}
