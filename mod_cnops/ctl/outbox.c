/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* outbox list, outbox retry: what waits, what was given up, and another try. Never a content,
 * and of a destination only what its owner would recognise. */
#include "core/seal/outbox.h"
#include "base/json.h"
#include "base/secret.h"
#include "core/person/contact.h"
#include "ctl/casework.h"
#include "store/outbox_desk.h"

#include <apr_strings.h>
#include <string.h>

#define PAGE_ROWS 200
#define SHORT_ID  8

/* --- list --- */

/* "f•••@e•••.ma"; NULL where the content is gone. */
static const char *mask_destination(const cnops_portal_t *portal, const cnops_outbox_row_t *row,
                                    apr_pool_t *pool)
{
    const char *masked = NULL;
    cnops_message_t *message;

    if (!*row->content_sealed ||
        cnops_outbox_open(&message, &portal->core, row, pool) != APR_SUCCESS)
        return NULL;
    if (message->to)
        masked = cnops_contact_mask(row->channel, message->to, pool);
    cnops_secret_wipe((char *)message->text);
    cnops_secret_wipe((char *)message->html);
    return masked;
}

static const char *write_time(apr_time_t at, apr_pool_t *pool)
{
    apr_time_exp_t t;

    if (!at)
        return NULL;
    apr_time_exp_gmt(&t, at);
    return apr_psprintf(pool, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.tm_year + 1900, t.tm_mon + 1,
                        t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

static cnops_tree_t *describe(const cnops_portal_t *portal, const cnops_outbox_entry_t *entry,
                              apr_pool_t *pool)
{
    cnops_tree_t *told = cnops_tree_object(pool);

    cnops_tree_set_int(told, "id", entry->row.id);
    cnops_tree_set_text(told, "message_id", entry->row.message_id);
    cnops_tree_set_text(told, "channel", cnops_channel_name(entry->row.channel));
    cnops_tree_set_text(told, "state", entry->state);
    cnops_tree_set_text(told, "to", mask_destination(portal, &entry->row, pool));
    cnops_tree_set_int(told, "attempts", entry->row.attempts);
    cnops_tree_set_text(told, "created_at", write_time(entry->row.created_at, pool));
    cnops_tree_set_text(told, "due_at", write_time(entry->due_at, pool));
    cnops_tree_set_text(told, "expires_at", write_time(entry->row.expires_at, pool));
    cnops_tree_set_text(told, "settled_at", write_time(entry->settled_at, pool));
    cnops_tree_set_text(told, "receipt", *entry->receipt ? entry->receipt : NULL);
    cnops_tree_set_text(told, "receipt_at", write_time(entry->receipt_at, pool));
    return told;
}

static const char *or_dash(const cnops_tree_t *told, const char *name)
{
    const char *text = cnops_tree_text(told, name);

    return text ? text : "-";
}

/* A JSON object or a line of columns for each: a list may be long. */
static void print_entry(const cnops_ctl_t *ctl, const cnops_tree_t *told, apr_pool_t *pool)
{
    if (ctl->json) {
        apr_file_printf(ctl->out, "%s\n", cnops_json_write(told, pool));
        return;
    }
    apr_file_printf(ctl->out,
                    "%-8" APR_INT64_T_FMT " %.*s  %-5s  %-7s %3" APR_INT64_T_FMT
                    "  %-20s  %-20s  %-9s  %s\n",
                    cnops_tree_int(told, "id", 0), SHORT_ID, cnops_tree_text(told, "message_id"),
                    cnops_tree_text(told, "channel"), cnops_tree_text(told, "state"),
                    cnops_tree_int(told, "attempts", 0), or_dash(told, "created_at"),
                    or_dash(told, "due_at"), or_dash(told, "receipt"), or_dash(told, "to"));
}

static void print_head(const cnops_ctl_t *ctl)
{
    if (!ctl->json)
        apr_file_printf(ctl->out, "%-8s %-8s  %-5s  %-7s %3s  %-20s  %-20s  %-9s  %s\n", "id",
                        "message", "way", "state", "try", "created", "due", "receipt", "to");
}

/* A page of rows at a time: its pool goes with it. *plast: the id to go on from. */
static apr_status_t print_page(int *pcount, apr_int64_t *plast, const cnops_portal_t *portal,
                               const cnops_ctl_t *ctl, apr_pool_t *pool)
{
    const char *state = ctl->sent ? "sent" : ctl->dead ? "dead" : "due";
    const char *state2 = ctl->sent ? "sent" : ctl->due ? "due" : "dead";
    apr_array_header_t *list;
    apr_status_t rv = cnops_outbox_desk_list(&list, &portal->lease, portal->database->is_mysql,
                                             state, state2, *plast, PAGE_ROWS, pool);

    *pcount = rv == APR_SUCCESS ? list->nelts : 0;
    for (int i = 0; i < *pcount; i++) {
        const cnops_outbox_entry_t *entry = &APR_ARRAY_IDX(list, i, cnops_outbox_entry_t);

        print_entry(ctl, describe(portal, entry, pool), pool);
        *plast = entry->row.id;
    }
    return rv;
}

cnops_exit_e cnops_command_outbox_list(cnops_ctl_t *ctl)
{
    cnops_portal_t *portal;
    apr_int64_t last = 0;
    int count = PAGE_ROWS;
    cnops_exit_e verdict;

    if (ctl->due + ctl->dead + ctl->sent > 1) {
        cnops_ctl_refuse(ctl, "one of --due, --dead and --sent at a time");
        return CNOPS_EXIT_USAGE;
    }
    if ((verdict = cnops_portal_open(&portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    print_head(ctl);
    while (count == PAGE_ROWS) {
        apr_pool_t *pool;
        apr_status_t rv;

        apr_pool_create(&pool, ctl->pool);
        rv = print_page(&count, &last, portal, ctl, pool);
        apr_pool_destroy(pool);
        if (rv != APR_SUCCESS)
            return cnops_ctl_refuse(ctl, "the outbox cannot be read: %s",
                                    portal->database->failure);
    }
    return CNOPS_EXIT_DONE;
}

/* --- retry --- */

/* *pid: 0 for all. */
static bool choose(apr_int64_t *pid, const cnops_ctl_t *ctl)
{
    const char *operand = ctl->operand_count ? ctl->operands[0] : "";

    *pid = apr_atoi64(operand);
    if (ctl->all_dead && !*operand)
        return true;
    if (!ctl->all_dead && *operand && strspn(operand, "0123456789") == strlen(operand) && *pid > 0)
        return true;
    cnops_ctl_refuse(ctl, "which message? a number of outbox list, or --all-dead");
    return false;
}

static void print_retried(const cnops_ctl_t *ctl, int count)
{
    cnops_tree_t *told = cnops_tree_object(ctl->pool);

    cnops_tree_set_int(told, "retried", count);
    cnops_tree_set_text(told, "operator", ctl->operator_name);
    cnops_tree_set_text(told, "reason", ctl->reason);
    if (ctl->json)
        apr_file_printf(ctl->out, "%s\n", cnops_json_write(told, ctl->pool));
    else
        apr_file_printf(ctl->out, "%d message(s) due again, by %s: %s\n", count, ctl->operator_name,
                        ctl->reason);
}

cnops_exit_e cnops_command_outbox_retry(cnops_ctl_t *ctl)
{
    cnops_operator_t by;
    cnops_portal_t *portal;
    apr_int64_t id;
    int count = 0;
    cnops_exit_e verdict;

    if (!choose(&id, ctl))
        return CNOPS_EXIT_USAGE;
    /* What touches people takes a name and a reason. */
    if ((verdict = cnops_casework_operator(&by, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    if (cnops_outbox_desk_retry(&count, &portal->lease, portal->database->is_mysql, id,
                                apr_time_now(), ctl->pool) != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "the outbox cannot be written: %s", portal->database->failure);
    if (id && count == 0)
        return cnops_ctl_refuse(ctl, "no dead message of this number can be tried again");
    print_retried(ctl, count);
    return CNOPS_EXIT_DONE;
}
