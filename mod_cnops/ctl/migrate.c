/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/migrations.h"
#include "ctl/portal.h"

cnops_exit_e cnops_command_migrate(cnops_ctl_t *ctl)
{
    cnops_database_t *database;
    cnops_migrations_t migrations;
    const char *fault = NULL;
    cnops_exit_e verdict;
    apr_status_t rv;

    if ((verdict = cnops_portal_open_database(&database, ctl, true)) != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_migrations_apply(&migrations, &fault, database, ctl->migrations, apr_time_now(),
                                false, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "%s", fault);
    apr_file_printf(ctl->out,
                    ctl->json ? "{\"applied\":%d,\"present\":%d}\n"
                              : "schema: %d applied, %d there already\n",
                    migrations.fresh, migrations.applied - migrations.fresh);
    return CNOPS_EXIT_DONE;
}
