/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/student/tracking.h"

#include "base/netblock.h"
#include "core/person/identity.h"
#include "core/registration/registration.h"
#include "pages/frame/failures.h"
#include "pages/guard/guard.h"
#include "pages/student/found.h"
#include "pages/student/link.h"

#include <apr_strings.h>

static const cnops_asked_t asks[] = {{.field = CNOPS_FIELD_CINE},
                                     {.field = CNOPS_FIELD_MASSAR},
                                     {.field = CNOPS_FIELD_DATE_NAISSANCE},
                                     {.field = CNOPS_FIELD_NONE}};

/* --- the limits --- */

/* The tries about the CINE that was typed; subject NULL where none was, or a wrong one. */
static cnops_throttle_t tries_of(const cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const char *cine = cnops_entries_value(visit->entries, CNOPS_FIELD_CINE);

    return (cnops_throttle_t){
        .use = CNOPS_USE_PERSON_TRACKING,
        .subject = cine ? cnops_identity_subject(req->app->core, cine, req->pool) : NULL};
}

/* A counter of its own: in the first weeks of a year many students of one campus find nothing yet,
 * and must not make creation dear for their neighbours. */
static cnops_throttle_t block_of(const cnops_req_t *req)
{
    return (cnops_throttle_t){.use = CNOPS_USE_BLOCK_TRACKING,
                              .subject = cnops_netblock_of(req->ip, req->pool),
                              .limit = cnops_throttle_block_limit(req->app->core, req->ip)};
}

/* What the next try costs. Past a limit it is the hardest proof of work and a picture; browsers
 * that have signed in before are not asked for the picture. */
static void set_price(cnops_visit_t *visit, const cnops_verdict_t *verdicts, int count)
{
    const cnops_req_t *req = visit->req;

    visit->owes_captcha = true;
    visit->gate.is_known = cnops_guard_may_be_known(req);
    for (int i = 0; i < count; i++) {
        bool is_open = verdicts[i].allowed;

        cnops_guard_raise(req, is_open ? verdicts[i].pow_level
                                       : (int)req->app->core->settings->pow_levels);
        visit->gate.wants_both |= !is_open && !visit->gate.is_known;
    }
}

/* The price depends on the CINE, so the form is read before its captcha is checked. */
static cnops_res_t *begin(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    cnops_throttle_t list[2] = {block_of(req)};
    cnops_verdict_t verdicts[2];
    int count = 1;
    apr_status_t rv;

    if (!cnops_page_has_students(req))
        return cnops_failure_page(req, 404, 0);
    if (req->method == CNOPS_METHOD_POST) {
        cnops_entries_read(visit->entries);
        list[1] = tries_of(visit);
        count += list[1].subject != NULL;
    }
    rv = cnops_throttle_look_all(verdicts, req->app->core, list, count, req->pool);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    set_price(visit, verdicts, count);
    return NULL;
}

/* A try is counted before anything is compared, and given back if it was right, so that a hundred
 * requests at the same time get no more tries than a hundred in a row. Where *pverdict does not
 * allow it, the limit is reached, and this try has paid for it already. NULL: go on. */
static cnops_res_t *take_try(cnops_verdict_t *pverdict, cnops_visit_t *visit,
                             const cnops_throttle_t *tries)
{
    const cnops_req_t *req = visit->req;
    apr_status_t rv = cnops_throttle_take_all(pverdict, req->app->core, tries, 1, req->pool);

    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    if (pverdict->allowed || visit->gate.wants_both || visit->gate.is_known)
        return NULL;
    set_price(visit, pverdict, 1); /* others have reached the limit since begin has looked */
    return cnops_visit_fault(visit, CNOPS_FIELD_NONE, "captcha_harder");
}

/* --- looking --- */

static apr_status_t find(apr_array_header_t **plist, const cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const cnops_registration_claim_t claim = {
        .cine = cnops_entries_value(visit->entries, CNOPS_FIELD_CINE),
        .massar = cnops_entries_value(visit->entries, CNOPS_FIELD_MASSAR),
        .birth_date = cnops_entries_value(visit->entries, CNOPS_FIELD_DATE_NAISSANCE)};

    return cnops_registrations_track(plist, req->app->core, &claim, req->pool);
}

/* Of a right try nothing stays counted. After a wrong one the form asks at once for the proof of
 * work that the next try costs. */
static apr_status_t settle(cnops_visit_t *visit, const apr_array_header_t *found,
                           const cnops_throttle_t *tries, const cnops_verdict_t *verdict)
{
    const cnops_req_t *req = visit->req;
    const cnops_throttle_t block = block_of(req);
    cnops_verdict_t ignored;

    if (found->nelts == 0) {
        set_price(visit, verdict, 1);
        return cnops_throttle_take_all(&ignored, req->app->core, &block, 1, req->pool);
    }
    cnops_journey_stay(req->journey, req->app->core); /* its links live as long as the journey */
    return verdict->allowed ? cnops_throttle_give_all(req->app->core, tries, 1, req->pool)
                            : APR_SUCCESS;
}

static cnops_res_t *submit(cnops_visit_t *visit)
{
    const cnops_req_t *req = visit->req;
    const cnops_throttle_t tries = tries_of(visit);
    cnops_found_t *found = apr_pcalloc(req->pool, sizeof *found);
    cnops_verdict_t verdict;
    cnops_res_t *res = take_try(&verdict, visit, &tries);
    apr_status_t rv;

    if (res)
        return res;
    rv = find(&found->registrations, visit);
    if (rv == APR_SUCCESS)
        rv = settle(visit, found->registrations, &tries, &verdict);
    if (rv == APR_SUCCESS && found->registrations->nelts)
        rv = cnops_found_send(found, req, tries.subject);
    if (rv != APR_SUCCESS)
        return cnops_failure(req, rv);
    visit->own = found;
    res = cnops_visit_show(visit, 200);
    res->event = found->registrations->nelts ? "tracking: found" : "tracking: nothing found";
    return res;
}

static void preset(cnops_visit_t *visit)
{
    cnops_entries_unmask(visit->entries);
}

static apr_status_t fill(cnops_visit_t *visit, cnops_tree_t *data)
{
    cnops_found_show(data, visit->req, visit->own);
    return APR_SUCCESS;
}

const cnops_form_page_t cnops_tracking_form = {.path = CNOPS_TRACKING_PATH,
                                               .next = CNOPS_TRACKING_PATH,
                                               .back = "/etudiants",
                                               .asked = asks,
                                               .begin = begin,
                                               .preset = preset,
                                               .fill = fill,
                                               .submit = submit};
