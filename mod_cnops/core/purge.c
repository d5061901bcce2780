/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/purge.h"

#include "base/date.h"

#include <stddef.h>
#include <string.h>

/* function: of the port of family. */
#define PURGE(family, function)                                                                    \
    offsetof(cnops_store_t, family), offsetof(cnops_##family##_port_t, function)
#define KEPT(table, family, function, directive)                                                   \
    {                                                                                              \
        table, directive, PURGE(family, function), NULL                                            \
    }
/* The row itself says when it ends. */
#define UNTIL_ITS_END(table, family, function)                                                     \
    {                                                                                              \
        table, NULL, PURGE(family, function), NULL                                                 \
    }
#define NEVER(table, why_not)                                                                      \
    {                                                                                              \
        table, NULL, 0, 0, why_not                                                                 \
    }

#define YEAR apr_time_from_sec(366 * 24 * 3600)

/* clang-format off */
const cnops_retention_t cnops_retentions[] = {
    NEVER("person", "as long as the insurer's files have memberships of the person"),
    NEVER("person_version", "imports delete the versions that are not shown any more"),
    NEVER("membership", "as long as the insurer's files have it: closed ones are history"),
    NEVER("membership_version", "imports delete the versions that are not shown any more"),
    NEVER("address_answer", "one a membership: the next answer takes its place"),
    NEVER("account", "until it is closed or reclaimed"),
    KEPT("session", sessions, purge, "CnopsSessionIdle"),
    KEPT("device", devices, purge, "CnopsDeviceKept"),
    UNTIL_ITS_END("challenge", challenges, purge),
    UNTIL_ITS_END("counter", counters, purge),
    UNTIL_ITS_END("spent_token", tokens, purge),
    KEPT("link", links, purge, "CnopsLinkKept"),
    KEPT("change_request", requests, purge, "CnopsRequestKept"),
    KEPT("claim", claims, purge, "CnopsClaimYears"),
    KEPT("claim_total", claims, purge_totals, "CnopsClaimYears"),
    NEVER("claim_state", "one row"),
    NEVER("claim_news", "whoever sends news of claims deletes them"),
    KEPT("ticket", tickets, purge, "CnopsTicketKept"),
    UNTIL_ITS_END("outbox", outbox, expire),
    KEPT("outbox", outbox, purge_dead, "CnopsOutboxDeadKept"),
    KEPT("outbox", outbox, purge, "CnopsOutboxKept"),
    {"event", "CnopsJournalKept", 0, 0, "cnopsctl purge --checkpoint does: core/journal/journal_cut.h"},
    KEPT("certificate", certificates, purge, "CnopsCertificateKept"),
    NEVER("signing_key", "papers and files of data are checked with it"),
    KEPT("registration", registrations, purge, "CnopsRegistrationYears"),
    NEVER("establishment", "registrations and batches name it"),
    KEPT("establishment_key", establishments, purge_keys, "CnopsEstablishmentKept"),
    KEPT("establishment_officer", establishments, purge_officers, "CnopsEstablishmentKept"),
    KEPT("officer_session", establishments, purge_sessions, "CnopsSessionIdle"),
    KEPT("batch", batches, purge, "CnopsBatchKept"),
    KEPT("batch_row", batches, purge_rows, "CnopsBatchKept"),
    KEPT("batch_fault", batches, purge_faults, "CnopsBatchKept"),
    KEPT("batch_chunk", batches, purge_chunks, "CnopsBatchSpoolKept"),
    NEVER("import_state", "one row"),
    NEVER("import_seen", "the import that fills it empties it"),
    NEVER("schema_migration", "one row a step of the schema"),
    {NULL, NULL, 0, 0, NULL},
};
/* clang-format on */

static const cnops_setting_t *find_setting(const char *directive)
{
    const cnops_setting_t *row = cnops_settings_table;

    while (row->name && strcmp(row->name, directive) != 0)
        row++;
    return row;
}

static apr_time_t limit_of(const cnops_core_t *core, const char *directive, bool is_careful)
{
    apr_time_t now = cnops_core_now(core);
    const cnops_setting_t *setting;
    apr_int64_t kept;

    if (!directive)
        return now;
    setting = find_setting(directive);
    kept = is_careful ? setting->max
                      : *(const apr_int64_t *)((const char *)core->settings + setting->offset);
    return now - (setting->type == CNOPS_SETTING_COUNT ? kept * YEAR : kept);
}

static cnops_purge_fn function_of(const cnops_store_t *store, const cnops_retention_t *row)
{
    const char *port = *(const char *const *)((const char *)store + row->family);

    return *(const cnops_purge_fn *)(port + row->purge);
}

/* *pmore: there may be more old rows. */
static apr_status_t take(bool *pmore, const cnops_core_t *core, const cnops_retention_t *row,
                         bool is_careful, apr_pool_t *pool)
{
    apr_time_t before = limit_of(core, row->directive, is_careful);
    int count = 0;
    apr_status_t rv =
        function_of(&core->store, row)(core->store.self, &count, before, CNOPS_PURGE_ROWS, pool);

    *pmore = rv == APR_SUCCESS && count == CNOPS_PURGE_ROWS;
    return rv;
}

static apr_status_t bite(bool *pmore, const cnops_core_t *core, bool is_careful, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;
    bool is_full;

    *pmore = false;
    for (const cnops_retention_t *row = cnops_retentions; row->table && rv == APR_SUCCESS; row++) {
        if (row->why_not)
            continue;
        rv = take(&is_full, core, row, is_careful, pool);
        *pmore = *pmore || is_full;
    }
    *pmore = *pmore && rv == APR_SUCCESS;
    return rv;
}

static apr_status_t purge(const cnops_core_t *core, bool is_careful, apr_pool_t *pool)
{
    bool more = true;
    apr_pool_t *turn;
    apr_status_t rv = APR_SUCCESS;

    apr_pool_create(&turn, pool);
    while (more && rv == APR_SUCCESS) {
        rv = bite(&more, core, is_careful, turn);
        apr_pool_clear(turn);
    }
    apr_pool_destroy(turn);
    return rv;
}

apr_status_t cnops_purge_bite(bool *pmore, const cnops_core_t *core, apr_pool_t *pool)
{
    return bite(pmore, core, false, pool);
}

apr_status_t cnops_purge(const cnops_core_t *core, apr_pool_t *pool)
{
    return purge(core, false, pool);
}

apr_status_t cnops_purge_carefully(const cnops_core_t *core, apr_pool_t *pool)
{
    return purge(core, true, pool);
}

static int first_year(const cnops_core_t *core, const char *directive, bool is_careful)
{
    char day[CNOPS_DATE_LEN];

    cnops_date_of(day, limit_of(core, directive, is_careful));
    return cnops_date_year(day);
}

int cnops_purge_claim_year(const cnops_core_t *core, bool is_careful)
{
    return first_year(core, "CnopsClaimYears", is_careful);
}

/* It ends in the year after. */
int cnops_purge_registration_year(const cnops_core_t *core, bool is_careful)
{
    return first_year(core, "CnopsRegistrationYears", is_careful) - 1;
}
