/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The commands outbox list and outbox retry. They never show the text of a message, and a
 * destination only so far that its owner recognises it. */
#include "core/seal/outbox.h"
#include "base/date.h"
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

/* "f•••@e•••.ma". NULL where the content has been deleted already. */
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
    /* The message was opened only for its destination. Its text may contain a code. */
    cnops_secret_wipe((char *)message->text);
    cnops_secret_wipe((char *)message->html);
    return masked;
}

static cnops_tree_t *describe(const cnops_portal_t *portal, const cnops_outbox_entry_t *entry,
                              apr_pool_t *pool)
{
    cnops_tree_t *shown = cnops_tree_object(pool);

    cnops_tree_set_int(shown, "id", entry->row.id);
    cnops_tree_set_text(shown, "message_id", entry->row.message_id);
    cnops_tree_set_text(shown, "channel", cnops_channel_name(entry->row.channel));
    cnops_tree_set_text(shown, "state", entry->state);
    cnops_tree_set_text(shown, "to", mask_destination(portal, &entry->row, pool));
    cnops_tree_set_int(shown, "attempts", entry->row.attempts);
    cnops_tree_set_text(shown, "created_at", cnops_date_moment(entry->row.created_at, pool));
    cnops_tree_set_text(shown, "due_at", cnops_date_moment(entry->due_at, pool));
    cnops_tree_set_text(shown, "expires_at", cnops_date_moment(entry->row.expires_at, pool));
    cnops_tree_set_text(shown, "settled_at", cnops_date_moment(entry->settled_at, pool));
    cnops_tree_set_text(shown, "receipt", *entry->receipt ? entry->receipt : NULL);
    cnops_tree_set_text(shown, "receipt_at", cnops_date_moment(entry->receipt_at, pool));
    return shown;
}

static const char *or_dash(const cnops_tree_t *shown, const char *name)
{
    const char *text = cnops_tree_text(shown, name);

    return text ? text : "-";
}

/* Each entry is a JSON object of its own, not a part of one list: an outbox may be too long to
 * keep in memory. */
static void print_entry(const cnops_ctl_t *ctl, const cnops_tree_t *shown, apr_pool_t *pool)
{
    if (ctl->json) {
        apr_file_printf(ctl->out, "%s\n", cnops_json_write(shown, pool));
        return;
    }
    apr_file_printf(ctl->out,
                    "%-8" APR_INT64_T_FMT " %.*s  %-5s  %-7s %3" APR_INT64_T_FMT
                    "  %-20s  %-20s  %-9s  %s\n",
                    cnops_tree_int(shown, "id", 0), SHORT_ID, cnops_tree_text(shown, "message_id"),
                    cnops_tree_text(shown, "channel"), cnops_tree_text(shown, "state"),
                    cnops_tree_int(shown, "attempts", 0), or_dash(shown, "created_at"),
                    or_dash(shown, "due_at"), or_dash(shown, "receipt"), or_dash(shown, "to"));
}

static void print_head(const cnops_ctl_t *ctl)
{
    if (!ctl->json)
        apr_file_printf(ctl->out, "%-8s %-8s  %-5s  %-7s %3s  %-20s  %-20s  %-9s  %s\n", "id",
                        "message", "way", "state", "try", "created", "due", "receipt", "to");
}

/* Prints one page of rows; its memory is freed before the next. *pafter_id: the id after which
 * the page begins; the last id of the page on return. *pcount: number of rows. */
static apr_status_t print_page(int *pcount, apr_int64_t *pafter_id, const cnops_portal_t *portal,
                               const cnops_ctl_t *ctl, apr_pool_t *pool)
{
    const char *state = ctl->sent ? "sent" : ctl->dead ? "dead" : "due";
    const char *state2 = ctl->sent ? "sent" : ctl->due ? "due" : "dead";
    apr_array_header_t *list;
    apr_status_t rv = cnops_outbox_desk_list(&list, &portal->lease, portal->database->is_mysql,
                                             state, state2, *pafter_id, PAGE_ROWS, pool);

    *pcount = rv == APR_SUCCESS ? list->nelts : 0;
    for (int i = 0; i < *pcount; i++) {
        const cnops_outbox_entry_t *entry = &APR_ARRAY_IDX(list, i, cnops_outbox_entry_t);

        print_entry(ctl, describe(portal, entry, pool), pool);
        *pafter_id = entry->row.id;
    }
    return rv;
}

cnops_exit_e cnops_command_outbox_list(cnops_ctl_t *ctl)
{
    cnops_portal_t *portal;
    apr_int64_t after_id = 0;
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
        rv = print_page(&count, &after_id, portal, ctl, pool);
        apr_pool_destroy(pool);
        if (rv != APR_SUCCESS)
            return cnops_ctl_refuse(ctl, "the outbox cannot be read: %s",
                                    portal->database->failure);
    }
    return CNOPS_EXIT_DONE;
}

/* --- retry --- */

/* *pnumber: the number of a message, or 0 for all. False, after printing the reason, where
 * the command line does not choose exactly one of the two. */
static bool choose(apr_int64_t *pnumber, const cnops_ctl_t *ctl)
{
    const char *operand = ctl->operand_count ? ctl->operands[0] : "";

    *pnumber = apr_atoi64(operand);
    if (ctl->all_dead && !*operand)
        return true;
    if (!ctl->all_dead && strspn(operand, "0123456789") == strlen(operand) && *pnumber > 0)
        return true;
    cnops_ctl_refuse(ctl, "which message? a number of outbox list, or --all-dead");
    return false;
}

static void print_retried(const cnops_ctl_t *ctl, int count)
{
    cnops_tree_t *result = cnops_tree_object(ctl->pool);

    cnops_tree_set_int(result, "retried", count);
    cnops_tree_set_text(result, "operator", ctl->operator_name);
    cnops_tree_set_text(result, "reason", ctl->reason);
    if (ctl->json)
        apr_file_printf(ctl->out, "%s\n", cnops_json_write(result, ctl->pool));
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
    /* A command that affects people needs the name of an operator and a reason. */
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
