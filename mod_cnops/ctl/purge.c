/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/portal.h"

/* The longest times that any settings allow for a session, so that no session is deleted that
 * httpd still accepts. */
#define IDLE_LONGEST apr_time_from_sec(86400)
#define LIFE_LONGEST (30 * apr_time_from_sec(86400))

cnops_exit_e cnops_command_purge(cnops_ctl_t *ctl)
{
    const cnops_core_t *core;
    cnops_portal_t *portal;
    cnops_exit_e verdict = cnops_portal_open(&portal, ctl);
    apr_time_t now;
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    core = &portal->core;
    now = cnops_core_now(core);
    rv = core->store.housekeeping->purge(core->store.self, now, now - IDLE_LONGEST,
                                         now - LIFE_LONGEST, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "status %d %s", rv, portal->database->failure);
    apr_file_puts(ctl->json ? "{\"purge\":\"done\"}\n" : "purged\n", ctl->out);
    return CNOPS_EXIT_DONE;
}
