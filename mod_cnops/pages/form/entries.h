/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The fields that a form asks for: reads them, checks them, and shows them again.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: the text of a secret field never reaches
 * the page data, and is never kept. */
#ifndef CNOPS_PAGES_FORM_ENTRIES_H
#define CNOPS_PAGES_FORM_ENTRIES_H

#include "core/form/field.h"
#include "pages/frame/page.h"
#include "pages/guard/captcha_gate.h"

/* One field that a form asks for. A table of these ends with CNOPS_FIELD_NONE. */
typedef struct cnops_asked_t {
    cnops_field_e field;
    bool optional;
    /* The field is asked only if the field `when`, a choice in the same form, is answered with its
     * choice number `is`. when CNOPS_FIELD_NONE: it is always asked. */
    cnops_field_e when;
    int is;
    bool is_current;   /* a password that exists already (sign-in), not a new one */
    const char *label; /* its key; NULL: field.NAME */
} cnops_asked_t;

typedef struct cnops_entries_t cnops_entries_t;

/* Empty entries for the fields in asked, from the pool of the request. asked NULL: no field. */
cnops_entries_t *cnops_entries_make(const cnops_req_t *req, const cnops_asked_t *asked);

/* Recalls what was typed in this slot before (core/journey/drafts.h). A field shows it until the
 * form is read, numbers and dates masked. A mask that the form sends back stands for it. */
void cnops_entries_recall(cnops_entries_t *entries, const char *slot);

/* Shows what was recalled as it was typed. For a page that keeps nothing once it is shown: a mask
 * that its form sends back could stand for nothing. */
void cnops_entries_unmask(cnops_entries_t *entries);

/* Reads and checks the fields in the form of the request. */
void cnops_entries_read(cnops_entries_t *entries);

/* Keeps what was typed in the slot that was recalled, good or not. Secret fields are not kept, but
 * it is noted that they were filled in, so that the page can say why they are empty. gate: the
 * captcha of the form, whose answer was not spent (cnops_captcha_gate_wait); or NULL. */
void cnops_entries_keep(const cnops_entries_t *entries, const cnops_captcha_gate_t *gate);

/* Shows value in the field while nothing is typed there. value is not copied. */
void cnops_entries_preset(cnops_entries_t *entries, cnops_field_e field, const char *value);

/* For a field that is a choice: only the first count of its choices are offered and accepted. To
 * be called before the form is read. */
void cnops_entries_limit(cnops_entries_t *entries, cnops_field_e field, int count);

/* The value in its normal form; "" for an optional field that was left empty; NULL if the field is
 * absent, not asked or wrong. */
const char *cnops_entries_value(const cnops_entries_t *entries, cnops_field_e field);
/* For a field that is a choice: the index of the answer among its choices; -1 if it has no
 * value. */
int cnops_entries_choice(const cnops_entries_t *entries, cnops_field_e field);

/* Marks a field as wrong. code: an error code. CNOPS_FIELD_NONE, or a field that was not asked,
 * marks the form as a whole. Only the first fault of a field counts. */
void cnops_entries_fault(cnops_entries_t *entries, cnops_field_e field, const char *code);
/* A fault that leads to a control without marking it: one that is no field (the captcha), or the
 * first of several fields that may be wrong (sign-in). control NULL: the form as a whole. */
void cnops_entries_fault_control(cnops_entries_t *entries, const char *control, const char *code);
/* The fault of the form is not a mistake of the visitor: something more is asked for, which the
 * page did not ask before. The page says so as a notice. */
void cnops_entries_excuse(cnops_entries_t *entries);
/* The visitor must wait (µs) before the form can be sent again: a sentence may then say {from}. */
void cnops_entries_wait(cnops_entries_t *entries, apr_interval_time_t wait);
/* Whether no fault was found. */
bool cnops_entries_good(const cnops_entries_t *entries);

/* Adds "fields", "errors", "retry_after" and "mistyped" to page data, and a notice if the only
 * fault is none of the visitor's. */
void cnops_entries_show(const cnops_entries_t *entries, cnops_tree_t *data);

/* Wipes the texts of all secret fields. */
void cnops_entries_wipe(cnops_entries_t *entries);

#endif
