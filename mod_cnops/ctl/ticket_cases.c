/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/ticket_cases.h"

#include "base/errors.h"
#include "base/text.h"
#include "core/account/account_find.h"
#include "core/person/identity.h"
#include "core/person/person.h"
#include "core/ticket/clock.h"
#include "ctl/notices.h"

#include <apr_strings.h>

/* --- one ticket as a tree --- */

static void describe(cnops_tree_t *tree, const cnops_core_t *core, const cnops_ticket_t *ticket,
                     apr_pool_t *pool)
{
    cnops_tree_set_text(tree, "reference", ticket->reference);
    cnops_tree_set_text(tree, "kind", cnops_ticket_kind_name(ticket->kind));
    cnops_tree_set_text(tree, "state", cnops_ticket_state_name(ticket->state));
    cnops_tree_set_text(tree, "created_at", cnops_casework_time(ticket->opened_at, pool));
    cnops_tree_set_text(tree, "due_on", cnops_ticket_day(core, ticket->due_at, pool));
    cnops_tree_set_bool(tree, "late", cnops_ticket_is_late(core, ticket));
    cnops_tree_set_text(tree, "decided_on", ticket->decided_on);
    cnops_tree_set_text(tree, "settled_at",
                        cnops_ticket_waits(ticket) ? NULL
                                                   : cnops_casework_time(ticket->decided_at, pool));
}

/* --- list --- */

typedef struct listing_t {
    const cnops_core_t *core;
    cnops_tree_t *list;
} listing_t;

static apr_status_t list_one(void *self, const cnops_ticket_t *ticket, apr_pool_t *pool)
{
    const listing_t *listing = self;

    describe(cnops_tree_add_object(listing->list), listing->core, ticket, pool);
    return APR_SUCCESS;
}

apr_status_t cnops_ticket_cases_list(cnops_tree_t *list, const cnops_core_t *core, apr_pool_t *pool)
{
    listing_t listing = {core, list};

    return cnops_ticket_walk(core, list_one, &listing, pool);
}

/* --- opening the case --- */

typedef struct case_t {
    cnops_ctl_t *ctl;
    cnops_portal_t *portal;
    const cnops_core_t *core;
    cnops_operator_t by;
    const cnops_ticket_t *ticket;
} case_t;

