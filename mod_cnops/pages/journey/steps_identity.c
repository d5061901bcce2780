/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/account/account.h"
#include "core/account/account_find.h"
#include "core/digest.h"
#include "pages/frame/failures.h"
#include "pages/guard/ceiling.h"
#include "pages/guard/guard.h"
#include "pages/journey/recap.h"
#include "pages/journey/steps.h"

#include <apr_strings.h>
#include <string.h>

/* --- limits --- */

static cnops_throttle_t tries_of(const cnops_walk_t *walk, cnops_use_e use)
{
    return (cnops_throttle_t){.use = use, .subject = walk->req->journey->id};
}

/* Reads the limits of a step together: of the block, of the tries of this journey (after them, the
 * visitor needs a new one) and, unless ceiling is NULL, of the person. The verdict on the person is
 * in the walk, for whoever asks. NULL: go on. */
static cnops_res_t *guard_limits(cnops_walk_t *walk, cnops_use_e tries,
                                 const cnops_ceiling_t *ceiling)
{
    const cnops_req_t *req = walk->req;
    cnops_throttle_t list[] = {cnops_guard_block_throttle(req), tries_of(walk, tries), {0}};
    cnops_verdict_t verdicts[3];
    apr_status_t rv;

    if (ceiling)
        list[2] = cnops_ceiling_throttle(ceiling);
    rv = cnops_throttle_look_all(verdicts, req->app->core, list, ceiling ? 3 : 2, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    cnops_guard_raise(req, verdicts[0].pow_level);
    if (!verdicts[0].allowed)
        return cnops_failure_page(req, 429, verdicts[0].retry_after);
    if (!verdicts[1].allowed)
        return cnops_walk_close(walk, "notice.journey_closed");
    walk->tried = verdicts[1].count;
    if (ceiling) {
        walk->person_subject = apr_pstrdup(req->pool, ceiling->subject);
        walk->person = verdicts[2];
    }
    return NULL;
}

/* Reads it, unless guard did. */
static apr_status_t look_at_person(cnops_verdict_t *pverdict, const cnops_walk_t *walk,
                                   const cnops_ceiling_t *ceiling)
{
    cnops_throttle_t throttle = cnops_ceiling_throttle(ceiling);

    *pverdict = walk->person;
    if (walk->person_subject && strcmp(walk->person_subject, ceiling->subject) == 0)
        return APR_SUCCESS;
    return cnops_throttle_look_all(pverdict, walk->req->app->core, &throttle, 1, walk->req->pool);
}

/* NULL: go on. *pverdict then has the proof of work that recent wrong answers about this
 * person call for. */
static cnops_res_t *guard_person(cnops_walk_t *walk, cnops_verdict_t *pverdict,
                                 const cnops_identity_t *identity)
{
    const cnops_req_t *req = walk->req;
    cnops_ceiling_t ceiling;
    apr_status_t rv;

    cnops_ceiling_init(&ceiling, CNOPS_USE_PERSON_ANSWERS, req, identity);
    if ((rv = look_at_person(pverdict, walk, &ceiling)) != APR_SUCCESS)
        return cnops_failure(req, rv);
    return pverdict->allowed ? NULL : cnops_ceiling_page(req, identity, pverdict->retry_after);
}

/* --- the identity step --- */

static const cnops_asked_t asks_identity[] = {{.field = CNOPS_FIELD_MODE},
                                              {.field = CNOPS_FIELD_IMMATRICULATION,
                                               .when = CNOPS_FIELD_MODE,
                                               .is = CNOPS_MODE_IMMATRICULATION},
                                              {.field = CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR,
                                               .when = CNOPS_FIELD_MODE,
                                               .is = CNOPS_MODE_EMPLOYEUR},
                                              {.field = CNOPS_FIELD_CNI},
                                              {.field = CNOPS_FIELD_DATE_NAISSANCE},
                                              {.field = CNOPS_FIELD_NONE}};
static const cnops_asked_t asks_student[] = {
    {.field = CNOPS_FIELD_CNI}, {.field = CNOPS_FIELD_DATE_NAISSANCE}, {.field = CNOPS_FIELD_NONE}};

const cnops_asked_t *cnops_steps_choose_identity(const cnops_walk_t *walk)
{
    return walk->req->journey->is_student ? asks_student : asks_identity;
}

/* The immatriculation of a student is the number of the CNIE. */
static void read_claim(cnops_identity_claim_t *claim, const cnops_walk_t *walk)
{
    cnops_field_e number = CNOPS_FIELD_CNI;

    claim->by_employer =
        cnops_entries_choice(walk->entries, CNOPS_FIELD_MODE) == CNOPS_MODE_EMPLOYEUR;
    if (!walk->req->journey->is_student)
        number =
            claim->by_employer ? CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR : CNOPS_FIELD_IMMATRICULATION;
    claim->number = cnops_entries_value(walk->entries, number);
    claim->document = cnops_entries_value(walk->entries, CNOPS_FIELD_CNI);
    claim->birth_date = cnops_entries_value(walk->entries, CNOPS_FIELD_DATE_NAISSANCE);
}

/* A visitor who is not yet known to be anybody answers for the person whose document was typed.
 * Only of a known browser the person must be found first: check_level does so. */
cnops_res_t *cnops_steps_guard_identity(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    cnops_identity_t stranger = {.person_id = 0};
    cnops_identity_claim_t claim;
    cnops_ceiling_t ceiling;

    cnops_entries_read(walk->entries);
    read_claim(&claim, walk);
    if (!claim.document || cnops_guard_may_be_known(req))
        return guard_limits(walk, CNOPS_USE_JOURNEY_IDENTITY, NULL);
    apr_cpystrn(stranger.subject, cnops_identity_subject(req->app->core, claim.document, req->pool),
                sizeof stranger.subject);
    cnops_ceiling_init(&ceiling, CNOPS_USE_PERSON_ANSWERS, req, &stranger);
    return guard_limits(walk, CNOPS_USE_JOURNEY_IDENTITY, &ceiling);
}

/* Whether the answers differ from those given before. If not, later steps stay done. */
static bool remember_claim(cnops_journey_t *journey, const cnops_core_t *core,
                           const cnops_identity_claim_t *claim)
{
    char digest[CNOPS_DIGEST_HEX];
    cnops_mode_e mode = claim->by_employer ? CNOPS_MODE_EMPLOYEUR : CNOPS_MODE_IMMATRICULATION;
    const char *parts[] = {"claim",           cnops_field(CNOPS_FIELD_MODE)->choices[mode],
                           claim->number,     claim->document,
                           claim->birth_date, NULL};
    bool changed;

    cnops_digest(digest, core->keys, CNOPS_KEY_FACTS, parts);
    changed = strcmp(digest, journey->identity_digest) != 0;
    apr_cpystrn(journey->identity_digest, digest, sizeof journey->identity_digest);
    return changed;
}

/* Counts an attempt of this journey, and spends its captcha. NULL: go on. */
static cnops_res_t *take_attempt(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    cnops_throttle_t attempt = tries_of(walk, CNOPS_USE_JOURNEY_IDENTITY);
    cnops_verdict_t verdict;
    apr_status_t rv = cnops_captcha_gate_take(&verdict, &walk->gate, req, &attempt);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (walk->gate.fault) {
        cnops_entries_fault_control(walk->entries, cnops_captcha_gate_field(&walk->gate),
                                    walk->gate.fault);
        return cnops_walk_refuse(walk, 422);
    }
    walk->tried = verdict.count;
    return verdict.allowed ? NULL : cnops_walk_close(walk, "notice.journey_closed");
}

/* Finds the person who is meant. NULL: go on. */
static cnops_res_t *find_identity(cnops_identity_t *pidentity, cnops_walk_t *walk,
                                  const cnops_identity_claim_t *claim)
{
    const cnops_req_t *req = walk->req;
    apr_status_t rv = cnops_identity_claim(pidentity, req->app->core, claim, req->pool);

    return rv == APR_SUCCESS ? NULL : cnops_failure(req, rv);
}

/* Wrong answers about this person make the proof of work harder, so the one just solved may be too
 * easy. A picture is never too easy: it has limits of its own. */
static cnops_res_t *check_level(cnops_walk_t *walk, const cnops_identity_t *identity)
{
    const cnops_req_t *req = walk->req;
    cnops_verdict_t verdict;
    cnops_res_t *res = guard_person(walk, &verdict, identity);
    apr_status_t rv;

    if (res || !cnops_guard_raise(req, verdict.pow_level) || walk->gate.by_picture)
        return res;
    rv = cnops_throttle_give(req->app->core, CNOPS_USE_JOURNEY_IDENTITY, req->journey->id,
                             req->pool);
    walk->tried--;
    return rv == APR_SUCCESS ? cnops_walk_fault(walk, CNOPS_FIELD_NONE, "captcha_harder")
                             : cnops_failure(req, rv);
}

cnops_res_t *cnops_steps_submit_identity(cnops_walk_t *walk)
{
    cnops_req_t *req = walk->req;
    cnops_identity_claim_t claim;
    cnops_identity_t identity = {.person_id = 0};
    cnops_res_t *res;

    read_claim(&claim, walk);
    if ((res = take_attempt(walk)) || (res = find_identity(&identity, walk, &claim)) ||
        (res = check_level(walk, &identity)))
        return res;
    memcpy(&req->journey->identity, &identity, sizeof identity);
    cnops_recap_note(req);
    return cnops_walk_accept(walk, remember_claim(req->journey, req->app->core, &claim));
}

/* --- the questions step --- */

/* Which fields the form has, by asks_number, by_employer and asks_rib of the identity. */
static const cnops_asked_t asks_student_rib[] = {{.field = CNOPS_FIELD_RIB},
                                                 {.field = CNOPS_FIELD_NONE}};
static const cnops_asked_t asks_student_civil[] = {{.field = CNOPS_FIELD_ETAT_CIVIL},
                                                   {.field = CNOPS_FIELD_NONE}};
static const cnops_asked_t asks_employee_rib[] = {{.field = CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR},
                                                  {.field = CNOPS_FIELD_RIB},
                                                  {.field = CNOPS_FIELD_NONE}};
static const cnops_asked_t asks_employee_civil[] = {{.field = CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR},
                                                    {.field = CNOPS_FIELD_ETAT_CIVIL},
                                                    {.field = CNOPS_FIELD_NONE}};
static const cnops_asked_t asks_number_rib[] = {{.field = CNOPS_FIELD_IMMATRICULATION},
                                                {.field = CNOPS_FIELD_RIB},
                                                {.field = CNOPS_FIELD_NONE}};
static const cnops_asked_t asks_number_civil[] = {{.field = CNOPS_FIELD_IMMATRICULATION},
                                                  {.field = CNOPS_FIELD_ETAT_CIVIL},
                                                  {.field = CNOPS_FIELD_NONE}};

const cnops_asked_t *cnops_steps_choose_questions(const cnops_walk_t *walk)
{
    const cnops_identity_t *identity = &walk->req->journey->identity;

    if (!identity->asks_number)
        return identity->asks_rib ? asks_student_rib : asks_student_civil;
    if (identity->by_employer)
        return identity->asks_rib ? asks_number_rib : asks_number_civil;
    return identity->asks_rib ? asks_employee_rib : asks_employee_civil;
}

cnops_res_t *cnops_steps_guard_questions(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const cnops_identity_t *identity = &req->journey->identity;
    cnops_ceiling_t ceiling;
    cnops_res_t *res;

    cnops_ceiling_init(&ceiling, CNOPS_USE_PERSON_ANSWERS, req, identity);
    if ((res = guard_limits(walk, CNOPS_USE_JOURNEY_ANSWERS, &ceiling)))
        return res;
    return walk->person.allowed ? NULL
                                : cnops_ceiling_page(req, identity, walk->person.retry_after);
}

/* The identity step took one of the two numbers: the other one is asked here. */
static void read_answers(cnops_identity_answers_t *answers, const cnops_walk_t *walk)
{
    const cnops_identity_t *identity = &walk->req->journey->identity;

    answers->number = cnops_entries_value(walk->entries, identity->by_employer
                                                             ? CNOPS_FIELD_IMMATRICULATION
                                                             : CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR);
    answers->payment = cnops_entries_value(
        walk->entries, identity->asks_rib ? CNOPS_FIELD_RIB : CNOPS_FIELD_ETAT_CIVIL);
}

/* A try is counted before the answers are compared, and given back if they were right, so that a
 * hundred requests at the same time get no more tries than a hundred in a row. NULL: go on;
 * *pverdict then has the proof of work that the next try calls for if this one fails. */
static cnops_res_t *take_try(cnops_walk_t *walk, cnops_verdict_t *pverdict,
                             const cnops_throttle_t tries[2])
{
    const cnops_req_t *req = walk->req;
    cnops_verdict_t verdicts[2];
    apr_status_t rv = cnops_throttle_take_all(verdicts, req->app->core, tries, 2, req->pool);

    *pverdict = verdicts[1];
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (!verdicts[0].allowed)
        return cnops_walk_close(walk, "notice.journey_closed");
    walk->tried = verdicts[0].count;
    return pverdict->allowed
               ? NULL
               : cnops_ceiling_page(req, &req->journey->identity, pverdict->retry_after);
}

/* level: of the proof of work that this failure calls for. A visitor who goes back to correct the
 * page before solves it there at once, instead of an easy one that would be refused. */
static cnops_res_t *refuse_answers(cnops_walk_t *walk, int level)
{
    apr_status_t rv = cnops_guard_failed(walk->req);
    cnops_res_t *res;

    cnops_guard_raise(walk->req, level);
    if (rv != APR_SUCCESS)
        return cnops_failure(walk->req, rv);
    res = cnops_walk_fault(walk, CNOPS_FIELD_NONE, "facts_mismatch");
    res->event = apr_pstrcat(walk->req->pool, walk->course->base + 1, ": facts refused", NULL);
    return res;
}

static apr_status_t prove(bool *pproved, const cnops_account_t **paccount, cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    cnops_identity_answers_t answers;

    read_answers(&answers, walk);
    return cnops_account_prove(pproved, paccount, req->app->core, &req->journey->identity, &answers,
                               req->pool);
}

cnops_res_t *cnops_steps_submit_questions(cnops_walk_t *walk)
{
    const cnops_req_t *req = walk->req;
    const cnops_account_t *account;
    cnops_throttle_t tries[2] = {tries_of(walk, CNOPS_USE_JOURNEY_ANSWERS)};
    cnops_ceiling_t ceiling;
    cnops_verdict_t verdict;
    bool proved = false;
    cnops_res_t *res;
    apr_status_t rv;

    cnops_ceiling_init(&ceiling, CNOPS_USE_PERSON_ANSWERS, req, &req->journey->identity);
    tries[1] = cnops_ceiling_throttle(&ceiling);
    if ((res = take_try(walk, &verdict, tries)))
        return res;
    rv = prove(&proved, &account, walk);
    if (rv == APR_SUCCESS && !proved)
        return refuse_answers(walk, verdict.pow_level);
    if (rv == APR_SUCCESS)
        rv = cnops_throttle_give_all(req->app->core, tries, 2, req->pool);
    return rv == APR_SUCCESS ? walk->step->proved(walk, account) : cnops_failure(req, rv);
}
