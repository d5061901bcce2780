/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/watchdog.h"

#include "courier/courier.h"
#include "courier/file.h"
#include "httpd/log.h"
#include "pages/request_chores.h"

#include <apr_atomic.h>
#include <apr_optional.h>
#include <apr_strings.h>
#include <http_log.h>
#include <mod_watchdog.h>
#include <string.h>
#include <unistd.h>

APLOG_USE_MODULE(cnops);

#define DRAIN_INTERVAL apr_time_from_msec(200)
#define PURGE_INTERVAL apr_time_from_sec(60)
#define TEND_INTERVAL  apr_time_from_sec(1)
#define STOP_PATIENCE  apr_time_from_sec(8)
#define STOP_STEP      apr_time_from_msec(20)

/* A chore that fails is told once, and again when it works: not five times a second. */
typedef struct chore_t {
    const char *id, *name;
    bool fails;
} chore_t;

struct cnops_watchdog_t {
    server_rec *server;
    const cnops_app_t *app;
    cnops_courier_t courier;
    char owner[48];
    chore_t drain, purge, tend;
    apr_time_t purged_at, tended_at;
    apr_pool_t *pool; /* of the work at hand */
    volatile apr_uint32_t stopping, working;
};

static void report_chore(cnops_watchdog_t *watchdog, chore_t *chore, apr_status_t rv,
                         apr_pool_t *pool)
{
    bool fails = rv != APR_SUCCESS;

    if (fails && !chore->fails)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, watchdog->server, "%s: %s: %s", chore->id,
                     chore->name, cnops_log_reason(rv, pool));
    else if (!fails && chore->fails)
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, watchdog->server, "%s: %s: works again",
                     chore->id, chore->name);
    chore->fails = fails;
}

/* --- what the courier asks and tells --- */

static bool is_stopping(void *self)
{
    cnops_watchdog_t *watchdog = self;

    return apr_atomic_read32(&watchdog->stopping) != 0;
}

static void report_message(void *self, const char *driver, const char *message_id, int attempts,
                           apr_status_t failure)
{
    const cnops_watchdog_t *watchdog = self;

    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, watchdog->server,
                 "CNOPS200: message %s not sent by %s, attempt %d: %s", message_id, driver,
                 attempts, cnops_log_reason(failure, watchdog->pool));
}

/* Another of each process and generation: a lease belongs to one of them. */
static void name_owner(cnops_watchdog_t *watchdog)
{
    const cnops_core_t *core = watchdog->app->core;
    apr_uint64_t bits;

    core->random.fill(core->random.self, &bits, sizeof bits);
    apr_snprintf(watchdog->owner, sizeof watchdog->owner, "%ld.%016" APR_UINT64_T_HEX_FMT,
                 (long)getpid(), bits);
    watchdog->courier.owner = watchdog->owner;
}

/* --- the work --- */

static apr_status_t drain(cnops_watchdog_t *watchdog, apr_pool_t *pool)
{
    int sent;

    if (!watchdog->courier.drivers[CNOPS_CHANNEL_EMAIL])
        return APR_SUCCESS;
    return cnops_courier_drain(&sent, &watchdog->courier, pool);
}

static apr_status_t purge(cnops_watchdog_t *watchdog, apr_pool_t *pool)
{
    const cnops_core_t *core = watchdog->app->core;
    apr_time_t now = cnops_core_now(core);

    return core->store.purge(core->store.self, now, now - core->settings->session_idle,
                             now - core->settings->session_max, pool);
}

static void work(cnops_watchdog_t *watchdog, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();

    watchdog->pool = pool;
    report_chore(watchdog, &watchdog->drain, drain(watchdog, pool), pool);
    if (!is_stopping(watchdog) && now - watchdog->tended_at >= TEND_INTERVAL) {
        watchdog->tended_at = now;
        report_chore(watchdog, &watchdog->tend, cnops_request_chores(watchdog->app, pool), pool);
    }
    if (is_stopping(watchdog) || now - watchdog->purged_at < PURGE_INTERVAL)
        return;
    watchdog->purged_at = now;
    report_chore(watchdog, &watchdog->purge, purge(watchdog, pool), pool);
}

