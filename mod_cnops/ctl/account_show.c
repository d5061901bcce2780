/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command account show. An operator sees no password, no code and no contact in clear. */
#include "core/account/account.h"
#include "core/account/throttle_person.h"
#include "core/journal/journal.h"
#include "core/person/contact.h"
#include "core/person/identity.h"
#include "core/person/person.h"
#include "core/session/session.h"
#include "ctl/casework.h"

#define EVENTS_SHOWN 20

static void set_time(cnops_tree_t *object, const char *name, apr_time_t at, apr_pool_t *pool)
{
    cnops_tree_set_text(object, name, cnops_casework_time(at, pool));
}

static apr_status_t add_name(cnops_tree_t *tree, const cnops_casework_t *work)
{
    cnops_tree_t *record;
    apr_status_t rv = cnops_identity_record(&record, work->core, CNOPS_SEALED_PERSON,
                                            work->person->record_sealed, work->ctl->pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(tree, "family_name", cnops_tree_text(record, "family_name"));
    cnops_tree_set_text(tree, "given_name", cnops_tree_text(record, "given_name"));
    return APR_SUCCESS;
}

static void add_membership(cnops_tree_t *list, const cnops_membership_t *membership)
{
    cnops_tree_t *shown = cnops_tree_add_object(list);

    cnops_tree_set_text(shown, "scheme", cnops_scheme_name(membership->scheme));
    cnops_tree_set_text(shown, "status", cnops_member_status_name(membership->status));
    cnops_tree_set_text(shown, "payment_mode", cnops_payment_name(membership->payment_mode));
    cnops_tree_set_text(shown, "rights_from", membership->rights_from);
    cnops_tree_set_text(shown, "rights_to", membership->rights_to);
}

static apr_status_t add_memberships(cnops_tree_t *tree, const cnops_casework_t *work)
{
    cnops_tree_t *list = cnops_tree_set_list(tree, "memberships");
    apr_array_header_t *rows;
    apr_status_t rv =
        cnops_person_memberships(&rows, work->core, work->person->id, work->ctl->pool);

    for (int i = 0; rv == APR_SUCCESS && i < rows->nelts; i++)
        add_membership(list, &APR_ARRAY_IDX(rows, i, cnops_membership_t));
    return rv;
}

static apr_status_t add_contact(cnops_tree_t *tree, const cnops_casework_t *work,
                                cnops_channel_e channel, const char *name)
{
    apr_pool_t *pool = work->ctl->pool;
    const char *contact;
    apr_status_t rv = cnops_account_contact(&contact, work->core, work->account, channel, pool);

    if (rv == APR_SUCCESS)
        cnops_tree_set_text(tree, name, cnops_contact_mask(channel, contact, pool));
    return rv;
}

static void add_dates(cnops_tree_t *shown, const cnops_account_t *account, apr_pool_t *pool)
{
    set_time(shown, "created_at", account->created_at, pool);
    set_time(shown, "signed_in_at", account->signed_in_at, pool);
    set_time(shown, "password_at", account->password_at, pool);
    set_time(shown, "email_at", account->email_at, pool);
    set_time(shown, "phone_at", account->phone_at, pool);
    set_time(shown, "closing_at", account->closing_at, pool);
}

/* Counts only sessions that httpd still accepts: expired rows stay until the next purge. */
static apr_status_t count_sessions(cnops_tree_t *shown, const cnops_casework_t *work)
{
    apr_array_header_t *open;
    apr_status_t rv = cnops_session_list(&open, work->core, work->account->id, work->ctl->pool);

    cnops_tree_set_int(shown, "sessions", open->nelts);
    return rv;
}

static apr_status_t add_account(cnops_tree_t *tree, const cnops_casework_t *work)
{
    const cnops_account_t *account = work->account;
    cnops_tree_t *shown;
    apr_status_t rv;

    if (!account) {
        cnops_tree_set_text(tree, "account", NULL);
        return APR_SUCCESS;
    }
    shown = cnops_tree_set_object(tree, "account");
    cnops_tree_set_text(shown, "state", cnops_account_state_name(account->state));
    set_time(shown, "frozen_until", account->frozen_until, work->ctl->pool);
    cnops_tree_set_text(shown, "lang", account->lang);
    cnops_tree_set_bool(shown, "prospecting", account->prospecting);
    cnops_tree_set_text(shown, "news", cnops_news_name(account->news));
    add_dates(shown, account, work->ctl->pool);
    rv = add_contact(shown, work, CNOPS_CHANNEL_EMAIL, "email");
    if (rv == APR_SUCCESS)
        rv = add_contact(shown, work, CNOPS_CHANNEL_SMS, "phone");
    return rv == APR_SUCCESS ? count_sessions(shown, work) : rv;
}

static void add_counter(cnops_tree_t *list, const cnops_person_counter_t *counter)
{
    cnops_tree_t *shown = cnops_tree_add_object(list);

    cnops_tree_set_text(shown, "use", cnops_use_name(counter->use));
    cnops_tree_set_text(shown, "allowance", counter->allowance);
    cnops_tree_set_int(shown, "count", counter->verdict.count);
    cnops_tree_set_int(shown, "limit", counter->limit);
    cnops_tree_set_bool(shown, "proof_of_work", counter->verdict.pow_due);
    cnops_tree_set_int(shown, "wait_seconds", apr_time_sec(counter->verdict.retry_after));
}

static apr_status_t add_counters(cnops_tree_t *tree, const cnops_casework_t *work)
{
    cnops_tree_t *list = cnops_tree_set_list(tree, "counters");
    apr_array_header_t *counters;
    apr_status_t rv = cnops_throttle_of_person(&counters, work->core, work->person, work->account,
                                               work->ctl->pool);

    for (int i = 0; rv == APR_SUCCESS && i < counters->nelts; i++)
        add_counter(list, &APR_ARRAY_IDX(counters, i, cnops_person_counter_t));
    return rv;
}

static void add_event(cnops_tree_t *list, const cnops_event_shown_t *event, apr_pool_t *pool)
{
    cnops_tree_t *shown = cnops_tree_add_object(list);

    cnops_tree_set_int(shown, "seq", event->seq);
    set_time(shown, "at", event->at, pool);
    cnops_tree_set_text(shown, "event", event->kind);
    cnops_tree_set_text(shown, "actor", event->actor);
    cnops_tree_set_text(shown, "address_block", event->address_block);
    cnops_tree_set_text(shown, "reason", event->reason);
    cnops_tree_set_text(shown, "note", event->note);
}

static apr_status_t add_events(cnops_tree_t *tree, const cnops_casework_t *work)
{
    cnops_tree_t *list = cnops_tree_set_list(tree, "events");
    apr_pool_t *pool = work->ctl->pool;
    apr_array_header_t *events;
    apr_status_t rv = cnops_journal_list(&events, work->core, work->person->id, EVENTS_SHOWN, pool);

    for (int i = 0; rv == APR_SUCCESS && i < events->nelts; i++)
        add_event(list, &APR_ARRAY_IDX(events, i, cnops_event_shown_t), pool);
    return rv;
}

cnops_exit_e cnops_command_account_show(cnops_ctl_t *ctl)
{
    static apr_status_t (*const parts[])(cnops_tree_t *, const cnops_casework_t *) = {
        add_name, add_memberships, add_account, add_counters, add_events};
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);
    cnops_casework_t work;
    cnops_exit_e verdict = cnops_casework_open(&work, ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    /* The event is written first: where that fails, the operator sees nothing. */
    rv = cnops_operation_note_shown(work.core, work.person->id, &work.by, ctl->pool);
    for (apr_size_t i = 0; i < sizeof parts / sizeof *parts && rv == APR_SUCCESS; i++)
        rv = parts[i](tree, &work);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, work.portal, rv);
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}
