/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A form that asks for the code sent to a contact: sending it, trying what came back, showing
 * where it went. Journeys, the second step of signing in and a change of contacts use it.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the caller wipes the code that was
 * typed. */
#ifndef CNOPS_PAGES_CODE_CODE_FORM_H
#define CNOPS_PAGES_CODE_CODE_FORM_H

#include "core/code/code.h"
#include "core/form/field.h"
#include "core/guard/throttle.h"
#include "pages/frame/page.h"

/* What differs between the channels wherever a visitor gives, changes or proves a contact. */
typedef struct cnops_code_channel_t {
    const char *name;                  /* of the contact in page data: "email", "phone" */
    cnops_field_e field, confirmation; /* that ask for it */
} cnops_code_channel_t;

const cnops_code_channel_t *cnops_code_channel(cnops_channel_e channel);
/* The word of forms and page data: "courriel", "sms". */
const char *cnops_code_canal(cnops_channel_e channel);

/* One code: of which journey, where it goes, who pays. */
typedef struct cnops_code_form_t {
    const cnops_req_t *req;
    const char *journey_id;
    cnops_channel_e channel;
    const char *contact;        /* normalised */
    bool is_masked;             /* shown so; else whole, since the visitor typed it just now */
    const char *message, *lang; /* template (pages/notice/messages.h), and its language */
    const char *account;        /* as cnops_code_sending_t has it */
    const char *allowance;      /* likewise */
    cnops_use_e tries;          /* what wrong codes are counted as, */
    const char *subject;        /* and by */
} cnops_code_form_t;

/* The first code, or (again) another one. */
apr_status_t cnops_code_form_send(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                                  const cnops_code_form_t *form, bool again);
/* Why another code did not leave, as an error code; NULL: one is out. */
const char *cnops_code_form_refusal(cnops_code_sent_e sent);

typedef struct cnops_code_answer_t {
    bool is_counted_out;             /* too many wrong ones: nothing was compared */
    apr_interval_time_t retry_after; /* µs, then */
    const char *fault;               /* error code; NULL: it was right */
} cnops_code_answer_t;

/* Counted before the code is compared, given back unless it was wrong: a hundred guesses at once
 * are a hundred guesses. */
apr_status_t cnops_code_form_try(cnops_code_answer_t *panswer, const cnops_code_form_t *form,
                                 const char *code);

/* Adds destination, minutes and resend to page data. */
apr_status_t cnops_code_form_show(cnops_tree_t *data, const cnops_code_form_t *form);

#endif
