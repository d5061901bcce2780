/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command doctor: one line per check. A failed check does not end the command; a later
 * check that needs its result says "unknown". */
#include "base/json.h"
#include "core/guard/throttle.h"
#include "core/key_file.h"
#include "core/system.h"
#include "ctl/code_servers.h"
#include "ctl/conf.h"
#include "ctl/doctor_mariadb.h"
#include "ctl/doctor_papers.h"
#include "ctl/migrations.h"
#include "ctl/portal.h"
#include "ctl/privilege.h"
#include "store/figures.h"
#include "store/store.h"

#include <apr_strings.h>
#include <sys/resource.h>

#define LOCK_WANTED (256 * 1024) /* bytes: the key ring and its guard pages */
#define LATE_AFTER  apr_time_from_sec(15 * 60)
#define CLAIMS_LATE 36 /* hours: a nightly import that failed once */

typedef struct visit_t {
    const cnops_ctl_t *ctl;
    const cnops_keys_t *keys;   /* NULL: cannot be read */
    cnops_database_t *database; /* NULL: cannot be reached */
    cnops_lease_t lease;
    bool prepared; /* the schema is complete and every statement prepared */
} visit_t;

/* NULL, or what is wrong. *pnote: what to print where nothing is wrong; NULL: the check is not
 * needed here, and is not printed. */
typedef const char *(*check_fn)(visit_t *visit, const char **pnote);

static const char *check_keys(visit_t *visit, const char **pnote)
{
    const char *fault = NULL;

    if (!visit->ctl->keys)
        return "not given: --keys FILE";
    if (cnops_key_file_load(&visit->keys, &fault, visit->ctl->keys, visit->ctl->pool) !=
        APR_SUCCESS)
        return apr_psprintf(visit->ctl->pool, "%s: %s", visit->ctl->keys, fault);
    *pnote = apr_psprintf(visit->ctl->pool, "sealing with %s", cnops_keys_current(visit->keys));
    return NULL;
}

static const char *check_database(visit_t *visit, const char **pnote)
{
    const cnops_ctl_t *ctl = visit->ctl;
    const char *fault = NULL;

    if (!ctl->params)
        return "not given: --driver NAME --params STRING";
    /* Root's own rights would hide a fault in the rights of httpd's user. */
    if (cnops_privilege_drop(&fault, ctl->user, ctl->pool) != APR_SUCCESS ||
        cnops_database_open(&visit->database, &fault, ctl->driver, ctl->params, false, ctl->pool) !=
            APR_SUCCESS)
        return fault;
    cnops_database_lease(&visit->lease, visit->database);
    *pnote = apr_psprintf(ctl->pool, "%s answers", ctl->driver);
    return NULL;
}

static const char *check_mariadb(visit_t *visit, const char **pnote)
{
    if (!visit->database)
        return "unknown: no database";
    if (visit->database->is_mysql)
        return cnops_doctor_mariadb(pnote, visit->database, visit->ctl->pool);
    *pnote = "not in use: SQLite is for a trial on one machine";
    return NULL;
}

static const char *check_schema(visit_t *visit, const char **pnote)
{
    const cnops_ctl_t *ctl = visit->ctl;
    cnops_migrations_t migrations;
    const char *fault = NULL;

    if (!visit->database)
        return "unknown: no database";
    if (cnops_migrations_apply(&migrations, &fault, visit->database, ctl->migrations,
                               apr_time_now(), true, ctl->pool) != APR_SUCCESS)
        return fault;
    if (migrations.applied < migrations.known)
        return apr_psprintf(ctl->pool, "%d step(s) missing: cnopsctl migrate",
                            migrations.known - migrations.applied);
    if (cnops_database_prepare(&fault, visit->database) != APR_SUCCESS)
        return fault;
    visit->prepared = true;
    *pnote = apr_psprintf(ctl->pool, "%d step(s), all applied", migrations.known);
    return NULL;
}

static const char *check_locked_memory(visit_t *visit, const char **pnote)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0)
        return "its limit cannot be read";
    if (limit.rlim_cur < LOCK_WANTED)
        return apr_psprintf(visit->ctl->pool,
                            "only %lu KiB: keys could be swapped out; raise "
                            "LimitMEMLOCK",
                            (unsigned long)(limit.rlim_cur / 1024));
    *pnote = "enough for the keys";
    return NULL;
}

static const char *check_outbox(visit_t *visit, const char **pnote)
{
    apr_pool_t *pool = visit->ctl->pool;
    cnops_backlog_t backlog;

    if (!visit->prepared)
        return "unknown: no schema";
    if (cnops_figures_backlog(&backlog, &visit->lease, visit->database->is_mysql,
                              apr_time_now() - LATE_AFTER, pool) != APR_SUCCESS)
        return visit->database->failure;
    if (backlog.late > 0)
        return apr_psprintf(pool, "%" APR_INT64_T_FMT " message(s) waiting for over 15 min",
                            backlog.late);
    *pnote = apr_psprintf(pool, "nothing waits; %" APR_INT64_T_FMT " given up", backlog.dead);
    return NULL;
}

