/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The commands account unlock, account close and account reclaim. */
#include "core/account/account_operations.h"
#include "ctl/casework.h"
#include "ctl/notices.h"

static cnops_exit_e report(const cnops_ctl_t *ctl, const char *name, const char *outcome,
                           const char *sentence)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    cnops_tree_set_text(tree, name, outcome);
    if (ctl->json)
        cnops_casework_print(ctl, tree);
    else
        apr_file_printf(ctl->out, "%s\n", sentence);
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_command_account_unlock(cnops_ctl_t *ctl)
{
    cnops_casework_t work;
    cnops_exit_e verdict = cnops_casework_open(&work, ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_operation_unlock(work.core, work.person, work.account, &work.by, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, work.portal, rv);
    return report(ctl, "account", "unlocked", "unlocked: every counter of this person is at zero");
}

/* Opens the case of a person who must have an account, and writes the messages to its
 * contacts (template: notice). */
static cnops_exit_e open_account(cnops_casework_t *pcase, apr_array_header_t **pmessages,
                                 cnops_ctl_t *ctl, const char *notice)
{
    cnops_exit_e verdict = cnops_casework_open(pcase, ctl);

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    if (!pcase->account)
        return cnops_ctl_refuse(ctl, "this person has no account");
    return cnops_notices_write(pmessages, pcase, notice);
}

cnops_exit_e cnops_command_account_close(cnops_ctl_t *ctl)
{
    apr_array_header_t *messages = NULL;
    cnops_casework_t work;
    cnops_exit_e verdict = open_account(&work, &messages, ctl, "compte-ferme");
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    if (work.account->state == CNOPS_ACCOUNT_CLOSED)
        return cnops_ctl_refuse(ctl, "this account is closed already");
    rv = cnops_operation_close(work.core, work.account, &work.by, messages, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, work.portal, rv);
    return report(ctl, "account", "closed", "closed: nobody signs in to this account any more");
}

cnops_exit_e cnops_command_account_reclaim(cnops_ctl_t *ctl)
{
    apr_array_header_t *messages = NULL;
    cnops_casework_t work;
    cnops_exit_e verdict = open_account(&work, &messages, ctl, "compte-repris");
    cnops_reclaim_e reclaim;
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_operation_reclaim(&reclaim, work.core, work.account, &work.by, messages, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, work.portal, rv);
    switch (reclaim) {
    case CNOPS_RECLAIM_ASKED:
        return report(ctl, "reclaim", "asked",
                      "asked: another operator must call the same command within 72 hours");
    case CNOPS_RECLAIM_REPEATED:
        return cnops_ctl_refuse(ctl, "%s asked already: another operator must do it", work.by.name);
    default:
        return report(ctl, "reclaim", "done",
                      "done: the account is gone, and the person may create one");
    }
}
