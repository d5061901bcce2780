/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The commands request list, request show and request decide: of contacts and new accounts here, of
 * what members ask of the insurer in ticket_cases.c. */
#include "base/text.h"
#include "core/person/contact.h"
#include "core/person/person.h"
#include "core/request/request_decision.h"
#include "core/request/request_find.h"
#include "ctl/ticket_cases.h"

#include <apr_strings.h>

/* --- one request as a tree --- */

static void describe(cnops_tree_t *tree, const cnops_core_t *core, const cnops_request_t *request,
                     apr_pool_t *pool)
{
    cnops_tree_set_text(tree, "reference", apr_psprintf(pool, "%" APR_INT64_T_FMT, request->id));
    cnops_tree_set_int(tree, "id", request->id);
    cnops_tree_set_text(tree, "kind", cnops_request_kind_name(request->kind));
    cnops_tree_set_text(tree, "state", cnops_request_state_name(request->state));
    cnops_tree_set_text(tree, "created_at", cnops_casework_time(request->created_at, pool));
    cnops_tree_set_text(tree, "refusable_until",
                        cnops_casework_time(cnops_request_free_at(core, request), pool));
    cnops_tree_set_text(tree, "letter_at", cnops_casework_time(request->letter_at, pool));
    cnops_tree_set_text(tree, "hastened_by", *request->hastened_by ? request->hastened_by : NULL);
    cnops_tree_set_text(tree, "settled_at", cnops_casework_time(request->settled_at, pool));
}

/* --- list --- */

typedef struct listing_t {
    const cnops_core_t *core;
    cnops_tree_t *list;
} listing_t;

static apr_status_t list_one(void *self, const cnops_request_t *request, apr_pool_t *pool)
{
    const listing_t *listing = self;

    describe(cnops_tree_add_object(listing->list), listing->core, request, pool);
    return APR_SUCCESS;
}

cnops_exit_e cnops_command_request_list(cnops_ctl_t *ctl)
{
    /* A declined request has not ended: the person is not informed yet. */
    static const cnops_request_state_e states[] = {CNOPS_REQUEST_OPEN, CNOPS_REQUEST_ACCEPTED,
                                                   CNOPS_REQUEST_DECLINED};
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);
    listing_t listing = {.list = cnops_tree_set_list(tree, "requests")};
    cnops_portal_t *portal;
    cnops_exit_e verdict = cnops_portal_open(&portal, ctl);
    apr_status_t rv = APR_SUCCESS;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    listing.core = &portal->core;
    for (apr_size_t i = 0; rv == APR_SUCCESS && i < sizeof states / sizeof *states; i++)
        rv = cnops_request_walk(&portal->core, states[i], list_one, &listing, ctl->pool);
    if (rv == APR_SUCCESS)
        rv = cnops_ticket_cases_list(listing.list, &portal->core, ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, portal, rv);
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}

/* --- show --- */

typedef struct case_t {
    cnops_ctl_t *ctl;
    cnops_portal_t *portal;
    cnops_operator_t by;
    const cnops_request_t *request;
} case_t;

static bool is_ticket(const cnops_ctl_t *ctl)
{
    return cnops_ticket_reference(ctl->operands[0], ctl->pool) != NULL;
}

