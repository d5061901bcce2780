/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/purge.h"
#include "ctl/portal.h"

cnops_exit_e cnops_command_purge(cnops_ctl_t *ctl)
{
    cnops_portal_t *portal;
    cnops_exit_e verdict = cnops_portal_open(&portal, ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    /* The usual file may lack what another file of httpd sets. */
    rv = ctl->conf ? cnops_purge(&portal->core, ctl->pool)
                   : cnops_purge_carefully(&portal->core, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "status %d %s", rv, portal->database->failure);
    apr_file_puts(ctl->json ? "{\"purge\":\"done\"}\n" : "purged\n", ctl->out);
    return CNOPS_EXIT_DONE;
}