/* A portal that never got claims does not show any. */
static const char *check_claims(visit_t *visit, const char **pnote)
{
    apr_pool_t *pool = visit->ctl->pool;
    apr_time_t at;
    int hours;

    *pnote = NULL;
    if (!visit->prepared)
        return NULL;
    if (cnops_figures_claims(&at, &visit->lease, visit->database->is_mysql, pool) != APR_SUCCESS)
        return visit->database->failure;
    if (at == 0)
        return NULL;
    hours = (int)((apr_time_now() - at) / apr_time_from_sec(3600));
    if (hours >= CLAIMS_LATE)
        return apr_psprintf(pool, "the last import was %d h ago: members see old claims", hours);
    *pnote = apr_psprintf(pool, "imported %d h ago", hours);
    return NULL;
}

static const char *check_codes(visit_t *visit, const char **pnote)
{
    return cnops_code_servers_check(pnote, visit->ctl->code_servers, visit->ctl->pool);
}

/* Prints only the count: the limit is a setting of httpd, whose log warns when the budget is
 * nearly spent. */
static const char *check_sms(visit_t *visit, const char **pnote)
{
    apr_pool_t *pool = visit->ctl->pool;
    cnops_core_t core = {.keys = visit->keys, .clock = cnops_system_clock()};
    cnops_verdict_t verdict;

    if (!visit->prepared || !visit->keys)
        return "unknown: no schema or no keys";
    core.settings = cnops_settings_make(pool);
    cnops_store_make(&core.store, &visit->lease, visit->database->is_mysql, pool);
    if (cnops_throttle_look(&verdict, &core, CNOPS_USE_SMS_BUDGET, "all", 0, pool) != APR_SUCCESS)
        return visit->database->failure;
    *pnote = apr_psprintf(pool, "%" APR_INT64_T_FMT " code(s) of the day's CnopsSmsBudget spent",
                          verdict.count);
    return NULL;
}

/* The usual file of httpd may be missing: then nothing is known of CnopsSignedKeys. */
static const char *check_papers(visit_t *visit, const char **pnote)
{
    const cnops_ctl_t *ctl = visit->ctl;
    cnops_core_t core = {.keys = visit->keys, .clock = cnops_system_clock()};
    cnops_settings_t *settings = cnops_settings_make(ctl->pool);
    const char *fault = NULL;
    apr_status_t rv;

    if (!visit->prepared || !visit->keys)
        return "unknown: no schema or no keys";
    rv = cnops_conf_read(settings, &fault, ctl->conf ? ctl->conf : CNOPS_USUAL_CONF, ctl->pool);
    if (rv != APR_SUCCESS && (ctl->conf || !APR_STATUS_IS_ENOENT(rv)))
        return fault;
    core.settings = settings;
    cnops_store_make(&core.store, &visit->lease, visit->database->is_mysql, ctl->pool);
    return cnops_doctor_papers(pnote, &core, ctl->pool);
}

typedef struct check_t {
    const char *name;
    check_fn run;
} check_t;

static const check_t checks[] = {
    {"keys", check_keys},         {"locked memory", check_locked_memory},
    {"database", check_database}, {"MariaDB", check_mariadb},
    {"schema", check_schema},     {"outbox", check_outbox},
    {"claims", check_claims},     {"codes", check_codes},
    {"sms", check_sms},           {"papers", check_papers},
};

static void add_result(cnops_tree_t *results, const char *name, bool is_ok, const char *said)
{
    cnops_tree_t *result = cnops_tree_add_object(results);

    cnops_tree_set_text(result, "check", name);
    cnops_tree_set_bool(result, "ok", is_ok);
    cnops_tree_set_text(result, "said", said);
}

cnops_exit_e cnops_command_doctor(cnops_ctl_t *ctl)
{
    visit_t visit = {.ctl = ctl};
    cnops_tree_t *results = cnops_tree_list(ctl->pool);
    cnops_exit_e verdict = CNOPS_EXIT_DONE;

    for (apr_size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        const char *note = "", *fault = checks[i].run(&visit, &note);

        if (!fault && !note)
            continue;
        add_result(results, checks[i].name, !fault, fault ? fault : note);
        if (!ctl->json)
            apr_file_printf(ctl->out, "%s  %-14s %s\n", fault ? "!!" : "ok", checks[i].name,
                            fault ? fault : note);
        if (fault)
            verdict = CNOPS_EXIT_REFUSED;
    }
    if (ctl->json)
        apr_file_printf(ctl->out, "%s\n", cnops_json_write(results, ctl->pool));
    return verdict;
}
