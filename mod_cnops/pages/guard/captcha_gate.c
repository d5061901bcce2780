/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/guard/captcha_gate.h"

#include "base/netblock.h"
#include "base/secret.h"
#include "core/guard/captcha.h"
#include "core/guard/image_captcha.h"
#include "core/guard/throttle.h"
#include "core/journey/drafts.h"

#include <apr_strings.h>
#include <string.h>

/* The fields: the proof of work; the id of the picture, and the answer to it. */
#define PROOF   "altcha"
#define PICTURE "captcha_id"
#define ANSWER  "captcha"

bool cnops_captcha_gate_owns(const char *name)
{
    return strcmp(name, PROOF) == 0 || strcmp(name, PICTURE) == 0 || strcmp(name, ANSWER) == 0;
}

/* NULL if it is absent or empty. */
static const char *field_of(const cnops_req_t *req, const char *name)
{
    const char *value = req->form ? cnops_form_value(req->form, name) : NULL;

    return value && *value ? value : NULL;
}

void cnops_captcha_gate_init(cnops_captcha_gate_t *gate)
{
    memset(gate, 0, sizeof *gate);
}

bool cnops_captcha_gate_came(const cnops_req_t *req)
{
    return field_of(req, PROOF) || (field_of(req, PICTURE) && field_of(req, ANSWER));
}

/* --- an answer that is not spent --- */

static void keep_proof(cnops_captcha_gate_t *gate, const cnops_req_t *req, const char *proof)
{
    if (proof && cnops_captcha_is_good(&gate->proof_left, req->app->core, req->journey->pow_level,
                                       proof, req->pool))
        gate->kept_proof = proof;
}

/* Only a picture of this journey that has not expired is shown again. */
static void keep_picture(cnops_captcha_gate_t *gate, const cnops_req_t *req, const char *id,
                         const char *answer)
{
    cnops_image_captcha_t image = {.solution = ""};

    if (id && cnops_image_captcha_open(&image, req->app->core, req->journey->id, id, req->pool) ==
                  APR_SUCCESS) {
        gate->kept_id = id;
        gate->kept_answer = answer;
    }
    cnops_secret_wipe(image.solution);
}

void cnops_captcha_gate_wait(cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    const char *proof = field_of(req, PROOF);

    gate->by_picture = field_of(req, PICTURE) && !proof && !gate->wants_both;
    if (gate->by_picture || gate->wants_both)
        keep_picture(gate, req, field_of(req, PICTURE), field_of(req, ANSWER));
    if (!gate->by_picture)
        keep_proof(gate, req, proof);
}

void cnops_captcha_gate_keep(const cnops_captcha_gate_t *gate, cnops_tree_t *texts)
{
    cnops_tree_set_text(texts, PROOF, gate->kept_proof);
    cnops_tree_set_text(texts, PICTURE, gate->kept_answer ? gate->kept_id : NULL);
    cnops_tree_set_text(texts, ANSWER, gate->kept_answer);
}

void cnops_captcha_gate_recall(cnops_captcha_gate_t *gate, const cnops_req_t *req, const char *slot)
{
    const cnops_tree_t *texts = cnops_drafts_of(req->journey, slot, req->pool);

    keep_proof(gate, req, cnops_tree_text(texts, PROOF));
    keep_picture(gate, req, cnops_tree_text(texts, PICTURE), cnops_tree_text(texts, ANSWER));
    gate->by_picture = gate->kept_id != NULL;
}

/* --- the picture --- */

/* A known browser is not counted: neighbours must not lock out the owner's own browser. Nor is a
 * picture that we demand besides the proof of work. */
static apr_status_t take_answer(cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    cnops_verdict_t verdict;
    apr_status_t rv;

    if (gate->is_known || gate->wants_both)
        return APR_SUCCESS;
    rv = cnops_throttle_take(&verdict, core, CNOPS_USE_BLOCK_IMAGES,
                             cnops_netblock_of(req->ip, req->pool),
                             cnops_throttle_image_limit(core, req->ip), req->pool);
    if (rv == APR_SUCCESS && !verdict.allowed)
        gate->retry_after = verdict.retry_after;
    return rv;
}

