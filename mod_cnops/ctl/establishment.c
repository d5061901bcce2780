/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The commands establishment add, list, rotate, revoke, webhook, quota, officer add and officer
 * remove. A key is printed once, when it is made: alone on the last line, or as `key` with --json.
 */
#include "core/establishment/establishment.h"

#include "base/errors.h"
#include "core/establishment/officer.h"
#include "core/form/field.h"
#include "core/person/contact.h"
#include "ctl/casework.h"

#include <apr_strings.h>
#include <string.h>

#define DAY_ROWS_MAX APR_INT64_C(1000000000)

/* A command about one establishment. */
typedef struct task_t {
    cnops_ctl_t *ctl;
    cnops_portal_t *portal;
    const cnops_establishment_t *establishment; /* NULL: see open_task */
} task_t;

static cnops_exit_e failed(const task_t *task, apr_status_t rv)
{
    return cnops_casework_failed(task->ctl, task->portal, rv);
}

/* Opens the database and finds the establishment of the first operand. CNOPS_EXIT_DONE, or prints
 * what is wrong. */
static cnops_exit_e open_task(task_t *task, cnops_ctl_t *ctl)
{
    const char *code = ctl->operands[0], *fault = cnops_establishment_code_fault(code);
    cnops_exit_e verdict;
    apr_status_t rv;

    *task = (task_t){.ctl = ctl};
    if (fault)
        return cnops_ctl_refuse(ctl, "%s", fault);
    if ((verdict = cnops_portal_open(&task->portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_establishment_by_code(&task->establishment, &task->portal->core, code, ctl->pool);
    return rv == APR_SUCCESS ? CNOPS_EXIT_DONE : failed(task, rv);
}

static cnops_exit_e open_known(task_t *task, cnops_ctl_t *ctl)
{
    cnops_exit_e verdict = open_task(task, ctl);

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    if (!task->establishment)
        cnops_ctl_refuse(ctl, "no establishment has the code %s", ctl->operands[0]);
    return task->establishment ? CNOPS_EXIT_DONE : CNOPS_EXIT_REFUSED;
}

static cnops_exit_e open_active(task_t *task, cnops_ctl_t *ctl)
{
    cnops_exit_e verdict = open_known(task, ctl);

    if (verdict != CNOPS_EXIT_DONE || task->establishment->state == CNOPS_ESTABLISHMENT_ACTIVE)
        return verdict;
    cnops_ctl_refuse(ctl, "the establishment %s is revoked", ctl->operands[0]);
    return CNOPS_EXIT_REFUSED;
}

/* --- keys --- */

static cnops_exit_e print_key(const task_t *task, cnops_tree_t *tree, const char *key)
{
    if (task->ctl->json)
        cnops_tree_set_text(tree, "key", key);
    cnops_casework_print(task->ctl, tree);
    if (!task->ctl->json)
        apr_file_printf(task->ctl->out, "%s\n", key);
    return CNOPS_EXIT_DONE;
}

static cnops_tree_t *about(const char *code, const char *state, apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    cnops_tree_set_text(tree, "code", code);
    cnops_tree_set_text(tree, "establishment", state);
    return tree;
}

cnops_exit_e cnops_command_establishment_add(cnops_ctl_t *ctl)
{
    const char *code = ctl->operands[0], *name = ctl->operands[1], *key;
    const char *fault = cnops_establishment_name_fault(name);
    cnops_exit_e verdict;
    apr_status_t rv;
    task_t task;

    if (fault)
        return cnops_ctl_refuse(ctl, "%s", fault);
    if ((verdict = open_task(&task, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_establishment_add(&key, &task.portal->core, code, name, ctl->pool);
    if (rv == CNOPS_EDUPLICATE)
        return cnops_ctl_refuse(ctl, "the code %s is taken; a code is given once, for ever", code);
    if (rv != APR_SUCCESS)
        return failed(&task, rv);
    return print_key(&task, about(code, "added", ctl->pool), key);
}

cnops_exit_e cnops_command_establishment_rotate(cnops_ctl_t *ctl)
{
    cnops_tree_t *tree;
    apr_time_t ends_at;
    const char *key;
    task_t task;
    cnops_exit_e verdict = open_active(&task, ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_establishment_rotate(&key, &ends_at, &task.portal->core, task.establishment->id,
                                    ctl->pool);
    if (rv != APR_SUCCESS)
        return failed(&task, rv);
    tree = about(task.establishment->code, "rotated", ctl->pool);
    cnops_tree_set_text(tree, "former_key_until", cnops_casework_time(ends_at, ctl->pool));
    return print_key(&task, tree, key);
}

cnops_exit_e cnops_command_establishment_revoke(cnops_ctl_t *ctl)
{
    task_t task;
    cnops_exit_e verdict = open_active(&task, ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_establishment_revoke(&task.portal->core, task.establishment->id, ctl->pool);
    if (rv != APR_SUCCESS)
        return failed(&task, rv);
    cnops_casework_print(ctl, about(task.establishment->code, "revoked", ctl->pool));
    return CNOPS_EXIT_DONE;
}

/* --- settings of one --- */

static cnops_exit_e set(const task_t *task, const cnops_establishment_t *changed)
{
    cnops_tree_t *tree = about(changed->code, "changed", task->ctl->pool);
    apr_status_t rv = cnops_establishment_set(&task->portal->core, changed, task->ctl->pool);

    if (rv != APR_SUCCESS)
        return failed(task, rv);
    cnops_tree_set_text(tree, "webhook", *changed->webhook_url ? changed->webhook_url : NULL);
    cnops_tree_set_int(tree, "day_rows", changed->day_rows);
    cnops_casework_print(task->ctl, tree);
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_command_establishment_webhook(cnops_ctl_t *ctl)
{
    const char *url = ctl->operands[1], *fault;
    bool is_none = strcmp(url, "none") == 0;
    cnops_establishment_t changed;
    cnops_exit_e verdict;
    task_t task;

    fault = is_none ? NULL : cnops_establishment_webhook_fault(url, ctl->pool);
    if (fault)
        return cnops_ctl_refuse(ctl, "%s", fault);
    if ((verdict = open_active(&task, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    changed = *task.establishment;
    changed.webhook_url = is_none ? "" : url;
    return set(&task, &changed);
}

cnops_exit_e cnops_command_establishment_quota(cnops_ctl_t *ctl)
{
    const char *typed = ctl->operands[1];
    bool is_number = *typed && strlen(typed) <= 10 && strspn(typed, "0123456789") == strlen(typed);
    apr_int64_t rows = is_number ? apr_atoi64(typed) : 0;
    cnops_establishment_t changed;
    cnops_exit_e verdict;
    task_t task;

    if (strcmp(typed, "default") != 0 && (rows < 1 || rows > DAY_ROWS_MAX))
        return cnops_ctl_refuse(ctl, "ROWS is a number from 1 to 1000000000, or default");
    if ((verdict = open_active(&task, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    changed = *task.establishment;
    changed.day_rows = rows;
    return set(&task, &changed);
}

/* --- officers --- */

static cnops_exit_e open_officer(task_t *task, const char **pemail, cnops_ctl_t *ctl)
{
    if (!cnops_field_check_email(pemail, ctl->operands[1], ctl->pool))
        return open_active(task, ctl);
    cnops_ctl_refuse(ctl, "EMAIL is no address of an e-mail");
    return CNOPS_EXIT_REFUSED;
}

static cnops_exit_e report_officer(const task_t *task, const char *state, const char *email)
{
    cnops_tree_t *tree = cnops_tree_object(task->ctl->pool);

    cnops_tree_set_text(tree, "code", task->establishment->code);
    cnops_tree_set_text(tree, "officer", state);
    cnops_tree_set_text(tree, "email",
                        cnops_contact_mask(CNOPS_CHANNEL_EMAIL, email, task->ctl->pool));
    cnops_casework_print(task->ctl, tree);
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_command_officer_add(cnops_ctl_t *ctl)
{
    const char *email = NULL;
    task_t task;
    cnops_exit_e verdict = open_officer(&task, &email, ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_officer_add(&task.portal->core, task.establishment->id, email, ctl->pool);
    if (rv == CNOPS_EDUPLICATE)
        return cnops_ctl_refuse(ctl, "the establishment has this officer already");
    return rv == APR_SUCCESS ? report_officer(&task, "added", email) : failed(&task, rv);
}

cnops_exit_e cnops_command_officer_remove(cnops_ctl_t *ctl)
{
    const char *email = NULL;
    task_t task;
    cnops_exit_e verdict = open_officer(&task, &email, ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_officer_remove(&task.portal->core, task.establishment->id, email, ctl->pool);
    if (rv == CNOPS_ENOTFOUND)
        return cnops_ctl_refuse(ctl, "the establishment has no such officer");
    return rv == APR_SUCCESS ? report_officer(&task, "removed", email) : failed(&task, rv);
}

/* --- list --- */

static apr_status_t list_keys(cnops_tree_t *shown, const task_t *task)
{
    cnops_tree_t *keys = cnops_tree_set_list(shown, "keys");
    apr_pool_t *pool = task->ctl->pool;
    apr_array_header_t *list;
    apr_status_t rv =
        cnops_establishment_keys(&list, &task->portal->core, task->establishment->id, pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_establishment_key_t *key = &APR_ARRAY_IDX(list, i, cnops_establishment_key_t);
        cnops_tree_t *one = cnops_tree_add_object(keys);

        cnops_tree_set_text(one, "made_at", cnops_casework_time(key->created_at, pool));
        cnops_tree_set_text(one, "ends_at", cnops_casework_time(key->ends_at, pool));
        cnops_tree_set_text(one, "last_used_at", cnops_casework_time(key->last_used_at, pool));
    }
    return rv;
}

static apr_status_t list_officers(cnops_tree_t *shown, const task_t *task)
{
    cnops_tree_t *officers = cnops_tree_set_list(shown, "officers");
    const cnops_core_t *core = &task->portal->core;
    apr_pool_t *pool = task->ctl->pool;
    apr_array_header_t *list;
    apr_status_t rv = cnops_officer_list(&list, core, task->establishment->id, pool);

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_officer_t *officer = &APR_ARRAY_IDX(list, i, cnops_officer_t);
        cnops_tree_t *one;
        char *email;

        if ((rv = cnops_officer_email(&email, core, officer, pool)) != APR_SUCCESS)
            return rv;
        one = cnops_tree_add_object(officers);
        cnops_tree_set_text(one, "email", email);
        cnops_tree_set_text(one, "added_at", cnops_casework_time(officer->added_at, pool));
    }
    return rv;
}

static apr_status_t describe(cnops_tree_t *shown, const task_t *task)
{
    const cnops_establishment_t *e = task->establishment;
    apr_status_t rv;

    cnops_tree_set_text(shown, "code", e->code);
    cnops_tree_set_text(shown, "name", e->name);
    cnops_tree_set_text(shown, "state", cnops_establishment_state_name(e->state));
    cnops_tree_set_text(shown, "added_at", cnops_casework_time(e->created_at, task->ctl->pool));
    cnops_tree_set_text(shown, "webhook", *e->webhook_url ? e->webhook_url : NULL);
    cnops_tree_set_int(shown, "day_rows", e->day_rows);
    rv = list_keys(shown, task);
    return rv == APR_SUCCESS ? list_officers(shown, task) : rv;
}

cnops_exit_e cnops_command_establishment_list(cnops_ctl_t *ctl)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);
    cnops_tree_t *shown = cnops_tree_set_list(tree, "establishments");
    task_t task = {.ctl = ctl};
    cnops_exit_e verdict = cnops_portal_open(&task.portal, ctl);
    apr_array_header_t *list;
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_establishment_list(&list, &task.portal->core, ctl->pool);
    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        task.establishment = &APR_ARRAY_IDX(list, i, cnops_establishment_t);
        rv = describe(cnops_tree_add_object(shown), &task);
    }
    if (rv != APR_SUCCESS)
        return failed(&task, rv);
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}
