/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The fields a form asks for: read, checked, shown again.
 *
 * Floor: pages. Callers: every page with a form. Threads: one request, one thread. Secrets: a
 * secret field's text never reaches page data. */
#ifndef CNOPS_PAGES_FORM_ENTRIES_H
#define CNOPS_PAGES_FORM_ENTRIES_H

#include "core/form/field.h"
#include "pages/frame/page.h"

/* One field asked by one form; tables of these end with CNOPS_FIELD_NONE. */
typedef struct cnops_asked_t {
    cnops_field_e field;
    bool optional;
    cnops_field_e when; /* a choice of the same form: asked only where its answer is the one */
    int is;             /* of this place among its choices; NONE: always asked */
    bool is_current;    /* a password that exists already: sign-in */
    const char *label;  /* key of another label than field.NAME; NULL: that one */
} cnops_asked_t;

typedef struct cnops_entries_t cnops_entries_t;

/* Empty entries for what is asked; NULL: nothing. */
cnops_entries_t *cnops_entries_make(const cnops_req_t *req, const cnops_asked_t *asked);

/* Reads and checks the request's form. */
void cnops_entries_read(cnops_entries_t *entries);

/* A value to show before anything was typed; takes the normal form. */
void cnops_entries_preset(cnops_entries_t *entries, cnops_field_e field, const char *value);

/* The normal form; NULL where absent, not asked, or wrong. */
const char *cnops_entries_value(const cnops_entries_t *entries, cnops_field_e field);
/* Of a choice: the place of the answer among its choices; -1 where there is no value. */
int cnops_entries_choice(const cnops_entries_t *entries, cnops_field_e field);

/* A mistake found later; NONE, or a field that was not asked: of the form as a whole. Only the
 * first of a field counts. */
void cnops_entries_fault(cnops_entries_t *entries, cnops_field_e field, const char *code);
/* The same of a control beside the fields (captcha); NULL: of the form as a whole. */
void cnops_entries_fault_control(cnops_entries_t *entries, const char *control, const char *code);
bool cnops_entries_good(const cnops_entries_t *entries);

/* Adds "fields" and "errors" to page data. */
void cnops_entries_show(const cnops_entries_t *entries, cnops_tree_t *data);

/* Wipes what secret fields held. */
void cnops_entries_wipe(cnops_entries_t *entries);

#endif
