/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/watchdog.h"

#include "core/batch/work.h"
#include "core/guard/throttle.h"
#include "core/purge.h"
#include "courier/courier.h"
#include "httpd/drivers.h"
#include "httpd/log.h"
#include "pages/news/news_chores.h"
#include "pages/registration/registration_chores.h"
#include "pages/request/request_chores.h"
#include "pages/rights/closing_chores.h"

#include <apr_atomic.h>
#include <apr_optional.h>
#include <apr_strings.h>
#include <http_log.h>
#include <mod_watchdog.h>
#include <unistd.h>

APLOG_USE_MODULE(cnops);

#define DRAIN_INTERVAL apr_time_from_msec(200)
#define BATCH_INTERVAL apr_time_from_msec(200)
#define CLEAN_INTERVAL apr_time_from_sec(1)
#define PURGE_INTERVAL apr_time_from_sec(60)
#define ARENAS_IDLE    apr_time_from_sec(10)
#define STOP_PATIENCE  apr_time_from_sec(8)
#define STOP_STEP      apr_time_from_msec(20)

#define LANES      CNOPS_CHANNELS
#define OWNER_SIZE 48

/* A repeated task. The log gets one line when it begins to fail and one when it works again,
 * not one for each of five runs a second. */
typedef struct chore_t {
    const char *id, *name;
    bool fails;
} chore_t;

/* The queue of one channel, with its own thread: a slow relay does not delay the SMS. */
typedef struct lane_t {
    cnops_watchdog_t *watchdog;
    const char *name; /* of the thread, for mod_watchdog */
    cnops_courier_t courier;
    char owner[OWNER_SIZE];
    chore_t drain;
    apr_pool_t *pool;              /* of the current run */
    volatile apr_uint32_t working; /* 1 during a run: stop waits for it */
} lane_t;

/* What works off batches, with its own thread: a long one delays neither messages nor cleaning. */
typedef struct batches_t {
    cnops_watchdog_t *watchdog;
    cnops_batch_worker_t worker;
    char owner[OWNER_SIZE];
    chore_t work;
    volatile apr_uint32_t working;
} batches_t;

struct cnops_watchdog_t {
    server_rec *server;
    const cnops_app_t *app;
    lane_t lanes[LANES]; /* by cnops_channel_e */
    batches_t batches;

    /* used by the cleaning thread only */
    chore_t purge, tend, close, news, registrations;
    cnops_pace_t news_pace, registrations_pace;
    apr_time_t purged_at;
    int alarm_raised; /* percent of the last alarm about the SMS budget; 0: none */
    volatile apr_uint32_t cleaning;

    volatile apr_uint32_t stopping; /* 1: the child is about to end */
};

static void report_chore(const cnops_watchdog_t *watchdog, chore_t *chore, apr_status_t rv,
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

/* --- callbacks of the couriers --- */

static bool is_stopping(void *self)
{
    cnops_watchdog_t *watchdog = self;

    return apr_atomic_read32(&watchdog->stopping) != 0;
}

static void report_lane(const lane_t *lane, const cnops_courier_report_t *report)
{
    if (report->failure == APR_SUCCESS)
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, lane->watchdog->server,
                     "CNOPS203: %s: takes messages again", report->driver);
    else
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, lane->watchdog->server,
                     "CNOPS203: %s: messages wait: %s", report->driver,
                     report->detail ? report->detail : "it is down");
}

static void report_sent(const lane_t *lane, const cnops_courier_report_t *report)
{
    ap_log_error(APLOG_MARK, APLOG_INFO, 0, lane->watchdog->server,
                 "CNOPS206: message %s sent by %s: %s", report->message_id, report->driver,
                 report->detail);
}

static void report_not_sent(const lane_t *lane, const cnops_courier_report_t *report)
{
    const char *reason =
        report->detail ? report->detail : cnops_log_reason(report->failure, lane->pool);

    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, lane->watchdog->server,
                 "CNOPS200: message %s not sent by %s, attempt %d%s: %s", report->message_id,
                 report->driver, report->attempts, report->is_dead ? ", given up" : "", reason);
}

