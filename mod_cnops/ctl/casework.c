/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/casework.h"

#include "base/date.h"
#include "base/json.h"
#include "core/account/account_find.h"
#include "core/form/field.h"
#include "core/person/identity.h"

#include <apr_strings.h>
#include <string.h>

cnops_exit_e cnops_casework_operator(cnops_operator_t *by, const cnops_ctl_t *ctl)
{
    *by = (cnops_operator_t){ctl->operator_name, ctl->reason};
    if (!by->name || !by->reason) {
        cnops_ctl_refuse(ctl, "who asks, and why? --operator NAME --reason TEXT");
        return CNOPS_EXIT_USAGE;
    }
    if (!cnops_operator_name_is_good(by->name))
        return cnops_ctl_refuse(ctl, "an operator's name is 2 to 40 of a-z, 0-9, . - _ and @");
    if (strspn(by->reason, " \t\r\n") == strlen(by->reason))
        return cnops_ctl_refuse(ctl, "the reason is empty");
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_casework_failed(const cnops_ctl_t *ctl, const cnops_portal_t *portal,
                                   apr_status_t rv)
{
    return cnops_ctl_refuse(ctl, "nothing was done: status %d %s", rv, portal->database->failure);
}

cnops_exit_e cnops_casework_find(const cnops_person_t **pperson, const cnops_ctl_t *ctl,
                                 const cnops_portal_t *portal, const char *typed)
{
    const char *number;
    apr_status_t rv;

    *pperson = NULL;
    /* The form of a number does not always show its kind, so both kinds are tried. */
    if (cnops_field_check_document(&number, typed, ctl->pool) &&
        cnops_field_check_immatriculation(&number, typed, ctl->pool))
        return cnops_ctl_refuse(ctl, "this is no number of a card or an immatriculation");
    rv = cnops_identity_resolve(pperson, &portal->core, number, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, portal, rv);
    return *pperson ? CNOPS_EXIT_DONE : cnops_ctl_refuse(ctl, "nobody has this number");
}

cnops_exit_e cnops_casework_open(cnops_casework_t *pcase, cnops_ctl_t *ctl)
{
    cnops_exit_e verdict;
    apr_status_t rv;

    *pcase = (cnops_casework_t){.ctl = ctl};
    if ((verdict = cnops_casework_operator(&pcase->by, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&pcase->portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    pcase->core = &pcase->portal->core;
    verdict = cnops_casework_find(&pcase->person, ctl, pcase->portal, ctl->operands[0]);
    if (!pcase->person)
        return verdict;
    rv = cnops_account_any_of_person(&pcase->account, pcase->core, pcase->person->id, ctl->pool);
    return rv == APR_SUCCESS ? CNOPS_EXIT_DONE : cnops_casework_failed(ctl, pcase->portal, rv);
}

const char *cnops_casework_time(apr_time_t at, apr_pool_t *pool)
{
    return cnops_date_moment(at, pool);
}

/* --- printing --- */

static const char *write_value(const cnops_tree_t *value, apr_pool_t *pool)
{
    switch (value->type) {
    case CNOPS_TREE_BOOL:
        return value->value.boolean ? "yes" : "no";
    case CNOPS_TREE_INT:
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, value->value.integer);
    case CNOPS_TREE_TEXT:
        return value->value.text;
    default:
        return "-";
    }
}

static void print_branch(const cnops_ctl_t *ctl, const cnops_tree_t *branch, int depth)
{
    for (const cnops_tree_t *child = branch->first; child; child = child->next) {
        bool is_leaf = child->type != CNOPS_TREE_LIST && child->type != CNOPS_TREE_OBJECT;
        const char *name = child->name ? child->name : "-";

        apr_file_printf(ctl->out, "%*s%s%s%s\n", 2 * depth, "", name, child->name ? ": " : "",
                        is_leaf        ? write_value(child, ctl->pool)
                        : child->first ? ""
                        : child->name  ? "none"
                                       : "");
        if (!is_leaf)
            print_branch(ctl, child, depth + 1);
    }
}

void cnops_casework_print(const cnops_ctl_t *ctl, const cnops_tree_t *tree)
{
    if (ctl->json)
        apr_file_printf(ctl->out, "%s\n", cnops_json_write(tree, ctl->pool));
    else
        print_branch(ctl, tree, 0);
}