/* Takes one answer of the block and one try of the journey, both before anything is compared. If
 * one of them is used up, gate says so. */
static apr_status_t take_try(cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    cnops_verdict_t verdict;
    apr_status_t rv = take_answer(gate, req);

    if (rv != APR_SUCCESS || gate->retry_after)
        return rv;
    rv = cnops_throttle_take(&verdict, req->app->core, CNOPS_USE_JOURNEY_IMAGES, req->journey->id,
                             0, req->pool);
    gate->is_closed = rv == APR_SUCCESS && !verdict.allowed;
    return rv;
}

static apr_status_t check_picture(cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;
    const char *answer = field_of(req, ANSWER), *fault = "required";
    apr_status_t rv;

    gate->fault = "image_required";
    if (!answer)
        return APR_SUCCESS;
    if ((rv = take_try(gate, req)) != APR_SUCCESS || gate->retry_after || gate->is_closed)
        return rv;
    rv = cnops_image_captcha_verify(&fault, core, req->journey->id, field_of(req, PICTURE), answer,
                                    req->pool);
    gate->fault = fault ? apr_pstrcat(req->pool, "image_", fault, NULL) : NULL;
    /* Only a wrong answer costs one of the journey's tries. */
    if (rv == APR_SUCCESS && (!fault || strcmp(fault, "wrong") != 0))
        rv = cnops_throttle_give(core, CNOPS_USE_JOURNEY_IMAGES, req->journey->id, req->pool);
    return rv;
}

/* --- both kinds --- */

static const char *work_fault(const char *fault, const cnops_req_t *req)
{
    return fault ? apr_pstrcat(req->pool, "captcha_", fault, NULL) : NULL;
}

static apr_status_t check_work(cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    const char *fault;
    apr_status_t rv;

    rv = cnops_captcha_verify(&fault, req->app->core, req->journey->pow_level, field_of(req, PROOF),
                              req->pool);
    gate->fault = work_fault(fault, req);
    return rv;
}

static apr_status_t judge_work(cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    const char *fault = cnops_captcha_judge(
        &gate->spending, req->app->core, req->journey->pow_level, field_of(req, PROOF), req->pool);

    gate->fault = work_fault(fault, req);
    gate->is_unspent = !fault;
    return APR_SUCCESS;
}

/* The proof is spent last: a wrong picture leaves it good for the next answer, as a bad proof
 * leaves the picture. */
static apr_status_t check_both(cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    apr_status_t rv = judge_work(gate, req);

    gate->is_unspent = false;
    if (rv != APR_SUCCESS || gate->fault) {
        keep_picture(gate, req, field_of(req, PICTURE), field_of(req, ANSWER));
        return rv;
    }
    rv = check_picture(gate, req);
    gate->by_picture = gate->fault != NULL;
    if (rv == APR_SUCCESS && !gate->fault && !gate->is_closed)
        return check_work(gate, req);
    keep_proof(gate, req, field_of(req, PROOF));
    return rv;
}

/* A proof of work counts first, whatever else the form has. */
static bool has_picture_only(const cnops_req_t *req)
{
    return field_of(req, PICTURE) && !field_of(req, PROOF);
}

apr_status_t cnops_captcha_gate_check(cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    if (gate->wants_both)
        return check_both(gate, req);
    gate->by_picture = has_picture_only(req);
    return gate->by_picture ? check_picture(gate, req) : check_work(gate, req);
}

apr_status_t cnops_captcha_gate_judge(cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    gate->by_picture = has_picture_only(req);
    return gate->by_picture ? check_picture(gate, req) : judge_work(gate, req);
}