static void report_courier(void *self, const cnops_courier_report_t *report)
{
    if (!report->message_id)
        report_lane(self, report);
    else if (report->failure == APR_SUCCESS)
        report_sent(self, report);
    else
        report_not_sent(self, report);
}

/* Names the owner of leases. Every process gets another name, also after a restart: a lease belongs
 * to exactly one of them. */
static const char *name_owner(const cnops_watchdog_t *watchdog, char owner[OWNER_SIZE])
{
    const cnops_core_t *core = watchdog->app->core;
    apr_uint64_t bits;

    core->random.fill(core->random.self, &bits, sizeof bits);
    apr_snprintf(owner, OWNER_SIZE, "%ld.%016" APR_UINT64_T_HEX_FMT, (long)getpid(), bits);
    return owner;
}

/* --- a lane --- */

static apr_status_t run_lane(int state, void *data, apr_pool_t *pool)
{
    lane_t *lane = data;
    int sent;

    if (state == AP_WATCHDOG_STATE_STARTING)
        lane->courier.owner = name_owner(lane->watchdog, lane->owner);
    if (state != AP_WATCHDOG_STATE_RUNNING)
        return APR_SUCCESS;
    apr_atomic_set32(&lane->working, 1);
    lane->pool = pool;
    if (!is_stopping(lane->watchdog))
        report_chore(lane->watchdog, &lane->drain, cnops_courier_drain(&sent, &lane->courier, pool),
                     pool);
    apr_atomic_set32(&lane->working, 0);
    return APR_SUCCESS;
}

/* --- batches --- */

/* A turn each: between two turns others write to the database. */
static apr_status_t work_batches(batches_t *batches, apr_pool_t *pool)
{
    bool more = true;
    apr_status_t rv = APR_SUCCESS;
    apr_pool_t *turn;

    apr_pool_create(&turn, pool);
    while (rv == APR_SUCCESS && more && !is_stopping(batches->watchdog)) {
        rv = cnops_batch_work(&more, &batches->worker, turn);
        apr_pool_clear(turn);
    }
    apr_pool_destroy(turn);
    return rv;
}

static apr_status_t run_batches(int state, void *data, apr_pool_t *pool)
{
    batches_t *batches = data;

    if (state == AP_WATCHDOG_STATE_STARTING)
        batches->worker.owner = name_owner(batches->watchdog, batches->owner);
    if (state != AP_WATCHDOG_STATE_RUNNING)
        return APR_SUCCESS;
    apr_atomic_set32(&batches->working, 1);
    if (!is_stopping(batches->watchdog))
        report_chore(batches->watchdog, &batches->work, work_batches(batches, pool), pool);
    apr_atomic_set32(&batches->working, 0);
    return APR_SUCCESS;
}

/* --- cleaning --- */

/* The first alarm (80 %) leaves time to buy more SMS; the second says that all are spent.
 * The highest percentage comes first. */
static const struct {
    int percent, level;
    const char *advice;
} alarms[] = {
    {100, APLOG_ERR, "nobody gets a code by SMS until the day is over"},
    {80, APLOG_WARNING, "raise CnopsSmsBudget, or look for who wastes it"},
};

static void raise_alarm(cnops_watchdog_t *watchdog, apr_int64_t count, apr_int64_t budget)
{
    apr_int64_t percent = count * 100 / budget;

    if (percent < alarms[1].percent)
        watchdog->alarm_raised = 0;
    for (apr_size_t i = 0; i < sizeof alarms / sizeof *alarms; i++) {
        if (percent < alarms[i].percent || watchdog->alarm_raised >= alarms[i].percent)
            continue;
        ap_log_error(APLOG_MARK, alarms[i].level, 0, watchdog->server,
                     "CNOPS204: %d %% of the day's SMS are spent (%" APR_INT64_T_FMT
                     " of %" APR_INT64_T_FMT "): %s",
                     alarms[i].percent, count, budget, alarms[i].advice);
        watchdog->alarm_raised = alarms[i].percent;
    }
}

