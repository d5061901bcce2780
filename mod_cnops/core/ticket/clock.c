/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ticket/clock.h"

#include <apr_strings.h>

#define DAY apr_time_from_sec(86400)

static apr_int64_t days_of(const cnops_settings_t *settings, cnops_ticket_kind_e kind)
{
    switch (kind) {
    case CNOPS_TICKET_ADDRESS:
        return settings->answer_days_address;
    case CNOPS_TICKET_RECTIFICATION:
        return settings->answer_days_rectification;
    case CNOPS_TICKET_OPPOSITION:
        return settings->answer_days_opposition;
    case CNOPS_TICKET_COMPLAINT:
        return settings->answer_days_complaint;
    default:
        return settings->answer_days_closing;
    }
}

static void explode(apr_time_exp_t *local, const cnops_core_t *core, apr_time_t at)
{
    if (core->zone)
        cnops_zone_explode(local, core->zone, at);
    else
        apr_time_exp_gmt(local, at);
}

/* The midnight at which the day of at began, as if the zone were UTC. */
static apr_time_t midnight_of(const cnops_core_t *core, apr_time_t at)
{
    apr_time_exp_t local;
    apr_time_t shifted;

    explode(&local, core, at);
    shifted = at + apr_time_from_sec(local.tm_gmtoff);
    return shifted - shifted % DAY;
}

/* The point in time of a midnight as above. Its offset is that of an hour before or after it, which
 * is the same: Morocco changes its clocks at two or three in the night. */
static apr_time_t moment_of(const cnops_core_t *core, apr_time_t midnight)
{
    apr_time_exp_t local;

    explode(&local, core, midnight);
    return midnight - apr_time_from_sec(local.tm_gmtoff);
}

apr_time_t cnops_ticket_due(const cnops_core_t *core, cnops_ticket_kind_e kind,
                            apr_time_t opened_at)
{
    apr_int64_t days = days_of(core->settings, kind);

    return moment_of(core, midnight_of(core, opened_at) + (days + 1) * DAY) - 1;
}

const char *cnops_ticket_day(const cnops_core_t *core, apr_time_t at, apr_pool_t *pool)
{
    apr_time_exp_t local;

    explode(&local, core, at);
    return apr_psprintf(pool, "%04d-%02d-%02d", local.tm_year + 1900, local.tm_mon + 1,
                        local.tm_mday);
}

int cnops_ticket_days_until(const cnops_core_t *core, apr_time_t from, apr_time_t until)
{
    return (int)((midnight_of(core, until) - midnight_of(core, from)) / DAY);
}
