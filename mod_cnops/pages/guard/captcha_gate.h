/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The captcha of a form, whichever a visitor answers: a proof of work (field altcha), or,
 * where the browser cannot compute, a picture or a sound (captcha_id, captcha).
 *
 * Floor: pages. Callers: walk.c, signin.c, letter.c. Threads: one request, one thread.
 *
 * A picture costs a machine the same however often it failed, so it is measured by limits of
 * its own (core/guard/throttle.h): wrong answers of a journey, all answers of an address block
 * (a tenth of the failures that it may have). */
#ifndef CNOPS_PAGES_GUARD_CAPTCHA_GATE_H
#define CNOPS_PAGES_GUARD_CAPTCHA_GATE_H

#include "pages/frame/page.h"

typedef struct cnops_captcha_gate_t {
    bool is_known;     /* a browser known to the account: its neighbours do not count */
    bool by_picture;   /* that is what was answered */
    const char *fault; /* error code; NULL: paid */
    bool is_closed;    /* too many wrong pictures: this journey is over */
    apr_interval_time_t retry_after; /* µs; not 0: this block answered too many */
    const char *keeps;               /* the id to show again, for it was not spent; or NULL */
} cnops_captcha_gate_t;

/* A gate nobody came to yet. */
void cnops_captcha_gate_init(cnops_captcha_gate_t *gate);

/* Whether the form has an answer to either captcha. */
bool cnops_captcha_gate_came(const cnops_req_t *req);

/* The answer waits until the rest of the form is right: it is not spent, and shown again. */
void cnops_captcha_gate_wait(cnops_captcha_gate_t *gate, const cnops_req_t *req);

/* Judges the answer, and spends it. */
apr_status_t cnops_captcha_gate_check(cnops_captcha_gate_t *gate, const cnops_req_t *req);

/* The control that a fault is about; NULL: none, it is the form as a whole. */
const char *cnops_captcha_gate_field(const cnops_captcha_gate_t *gate);

/* Adds "captcha" and "captcha_image" to page data. */
void cnops_captcha_gate_show(cnops_tree_t *data, const cnops_captcha_gate_t *gate,
                             const cnops_req_t *req, bool is_due);

#endif
