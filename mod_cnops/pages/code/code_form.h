/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A form that asks for the code sent to a contact: sends the code, checks what was typed, and shows
 * where the code went. Journeys, the second step of signing in and the change of a contact use it.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the caller wipes the code that was
 * typed. */
#ifndef CNOPS_PAGES_CODE_CODE_FORM_H
#define CNOPS_PAGES_CODE_CODE_FORM_H

#include "core/code/code.h"
#include "core/form/field.h"
#include "core/guard/throttle.h"
#include "pages/frame/page.h"

/* The names that differ between the channels, wherever a visitor gives, changes or proves a
 * contact. */
typedef struct cnops_code_channel_t {
    const char *name;                  /* of the contact in page data: "email", "phone" */
    cnops_field_e field, confirmation; /* the fields that ask for it */
} cnops_code_channel_t;

const cnops_code_channel_t *cnops_code_channel(cnops_channel_e channel);
/* The word for the channel in forms and page data: "courriel", "sms". */
const char *cnops_code_canal(cnops_channel_e channel);

/* One code: its journey, where it goes, and which counters it uses. */
typedef struct cnops_code_form_t {
    const cnops_req_t *req;
    const char *journey_id;
    cnops_channel_e channel;
    const char *contact; /* normalised */
    bool is_masked;      /* how it is shown; false: whole, as the visitor has just typed it */
    const char *message, *lang; /* template (pages/notice/messages.h), and its language */
    const char *account;        /* see cnops_code_sending_t */
    const char *allowance;      /* see cnops_code_sending_t */
    cnops_use_e tries;          /* the counter of wrong codes, */
    const char *subject;        /* and its subject */
} cnops_code_form_t;

/* Sends the first code, or (again) another one. psent and pwait: as in cnops_code_send. */
apr_status_t cnops_code_form_send(cnops_code_sent_e *psent, apr_interval_time_t *pwait,
                                  const cnops_code_form_t *form, bool again);
/* The error code that says why no code was sent; NULL: one was sent, now or before. */
const char *cnops_code_form_refusal(cnops_code_sent_e sent);

typedef struct cnops_code_answer_t {
    bool is_counted_out;             /* too many wrong codes before: this one was not compared */
    apr_interval_time_t retry_after; /* µs; set if is_counted_out */
    const char *fault;               /* error code; NULL: the code was right */
} cnops_code_answer_t;

/* What the visitor can do about the code now; sends and counts nothing. */
apr_status_t cnops_code_form_look(cnops_code_outlook_t *poutlook, const cnops_code_form_t *form);
/* Whether cnops_code_form_send, for another channel than that of the last code, would not refuse.
 */
bool cnops_code_form_may_send(const cnops_code_outlook_t *outlook);

/* Checks a code. The try is counted before the code is compared, and given back unless the code was
 * wrong, so that a hundred requests at the same time get no more tries than a hundred in a row. */
apr_status_t cnops_code_form_try(cnops_code_answer_t *panswer, const cnops_code_form_t *form,
                                 const char *code);

/* Adds destination, minutes, resend, unsent and last_try to the page data. */
apr_status_t cnops_code_form_show(cnops_tree_t *data, const cnops_code_form_t *form);

#endif
