/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The captcha of a form. The visitor solves one of two kinds: a proof of work (field altcha) or, if
 * the browser cannot compute, a picture or a sound (fields captcha_id and captcha).
 *
 * Floor: pages. Threads: one request, one thread.
 *
 * The proof of work becomes harder after failures, but a picture always costs a machine the same.
 * So pictures have limits of their own (core/guard/throttle.h): the wrong answers of a journey, and
 * all answers of an address block (a tenth of the failures that the block may have). */
#ifndef CNOPS_PAGES_GUARD_CAPTCHA_GATE_H
#define CNOPS_PAGES_GUARD_CAPTCHA_GATE_H

#include "core/guard/throttle.h"
#include "pages/frame/page.h"

/* The query of a page that shows the picture instead of the proof of work. */
#define CNOPS_CAPTCHA_GATE_CHOSEN "?captcha=image"

typedef struct cnops_captcha_gate_t {
    /* Set by the caller: a proof of work and a picture are owed, both in one form. */
    bool wants_both;
    bool is_known; /* the browser is known to the account: the limit of its block does not apply */
    bool by_picture;   /* the visitor answered the picture or sound, not the proof of work */
    const char *fault; /* error code; NULL: solved */
    bool is_closed;    /* too many wrong answers: this journey must end */
    apr_interval_time_t retry_after; /* µs; not 0: the block has given too many answers */
    const char *kept_id; /* of the picture to show again, as its answer was not spent; or NULL */
    const char *kept_answer;        /* what was typed below that picture; or NULL */
    const char *kept_proof;         /* a solved proof of work that was not spent; or NULL */
    apr_interval_time_t proof_left; /* µs until it expires */
    bool is_unspent;                /* the proof of work is right, and is still to be spent */
    cnops_throttle_t spending;      /* by counting this */
} cnops_captcha_gate_t;

/* A gate for a form that has not been answered yet. */
void cnops_captcha_gate_init(cnops_captcha_gate_t *gate);

/* Whether the form has an answer to one of the captchas. */
bool cnops_captcha_gate_came(const cnops_req_t *req);

/* To be called instead of check while other fields are wrong, or where a form is only kept: the
 * answer is not spent, and the form shows the same picture and answer, or the solved proof, again.
 */
void cnops_captcha_gate_wait(cnops_captcha_gate_t *gate, const cnops_req_t *req);

/* After wait: adds to the drafts what is to be shown again on another page. */
void cnops_captcha_gate_keep(const cnops_captcha_gate_t *gate, cnops_tree_t *texts);
/* Shows again what was kept in this slot of the drafts, while it is good. */
void cnops_captcha_gate_recall(cnops_captcha_gate_t *gate, const cnops_req_t *req,
                               const char *slot);
/* Whether this is the name of a field of the captcha. */
bool cnops_captcha_gate_owns(const char *name);

/* Whether the fault is that an answer is owed which the page had not asked for: the form has none
 * of the captcha's fields. */
bool cnops_captcha_gate_is_new(const cnops_captcha_gate_t *gate, const cnops_req_t *req);

/* Checks the answer and spends it, so that it cannot be used again. The result is in gate. */
apr_status_t cnops_captcha_gate_check(cnops_captcha_gate_t *gate, const cnops_req_t *req);

/* The same, but a right proof of work is not spent yet: the caller must call take. */
apr_status_t cnops_captcha_gate_judge(cnops_captcha_gate_t *gate, const cnops_req_t *req);
/* Counts own, and in the same call spends the proof of work that judge left unspent. *pverdict:
 * about own. Where gate->fault is set then, the proof was used before, and own is not counted. */
apr_status_t cnops_captcha_gate_take(cnops_verdict_t *pverdict, cnops_captcha_gate_t *gate,
                                     const cnops_req_t *req, const cnops_throttle_t *own);

/* The name of the control that gate->fault is about. */
const char *cnops_captcha_gate_field(const cnops_captcha_gate_t *gate);

/* Adds "captcha" (none, required or both), "captcha_image", "captcha_proof" and "captcha_start" to
 * the page data. is_due: whether the form asks for one. */
void cnops_captcha_gate_show(cnops_tree_t *data, const cnops_captcha_gate_t *gate,
                             const cnops_req_t *req, bool is_due);

#endif