static cnops_exit_e open_case(case_t *pcase, cnops_ctl_t *ctl)
{
    const char *reference = cnops_ticket_reference(ctl->operands[0], ctl->pool);
    cnops_exit_e verdict;
    apr_status_t rv;

    *pcase = (case_t){.ctl = ctl};
    if ((verdict = cnops_casework_operator(&pcase->by, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&pcase->portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    pcase->core = &pcase->portal->core;
    rv = cnops_ticket_by_reference(&pcase->ticket, pcase->core, reference, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, pcase->portal, rv);
    return pcase->ticket ? CNOPS_EXIT_DONE
                         : cnops_ctl_refuse(ctl, "there is no request %s", reference);
}

/* --- show --- */

static const cnops_membership_t *choose(const apr_array_header_t *list,
                                        const cnops_ticket_t *ticket)
{
    const cnops_membership_t *chosen = NULL;

    for (int i = 0; i < list->nelts; i++) {
        const cnops_membership_t *membership = &APR_ARRAY_IDX(list, i, cnops_membership_t);

        if (membership->id == ticket->membership_id)
            return membership;
        if (!chosen ||
            (chosen->status != CNOPS_MEMBER_ACTIVE && membership->status == CNOPS_MEMBER_ACTIVE))
            chosen = membership;
    }
    return chosen;
}

apr_status_t cnops_ticket_cases_immatriculation(const char **pimmatriculation,
                                                const cnops_core_t *core,
                                                const cnops_ticket_t *ticket, apr_pool_t *pool)
{
    const cnops_membership_t *membership;
    apr_array_header_t *list;
    cnops_tree_t *record;
    const char *number;
    apr_status_t rv = cnops_person_memberships(&list, core, ticket->person_id, pool);

    *pimmatriculation = "";
    if (rv != APR_SUCCESS || !(membership = choose(list, ticket)))
        return rv;
    rv = cnops_identity_record(&record, core, CNOPS_SEALED_MEMBERSHIP, membership->record_sealed,
                               pool);
    if (rv == APR_SUCCESS && (number = cnops_tree_text(record, "immatriculation")))
        *pimmatriculation = number;
    return rv;
}

static apr_status_t add_texts(cnops_tree_t *tree, const case_t *work)
{
    apr_pool_t *pool = work->ctl->pool;
    cnops_tree_t *payload;
    const char *answer;
    apr_status_t rv = cnops_ticket_payload(&payload, work->core, work->ticket, pool);

    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set(tree, "payload", payload);
    if ((rv = cnops_ticket_answer(&answer, work->core, work->ticket, pool)) != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(tree, "answer", answer);
    return APR_SUCCESS;
}

/* Adds the person, and notes in the journal that the operator has seen them. */
static apr_status_t add_person(cnops_tree_t *tree, const case_t *work)
{
    static const char *const names[] = {"cni", "family_name", "given_name", "birth_date"};
    apr_pool_t *pool = work->ctl->pool;
    cnops_tree_t *record, *shown = cnops_tree_set_object(tree, "person");
    const char *immatriculation;
    apr_status_t rv = cnops_person_record(&record, work->core, work->ticket->person_id, pool);

    if (rv != APR_SUCCESS)
        return rv;
    for (apr_size_t i = 0; record && i < sizeof names / sizeof *names; i++)
        cnops_tree_set_text(shown, names[i], cnops_tree_text(record, names[i]));
    rv = cnops_ticket_cases_immatriculation(&immatriculation, work->core, work->ticket, pool);
    if (rv != APR_SUCCESS)
        return rv;
    cnops_tree_set_text(shown, "immatriculation", immatriculation);
    return cnops_operation_note_shown(work->core, work->ticket->person_id, &work->by, pool);
}

cnops_exit_e cnops_ticket_cases_show(cnops_ctl_t *ctl)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);
    case_t work;
    cnops_exit_e verdict = open_case(&work, ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    describe(tree, work.core, work.ticket, ctl->pool);
    if ((rv = add_texts(tree, &work)) != APR_SUCCESS ||
        (rv = add_person(tree, &work)) != APR_SUCCESS)
        return cnops_casework_failed(ctl, work.portal, rv);
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}

/* --- decide --- */

/* CNOPS_EXIT_DONE, or prints what is missing. */
static cnops_exit_e read_decision(cnops_ticket_decision_t *decision, const cnops_ctl_t *ctl)
{
    const bool given[] = {ctl->accept, ctl->refuse, ctl->partly, ctl->ask_more};
    static const cnops_ticket_state_e states[] = {CNOPS_TICKET_ACCEPTED, CNOPS_TICKET_REFUSED,
                                                  CNOPS_TICKET_PARTLY, CNOPS_TICKET_MORE_ASKED};
    int count = 0;

    decision->reason = ctl->answer ? cnops_text_fold(ctl->answer, ctl->pool) : "";
    for (int i = 0; i < 4; i++) {
        count += given[i];
        if (given[i])
            decision->state = states[i];
    }
    if (count != 1)
        cnops_ctl_refuse(ctl, "which? one of --accept, --refuse, --partly and --ask-more");
    else if (!*decision->reason && decision->state != CNOPS_TICKET_ACCEPTED)
        cnops_ctl_refuse(ctl, "what does the member read? --answer TEXT");
    else if (cnops_text_length(decision->reason) > CNOPS_TICKET_REASON_MAX)
        cnops_ctl_refuse(ctl, "the answer is over %d characters", CNOPS_TICKET_REASON_MAX);
    else
        return CNOPS_EXIT_DONE;
    return CNOPS_EXIT_USAGE;
}

/* *pmessages: NULL where the person has no account any more. */
static cnops_exit_e write_messages(apr_array_header_t **pmessages, const case_t *work)
{
    const cnops_account_t *account;
    cnops_notices_t notices;
    cnops_exit_e verdict;
    apr_status_t rv =
        cnops_account_of_person(&account, work->core, work->ticket->person_id, work->ctl->pool);

    *pmessages = NULL;
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(work->ctl, work->portal, rv);
    if (!account)
        return CNOPS_EXIT_DONE;
    if ((verdict = cnops_notices_open(&notices, work->ctl, work->core)) != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_notices_mail(pmessages, &notices, account, "demande-reponse", work->ctl->pool);
    return rv == APR_SUCCESS ? CNOPS_EXIT_DONE : cnops_casework_failed(work->ctl, work->portal, rv);
}

static cnops_exit_e report(const case_t *work, const cnops_ticket_decision_t *decision)
{
    const cnops_ctl_t *ctl = work->ctl;
    const char *word = cnops_ticket_state_name(decision->state);
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    cnops_tree_set_text(tree, "request", word);
    if (ctl->json)
        cnops_casework_print(ctl, tree);
    else
        apr_file_printf(ctl->out, "%s: the member is told that there is an answer\n", word);
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_ticket_cases_decide(cnops_ctl_t *ctl)
{
    cnops_ticket_decision_t decision;
    apr_array_header_t *messages;
    cnops_exit_e verdict;
    case_t work;
    apr_status_t rv;

    if ((verdict = read_decision(&decision, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = open_case(&work, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    if (!cnops_ticket_waits(work.ticket))
        return cnops_ctl_refuse(ctl, "this request is not open any more");
    if ((verdict = write_messages(&messages, &work)) != CNOPS_EXIT_DONE)
        return verdict;
    decision.decided_on = cnops_ticket_day(work.core, cnops_core_now(work.core), ctl->pool);
    rv = cnops_ticket_decide(
        work.core, work.ticket, &decision, messages,
        cnops_operator_event(CNOPS_EVENT_TICKET_DECIDED, &work.by, NULL, ctl->pool), ctl->pool);
    if (rv == CNOPS_ECONFLICT)
        return cnops_ctl_refuse(ctl, "this request has just changed: look at it again");
    return rv == APR_SUCCESS ? report(&work, &decision)
                             : cnops_casework_failed(ctl, work.portal, rv);
}