apr_status_t cnops_captcha_gate_take(cnops_verdict_t *pverdict, cnops_captcha_gate_t *gate,
                                     const cnops_req_t *req, const cnops_throttle_t *own)
{
    cnops_throttle_t list[] = {*own, gate->spending};
    cnops_verdict_t verdicts[2];
    apr_status_t rv = cnops_throttle_take_all(verdicts, req->app->core, list,
                                              gate->is_unspent ? 2 : 1, req->pool);

    *pverdict = verdicts[0];
    if (rv == APR_SUCCESS && gate->is_unspent && !verdicts[1].allowed)
        gate->fault = work_fault("used", req);
    gate->is_unspent = false;
    return rv;
}

bool cnops_captcha_gate_is_new(const cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    return gate->fault && !cnops_form_field(req->form, PROOF) &&
           !cnops_form_field(req->form, PICTURE);
}

const char *cnops_captcha_gate_field(const cnops_captcha_gate_t *gate)
{
    return gate->by_picture ? ANSWER : PROOF;
}

static const char *file_of(const cnops_req_t *req, const char *id, const char *ending)
{
    return apr_pstrcat(req->pool, req->app->mount, "/captcha/", id, ending, NULL);
}

/* The sentence beside the picture; NULL if nothing is wrong with its answer. */
static const char *fault_text(const cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    if (!gate->by_picture || !gate->fault)
        return NULL;
    return cnops_page_text(req, apr_pstrcat(req->pool, "error.", gate->fault, NULL), NULL);
}

/* Whether to show the picture without the proof of work: the visitor asked for it, or has
 * just answered one. */
static bool is_chosen(const cnops_captcha_gate_t *gate, const cnops_req_t *req)
{
    const char *asked = cnops_form_value(req->query, "captcha");

    return !gate->wants_both && (gate->by_picture || (asked && strcmp(asked, "image") == 0));
}

/* A form that was sent starts the work as soon as its page is shown again: the visitor is at it. */
static void show_proof(cnops_tree_t *data, const cnops_captcha_gate_t *gate, const cnops_req_t *req,
                       bool is_due)
{
    cnops_tree_t *proof;

    cnops_tree_set_bool(data, "captcha_start", is_due && req->method == CNOPS_METHOD_POST);
    if (!is_due || !gate->kept_proof) {
        cnops_tree_set_text(data, "captcha_proof", NULL);
        return;
    }
    proof = cnops_tree_set_object(data, "captcha_proof");
    cnops_tree_set_text(proof, "value", gate->kept_proof);
    cnops_tree_set_int(proof, "seconds", apr_time_sec(gate->proof_left));
}

void cnops_captcha_gate_show(cnops_tree_t *data, const cnops_captcha_gate_t *gate,
                             const cnops_req_t *req, bool is_due)
{
    const char *id = gate->kept_id;
    cnops_tree_t *image;

    cnops_tree_set_text(data, "captcha", !is_due ? "none" : gate->wants_both ? "both" : "required");
    show_proof(data, gate, req, is_due);
    if (!is_due) {
        cnops_tree_set_text(data, "captcha_image", NULL);
        return;
    }
    if (!id)
        id = cnops_image_captcha_make(req->app->core, req->journey->id, req->pool);
    image = cnops_tree_set_object(data, "captcha_image");
    cnops_tree_set_text(image, "id", id);
    cnops_tree_set_text(image, "png", file_of(req, id, ".png"));
    cnops_tree_set_text(image, "wav", file_of(req, id, ".wav"));
    cnops_tree_set_text(image, "value", gate->kept_answer);
    cnops_tree_set_text(image, "error", fault_text(gate, req));
    cnops_tree_set_bool(image, "chosen", is_chosen(gate, req));
    cnops_tree_set_text(
        image, "choose",
        apr_pstrcat(req->pool, req->app->mount, req->path, CNOPS_CAPTCHA_GATE_CHOSEN, NULL));
}