/* Where the database does not answer, this logs nothing: the purge does. */
static void look_at_budget(cnops_watchdog_t *watchdog, apr_pool_t *pool)
{
    const cnops_core_t *core = watchdog->app->core;
    apr_int64_t budget = core->settings->sms_budget;
    cnops_verdict_t verdict = {0};

    if (budget &&
        cnops_throttle_look(&verdict, core, CNOPS_USE_SMS_BUDGET, "all", 0, pool) == APR_SUCCESS)
        raise_alarm(watchdog, verdict.count, budget);
}

/* Takes one bite. While there is more to delete, the next one follows with the next run of the
 * thread, not at once: the database has other work. */
static void purge(cnops_watchdog_t *watchdog, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    bool more = false;

    if (now - watchdog->purged_at < PURGE_INTERVAL)
        return;
    report_chore(watchdog, &watchdog->purge, cnops_purge_bite(&more, watchdog->app->core, pool),
                 pool);
    if (!more)
        watchdog->purged_at = now;
}

static void clean(cnops_watchdog_t *watchdog, apr_pool_t *pool)
{
    cnops_hasher_rest(watchdog->app->core->hasher, watchdog->app->core->slots, ARENAS_IDLE);
    look_at_budget(watchdog, pool);
    if (!is_stopping(watchdog))
        report_chore(watchdog, &watchdog->tend, cnops_request_chores(watchdog->app, pool), pool);
    if (!is_stopping(watchdog))
        report_chore(watchdog, &watchdog->close, cnops_closing_chores(watchdog->app, pool), pool);
    if (!is_stopping(watchdog))
        report_chore(watchdog, &watchdog->news,
                     cnops_news_chores(watchdog->app, &watchdog->news_pace, pool), pool);
    if (!is_stopping(watchdog))
        report_chore(watchdog, &watchdog->registrations,
                     cnops_registration_chores(watchdog->app, &watchdog->registrations_pace, pool),
                     pool);
    if (!is_stopping(watchdog))
        purge(watchdog, pool);
}

static apr_status_t run_cleaning(int state, void *data, apr_pool_t *pool)
{
    cnops_watchdog_t *watchdog = data;

    if (state != AP_WATCHDOG_STATE_RUNNING)
        return APR_SUCCESS;
    apr_atomic_set32(&watchdog->cleaning, 1);
    if (!is_stopping(watchdog))
        clean(watchdog, pool);
    apr_atomic_set32(&watchdog->cleaning, 0);
    return APR_SUCCESS;
}

/* --- start and stop --- */

/* Adds a thread that mod_watchdog runs in one process at a time. */
static apr_status_t add_thread(const char *name, apr_interval_time_t interval, void *data,
                               ap_watchdog_callback_fn_t *run, apr_pool_t *pconf)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *listen =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    ap_watchdog_t *instance;
    apr_status_t rv;

    if (!get || !listen)
        return APR_ENOTIMPL;
    if ((rv = get(&instance, name, 0, 1, pconf)) != APR_SUCCESS)
        return rv;
    return listen(instance, interval, data, run);
}

static const struct {
    const char *thread;    /* for mod_watchdog */
    const char *directive; /* without which nothing is sent; NULL: it may be missing */
} lane_rows[LANES] = {
    [CNOPS_CHANNEL_EMAIL] = {"cnops_outbox_email", "CnopsSmtpURL"},
    [CNOPS_CHANNEL_SMS] = {"cnops_outbox_sms", "CnopsSmsGateway"},
    [CNOPS_CHANNEL_WEBHOOK] = {"cnops_outbox_webhook", NULL},
};

static apr_int64_t rate_of(const cnops_settings_t *settings, cnops_channel_e channel)
{
    if (channel == CNOPS_CHANNEL_WEBHOOK)
        return 0;
    return channel == CNOPS_CHANNEL_SMS ? settings->sms_rate : settings->mail_rate;
}

