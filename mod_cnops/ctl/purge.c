/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/purge.h"

#include "ctl/casework.h"
#include "ctl/journal_check.h"

static cnops_exit_e purge_rows(const cnops_ctl_t *ctl, const cnops_portal_t *portal)
{
    /* The usual file may lack what another file of httpd sets. */
    apr_status_t rv = ctl->conf ? cnops_purge(&portal->core, ctl->pool)
                                : cnops_purge_carefully(&portal->core, ctl->pool);

    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, portal, rv);
    apr_file_puts(ctl->json ? "{\"purge\":\"done\"}\n" : "purged\n", ctl->out);
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e cut_journal(const cnops_ctl_t *ctl, const cnops_portal_t *portal)
{
    const cnops_core_t *core = &portal->core;

    return cnops_ctl_cut_journal(ctl, portal, cnops_core_now(core) - core->settings->journal_kept);
}

/* What is deleted from a journal that was changed cannot be missed any more: so it must be sound,
 * and its heads are kept first. */
cnops_exit_e cnops_command_purge(cnops_ctl_t *ctl)
{
    cnops_portal_t *portal;
    cnops_exit_e verdict = cnops_portal_open(&portal, ctl);

    if (verdict == CNOPS_EXIT_DONE && ctl->checkpoint && !ctl->conf)
        return cnops_ctl_refuse(ctl, "--checkpoint needs --conf, which says CnopsJournalKept");
    if (verdict == CNOPS_EXIT_DONE)
        verdict = purge_rows(ctl, portal);
    if (verdict != CNOPS_EXIT_DONE || !ctl->checkpoint)
        return verdict;
    verdict = cnops_ctl_check_journal(ctl, portal);
    return verdict == CNOPS_EXIT_DONE ? cut_journal(ctl, portal) : verdict;
}