static apr_status_t run(int state, void *data, apr_pool_t *pool)
{
    cnops_watchdog_t *watchdog = data;

    if (state == AP_WATCHDOG_STATE_STARTING)
        name_owner(watchdog);
    if (state != AP_WATCHDOG_STATE_RUNNING)
        return APR_SUCCESS;
    apr_atomic_set32(&watchdog->working, 1);
    if (!is_stopping(watchdog))
        work(watchdog, pool);
    apr_atomic_set32(&watchdog->working, 0);
    return APR_SUCCESS;
}

/* --- beginning and end --- */

/* From: the institution, at the portal's host; without the port, which no address has. */
static const char *name_sender(const cnops_app_t *app, apr_pool_t *pool)
{
    const char *host = cnops_settings_host(app->core->settings, pool);
    const char *name = cnops_tree_text(app->institution, "short_name");

    return apr_psprintf(pool, "%s <ne-pas-repondre@%.*s>", name ? name : "",
                        (int)strcspn(host, ":"), host);
}

static void choose_drivers(cnops_watchdog_t *watchdog, apr_pool_t *pconf)
{
    const cnops_settings_t *settings = watchdog->app->core->settings;
    const char *from = name_sender(watchdog->app, pconf);
    apr_file_t *echo = NULL;

    if (!*settings->outbox_dir) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, watchdog->server,
                     "CNOPS004: no CnopsOutboxDir: messages wait in the database");
        return;
    }
    if (settings->outbox_echo)
        apr_file_open_stdout(&echo, pconf);
    for (int channel = CNOPS_CHANNEL_EMAIL; channel <= CNOPS_CHANNEL_SMS; channel++)
        watchdog->courier.drivers[channel] =
            cnops_courier_file((cnops_channel_e)channel, settings->outbox_dir, from, echo, pconf);
}

apr_status_t cnops_watchdog_make(cnops_watchdog_t **pwatchdog, server_rec *server,
                                 const cnops_app_t *app, apr_pool_t *pconf)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *listen =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    cnops_watchdog_t *watchdog = apr_pcalloc(pconf, sizeof *watchdog);
    ap_watchdog_t *instance;
    apr_status_t rv;

    if (!get || !listen)
        return APR_ENOTIMPL;
    watchdog->server = server;
    watchdog->app = app;
    watchdog->drain = (chore_t){"CNOPS201", "working on the outbox", false};
    watchdog->purge = (chore_t){"CNOPS202", "cleaning the database", false};
    watchdog->tend = (chore_t){"CNOPS203", "tending requests", false};
    watchdog->courier.core = app->core;
    watchdog->courier.report = report_message;
    watchdog->courier.stopping = is_stopping;
    watchdog->courier.report_self = watchdog->courier.stopping_self = watchdog;
    choose_drivers(watchdog, pconf);
    *pwatchdog = watchdog;
    if ((rv = get(&instance, "cnops_outbox", 0, 1, pconf)) != APR_SUCCESS)
        return rv;
    return listen(instance, DRAIN_INTERVAL, watchdog, run);
}

static apr_status_t stop(void *data)
{
    cnops_watchdog_t *watchdog = data;
    apr_time_t deadline = apr_time_now() + STOP_PATIENCE;

    apr_atomic_set32(&watchdog->stopping, 1);
    while (apr_atomic_read32(&watchdog->working) && apr_time_now() < deadline)
        apr_sleep(STOP_STEP);
    return APR_SUCCESS;
}

void cnops_watchdog_child(cnops_watchdog_t *watchdog, apr_pool_t *pchild)
{
    apr_pool_pre_cleanup_register(pchild, watchdog, stop);
}