/* A channel without a driver gets no thread: its messages wait in the database. */
static apr_status_t make_lane(cnops_watchdog_t *watchdog, cnops_channel_e channel,
                              apr_pool_t *pconf)
{
    lane_t *lane = &watchdog->lanes[channel];
    const char *directive = lane_rows[channel].directive;

    lane->watchdog = watchdog;
    lane->name = lane_rows[channel].thread;
    lane->drain = (chore_t){"CNOPS201", "working on the outbox", false};
    lane->courier = (cnops_courier_t){
        .core = watchdog->app->core,
        .driver = cnops_drivers_make(watchdog->app, channel, is_stopping, watchdog, pconf),
        .rate = rate_of(watchdog->app->core->settings, channel),
        .report = report_courier,
        .report_self = lane,
        .stopping = is_stopping,
        .stopping_self = watchdog,
    };
    if (lane->courier.driver)
        return add_thread(lane->name, DRAIN_INTERVAL, lane, run_lane, pconf);
    if (directive)
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, watchdog->server,
                     "CNOPS004: no way out for %s (%s): messages wait in the database",
                     cnops_channel_name(channel), directive);
    return APR_SUCCESS;
}

static apr_status_t make_batches(cnops_watchdog_t *watchdog, apr_pool_t *pconf)
{
    batches_t *batches = &watchdog->batches;

    batches->watchdog = watchdog;
    batches->work = (chore_t){"CNOPS210", "working on batches", false};
    batches->worker = (cnops_batch_worker_t){
        .core = watchdog->app->core, .stopping = is_stopping, .self = watchdog};
    return add_thread("cnops_batches", BATCH_INTERVAL, batches, run_batches, pconf);
}

apr_status_t cnops_watchdog_make(cnops_watchdog_t **pwatchdog, server_rec *server,
                                 const cnops_app_t *app, apr_pool_t *pconf)
{
    cnops_watchdog_t *watchdog = apr_pcalloc(pconf, sizeof *watchdog);
    apr_status_t rv;

    watchdog->server = server;
    watchdog->app = app;
    watchdog->purge = (chore_t){"CNOPS202", "cleaning the database", false};
    watchdog->tend = (chore_t){"CNOPS205", "tending requests", false};
    watchdog->close = (chore_t){"CNOPS207", "closing accounts", false};
    watchdog->news = (chore_t){"CNOPS208", "telling news of claims", false};
    watchdog->registrations = (chore_t){"CNOPS209", "telling students of registrations", false};
    *pwatchdog = watchdog;
    rv = add_thread("cnops_cleaning", CLEAN_INTERVAL, watchdog, run_cleaning, pconf);
    for (int i = 0; i < LANES && rv == APR_SUCCESS; i++)
        rv = make_lane(watchdog, (cnops_channel_e)i, pconf);
    return rv == APR_SUCCESS ? make_batches(watchdog, pconf) : rv;
}

static bool is_working(cnops_watchdog_t *watchdog)
{
    bool works = apr_atomic_read32(&watchdog->cleaning) != 0 ||
                 apr_atomic_read32(&watchdog->batches.working) != 0;

    for (int i = 0; i < LANES; i++)
        works = works || apr_atomic_read32(&watchdog->lanes[i].working) != 0;
    return works;
}

static apr_status_t stop(void *data)
{
    cnops_watchdog_t *watchdog = data;
    apr_time_t deadline = apr_time_now() + STOP_PATIENCE;

    /* A thread that is still working after the deadline is not waited for: its message goes out
     * again after its lease. */
    apr_atomic_set32(&watchdog->stopping, 1);
    while (is_working(watchdog) && apr_time_now() < deadline)
        apr_sleep(STOP_STEP);
    return APR_SUCCESS;
}

void cnops_watchdog_child(cnops_watchdog_t *watchdog, apr_pool_t *pchild)
{
    apr_pool_pre_cleanup_register(pchild, watchdog, stop);
}