static cnops_exit_e open_case(case_t *pcase, cnops_ctl_t *ctl)
{
    const char *typed = ctl->operands[0];
    cnops_exit_e verdict;
    apr_status_t rv;

    *pcase = (case_t){.ctl = ctl};
    if ((verdict = cnops_casework_operator(&pcase->by, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_portal_open(&pcase->portal, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    if (!cnops_text_is_digits(typed))
        return cnops_ctl_refuse(ctl, "a request's reference is what request list shows");
    rv = cnops_request_by_id(&pcase->request, &pcase->portal->core, apr_atoi64(typed), ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, pcase->portal, rv);
    return pcase->request ? CNOPS_EXIT_DONE
                          : cnops_ctl_refuse(ctl, "there is no request %s", typed);
}

static apr_status_t add_contacts(cnops_tree_t *tree, const case_t *work)
{
    static const char *const names[] = {"email", "phone"};
    const cnops_core_t *core = &work->portal->core;
    apr_pool_t *pool = work->ctl->pool;

    for (int channel = CNOPS_CHANNEL_EMAIL; channel <= CNOPS_CHANNEL_SMS; channel++) {
        const char *contact;
        apr_status_t rv =
            cnops_request_contact(&contact, core, work->request, (cnops_channel_e)channel, pool);

        if (rv != APR_SUCCESS)
            return rv;
        cnops_tree_set_text(tree, names[channel],
                            cnops_contact_mask((cnops_channel_e)channel, contact, pool));
    }
    return APR_SUCCESS;
}

/* Adds the person of the request, and notes in the journal that the operator has seen it. */
static apr_status_t add_person(cnops_tree_t *tree, const case_t *work)
{
    static const char *const names[] = {"cni", "family_name", "given_name", "birth_date"};
    const cnops_core_t *core = &work->portal->core;
    apr_pool_t *pool = work->ctl->pool;
    cnops_tree_t *record, *shown = cnops_tree_set_object(tree, "person");
    apr_status_t rv = cnops_person_record(&record, core, work->request->person_id, pool);

    if (rv != APR_SUCCESS || !record)
        return rv;
    for (apr_size_t i = 0; i < sizeof names / sizeof *names; i++)
        cnops_tree_set_text(shown, names[i], cnops_tree_text(record, names[i]));
    return cnops_operation_note_shown(core, work->request->person_id, &work->by, pool);
}

cnops_exit_e cnops_command_request_show(cnops_ctl_t *ctl)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);
    cnops_exit_e verdict;
    case_t work;
    apr_status_t rv;

    if (is_ticket(ctl))
        return cnops_ticket_cases_show(ctl);
    if ((verdict = open_case(&work, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    describe(tree, &work.portal->core, work.request, ctl->pool);
    if ((rv = add_contacts(tree, &work)) != APR_SUCCESS ||
        (rv = add_person(tree, &work)) != APR_SUCCESS)
        return cnops_casework_failed(ctl, work.portal, rv);
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}

/* --- decide --- */

static cnops_exit_e report(const cnops_ctl_t *ctl, const char *outcome, const char *sentence)
{
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    cnops_tree_set_text(tree, "request", outcome);
    if (ctl->json)
        cnops_casework_print(ctl, tree);
    else
        apr_file_printf(ctl->out, "%s\n", sentence);
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e report_decision(const case_t *work, cnops_decision_e decision)
{
    switch (decision) {
    case CNOPS_DECISION_ACCEPTED:
        return report(work->ctl, "accepted",
                      "accepted: it takes effect as soon as httpd's watchdog sees it");
    case CNOPS_DECISION_DECLINED:
        return report(work->ctl, "refused", "refused: the person who asked is informed");
    case CNOPS_DECISION_HASTENED:
        return report(work->ctl, "hastened",
                      "hastened: it is before its time, so another operator must accept it too");
    case CNOPS_DECISION_REPEATED:
        return cnops_ctl_refuse(work->ctl, "%s hastened it already: another operator must do it",
                                work->by.name);
    default:
        return cnops_ctl_refuse(work->ctl, "this request is not open any more");
    }
}

cnops_exit_e cnops_command_request_decide(cnops_ctl_t *ctl)
{
    cnops_decision_e decision;
    cnops_exit_e verdict;
    case_t work;
    apr_status_t rv;

    if (is_ticket(ctl))
        return cnops_ticket_cases_decide(ctl);
    if (ctl->accept == ctl->refuse || ctl->partly || ctl->ask_more || ctl->answer) {
        cnops_ctl_refuse(ctl, "which? --accept or --refuse, and no --answer");
        return CNOPS_EXIT_USAGE;
    }
    if ((verdict = open_case(&work, ctl)) != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_request_decide(&decision, &work.portal->core, work.request, ctl->accept, &work.by,
                              ctl->pool);
    return rv == APR_SUCCESS ? report_decision(&work, decision)
                             : cnops_casework_failed(ctl, work.portal, rv);
}
