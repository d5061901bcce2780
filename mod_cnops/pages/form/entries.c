/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/form/entries.h"

#include "base/secret.h"
#include "base/text.h"
#include "core/form/mask.h"
#include "core/journey/drafts.h"
#include "core/signin/password.h"
#include "pages/frame/moment.h"
#include "view/call_centre.h"

#include <apr_strings.h>
#include <string.h>
#include <strings.h>

typedef struct entry_t {
    const cnops_field_t *field; /* the row of asked->field */
    const cnops_asked_t *asked;
    const char *typed; /* to be shown again; NULL if the form did not have the field */
    const char *value; /* normal form; NULL unless it is good */
    const char *fault; /* error code, or NULL */
    int offered;       /* so many of the choices; 0: all */
    const char *kept;  /* what was typed before; "": a secret field, which was filled in, or a tick
                        * that  was taken away; or NULL */
} entry_t;

struct cnops_entries_t {
    const cnops_req_t *req;
    apr_array_header_t *list; /* entry_t */
    const char *form_fault;   /* of form_control */
    apr_interval_time_t wait; /* before the form can be sent again; 0: none */
    const char *form_control; /* the control that it leads to; NULL: none */
    bool is_excused;          /* form_fault is no mistake of the visitor */
    bool is_read;             /* the form was read: what was kept before is not shown any more */
    const char *slot;         /* of the drafts; NULL: nothing is recalled or kept */
};

#define ENTRY(entries, i) (&APR_ARRAY_IDX((entries)->list, i, entry_t))

static entry_t *find(const cnops_entries_t *entries, cnops_field_e field)
{
    for (int i = 0; i < entries->list->nelts; i++) {
        if (ENTRY(entries, i)->asked->field == field)
            return ENTRY(entries, i);
    }
    return NULL;
}

cnops_entries_t *cnops_entries_make(const cnops_req_t *req, const cnops_asked_t *asked)
{
    cnops_entries_t *entries = apr_pcalloc(req->pool, sizeof *entries);

    entries->req = req;
    entries->list = apr_array_make(req->pool, 4, sizeof(entry_t));
    for (; asked && asked->field; asked++) {
        entry_t *entry = apr_array_push(entries->list);

        memset(entry, 0, sizeof *entry);
        entry->asked = asked;
        entry->field = cnops_field(asked->field);
    }
    return entries;
}

/* --- what is kept --- */

void cnops_entries_recall(cnops_entries_t *entries, const char *slot)
{
    const cnops_req_t *req = entries->req;
    const cnops_tree_t *texts = cnops_drafts_of(req->journey, slot, req->pool);

    entries->slot = slot;
    for (int i = 0; i < entries->list->nelts; i++)
        ENTRY(entries, i)->kept = cnops_tree_text(texts, ENTRY(entries, i)->field->name);
}

void cnops_entries_unmask(cnops_entries_t *entries)
{
    for (int i = 0; i < entries->list->nelts; i++) {
        entry_t *entry = ENTRY(entries, i);

        if (entry->field->masked && entry->kept && !entry->typed)
            entry->typed = apr_pstrdup(entries->req->pool, entry->kept);
    }
}

static bool is_mask_of(const entry_t *entry, const char *sent, apr_pool_t *pool)
{
    return entry->field->masked && entry->kept &&
           cnops_mask_is(cnops_mask(entry->asked->field, entry->kept, pool), sent, pool);
}

/* What was typed into a field that the form has. */
static const char *typed_text(const entry_t *entry, const cnops_form_field_t *came,
                              apr_pool_t *pool)
{
    return is_mask_of(entry, came->value, pool) ? entry->kept : came->value;
}

/* What is to be kept of a field; NULL: nothing. What was kept before stays while the form does not
 * have the field: it may be one that is not asked with the choice made. A tick that is missing was
 * taken away; an optional one keeps that, so that cnops_entries_preset does not bring it back. A
 * code is of no use on another page. */
static const char *draft_of(const cnops_entries_t *entries, const entry_t *entry)
{
    const cnops_form_field_t *came = cnops_form_field(entries->req->form, entry->field->name);
    cnops_kind_e kind = entry->field->kind;

    if (kind == CNOPS_KIND_CODE)
        return NULL;
    if (!came && kind == CNOPS_KIND_TICK)
        return entry->asked->optional ? "" : NULL;
    if (!came || came->fault != CNOPS_FORM_OK)
        return entry->kept;
    if (entry->field->secret)
        return *came->value ? "" : entry->kept;
    return *came->value ? typed_text(entry, came, entries->req->pool) : NULL;
}

/* Fields of the slot that this form does not ask for. A captcha is kept for one page only. */
static void keep_others(cnops_tree_t *texts, const cnops_entries_t *entries)
{
    const cnops_req_t *req = entries->req;
    const cnops_tree_t *former = cnops_drafts_of(req->journey, entries->slot, req->pool);

    for (const cnops_tree_t *at = former ? former->first : NULL; at; at = at->next) {
        if (at->type == CNOPS_TREE_TEXT && !cnops_tree_get(texts, at->name) &&
            !cnops_captcha_gate_owns(at->name))
            cnops_tree_set_text(texts, at->name, at->value.text);
    }
}

void cnops_entries_keep(const cnops_entries_t *entries, const cnops_captcha_gate_t *gate)
{
    const cnops_req_t *req = entries->req;
    cnops_tree_t *texts = cnops_tree_object(req->pool);

    /* A null stands for what is not kept any more, so that keep_others does not bring it back. */
    for (int i = 0; i < entries->list->nelts; i++)
        cnops_tree_set_text(texts, ENTRY(entries, i)->field->name,
                            draft_of(entries, ENTRY(entries, i)));
    if (gate)
        cnops_captcha_gate_keep(gate, texts);
    keep_others(texts, entries);
    cnops_drafts_keep(req->journey, entries->slot, texts, req->pool);
}

/* --- reading --- */

/* The error code for a fault of the form decoder. */
static const char *fault_of_decoder(cnops_form_fault_e fault)
{
    return fault == CNOPS_FORM_DUPLICATE ? "duplicate" : "malformed";
}

static bool is_asked(const cnops_entries_t *entries, const entry_t *entry)
{
    const cnops_asked_t *asked = entry->asked;

    return !asked->when || cnops_entries_choice(entries, asked->when) == asked->is;
}

/* What is wrong with a new password is said at once, with the other faults of the form. The words
 * of the person are compared later (core/signin/personal_words.h). */
static const char *check_new_password(const entry_t *entry, const cnops_core_t *core)
{
    if (entry->field->kind != CNOPS_KIND_NEW_PASSWORD || entry->field->same_as ||
        entry->asked->is_current)
        return NULL;
    return cnops_password_fault(core, entry->value, NULL);
}

static const char *check(entry_t *entry, const char *typed, const cnops_req_t *req)
{
    const char *value = NULL, *fault;

    if (cnops_text_length(typed) > entry->field->max)
        return "too_long";
    if (!*typed) {
        entry->value = entry->asked->optional ? "" : NULL;
        if (entry->asked->optional)
            return NULL;
        return entry->field->kind == CNOPS_KIND_TICK ? "terms_required" : "required";
    }
    if ((fault = cnops_field_check(entry->asked->field, &value, typed, req->pool)))
        return fault;
    if (entry->offered && cnops_field_choice(entry->asked->field, value) >= entry->offered)
        return "invalid_choice";
    entry->value = value;
    return check_new_password(entry, req->app->core);
}

static void read_entry(cnops_entries_t *entries, entry_t *entry)
{
    const cnops_form_field_t *came = cnops_form_field(entries->req->form, entry->field->name);

    if (came && came->fault != CNOPS_FORM_OK) {
        entry->fault = fault_of_decoder(came->fault);
        return;
    }
    entry->typed = came ? typed_text(entry, came, entries->req->pool) : NULL;
    /* Not asked, its text is still shown again: the visitor may choose the other option. */
    if (is_asked(entries, entry))
        entry->fault = check(entry, entry->typed ? entry->typed : "", entries->req);
}

/* In normal form, so that "06 12…" and "0612…" are the same. Nobody has two mailboxes that differ
 * only in capitals, and telephones write the first letter as one. */
static bool is_same(const entry_t *entry, const entry_t *other)
{
    if (!entry->value)
        return false;
    return entry->field->kind == CNOPS_KIND_EMAIL ? strcasecmp(entry->value, other->value) == 0
                                                  : strcmp(entry->value, other->value) == 0;
}

/* A confirmation is compared only with a good original, and has no other fault than to differ from
 * it: the same mistake in both fields is one mistake. An empty one lacks all the same. */
static void compare_confirmation(const cnops_entries_t *entries, entry_t *entry)
{
    const entry_t *original = find(entries, entry->field->same_as);

    if (!original || !entry->typed || !*entry->typed)
        return;
    if (original->fault)
        entry->fault = NULL;
    else if (original->value && !is_same(entry, original))
        entry->fault = "not_same";
}

void cnops_entries_read(cnops_entries_t *entries)
{
    if (entries->is_read)
        return;
    entries->is_read = true;
    for (int i = 0; i < entries->list->nelts; i++)
        read_entry(entries, ENTRY(entries, i));
    for (int i = 0; i < entries->list->nelts; i++)
        compare_confirmation(entries, ENTRY(entries, i));
}

void cnops_entries_preset(cnops_entries_t *entries, cnops_field_e field, const char *value)
{
    entry_t *entry = find(entries, field);

    if (entry && !entry->typed && !entry->kept)
        entry->typed = value;
}

void cnops_entries_limit(cnops_entries_t *entries, cnops_field_e field, int count)
{
    entry_t *entry = find(entries, field);

    if (entry)
        entry->offered = count;
}

const char *cnops_entries_value(const cnops_entries_t *entries, cnops_field_e field)
{
    const entry_t *entry = find(entries, field);

    return entry && !entry->fault ? entry->value : NULL;
}

int cnops_entries_choice(const cnops_entries_t *entries, cnops_field_e field)
{
    return cnops_field_choice(field, cnops_entries_value(entries, field));
}

/* --- faults --- */

void cnops_entries_fault(cnops_entries_t *entries, cnops_field_e field, const char *code)
{
    entry_t *entry = find(entries, field);

    if (!entry)
        cnops_entries_fault_control(entries, NULL, code);
    else if (!entry->fault)
        entry->fault = code;
}

void cnops_entries_fault_control(cnops_entries_t *entries, const char *control, const char *code)
{
    if (entries->form_fault)
        return;
    entries->form_fault = code;
    entries->form_control = control;
    entries->is_excused = strcmp(code, "captcha_harder") == 0;
}

void cnops_entries_excuse(cnops_entries_t *entries)
{
    entries->is_excused = entries->form_fault != NULL;
}

void cnops_entries_wait(cnops_entries_t *entries, apr_interval_time_t wait)
{
    entries->wait = wait;
}

bool cnops_entries_good(const cnops_entries_t *entries)
{
    for (int i = 0; i < entries->list->nelts; i++) {
        if (ENTRY(entries, i)->fault)
            return false;
    }
    return !entries->form_fault;
}

/* --- showing --- */

/* Under which keys.txt has the sentences of a control: a field, or the captcha. */
static const char *word_of(const cnops_entries_t *entries, const char *name)
{
    for (int i = 0; i < entries->list->nelts; i++) {
        const cnops_field_t *field = ENTRY(entries, i)->field;

        if (name && strcmp(field->name, name) == 0)
            return cnops_field_word(field);
    }
    return name;
}

/* "error.required.cni" if the field has a sentence of its own, else "error.required". */
static const char *fault_key(const cnops_req_t *req, const char *word, const char *code)
{
    const char *general = apr_pstrcat(req->pool, "error.", code, NULL);
    const char *own = word ? apr_pstrcat(req->pool, general, ".", word, NULL) : NULL;

    return own && cnops_view_text(req->app->view, req->lang, own, NULL, req->pool) ? own : general;
}

static void set_fault(cnops_tree_t *shown, const char *member, const cnops_entries_t *entries,
                      const char *name, const char *code)
{
    const cnops_req_t *req = entries->req;
    cnops_tree_t *args = cnops_tree_object(req->pool);

    cnops_call_centre_add(args, req->app->institution);
    cnops_tree_set_int(args, "min", cnops_password_shortest(req->app->core));
    if (entries->wait)
        cnops_tree_set_text(args, "from", cnops_moment_from(req, entries->wait));
    cnops_page_set_text(shown, member, req, fault_key(req, word_of(entries, name), code), args);
}

/* The text to show in a field. What was kept is masked where the field says so, unless it is
 * wrong: its error would make no sense beside a mask. */
static const char *shown_text(const cnops_entries_t *entries, const entry_t *entry)
{
    const char *text = entry->typed || entries->is_read ? entry->typed : entry->kept;

    if (entry->field->secret)
        return NULL;
    if (text && text == entry->kept && entry->field->masked && !entry->fault)
        return cnops_mask(entry->asked->field, text, entries->req->pool);
    return text;
}

/* Whether a secret field was filled in and is empty now. Its error says it, where it has one. */
static bool is_asked_again(const cnops_entries_t *entries, const entry_t *entry)
{
    const char *text = entries->is_read ? entry->typed : entry->kept;

    return entry->field->secret && !entry->fault && text && (*text || !entries->is_read);
}

static void show_options(cnops_tree_t *shown, const entry_t *entry, const char *text,
                         const cnops_req_t *req)
{
    cnops_tree_t *list = cnops_tree_set_list(shown, "options");

    for (const char *const *option = entry->field->choices; option && *option; option++) {
        const char *key = apr_pstrcat(req->pool, "option.", entry->field->name, ".", *option, NULL);

        if (entry->offered && option - entry->field->choices >= entry->offered)
            break;
        cnops_tree_t *item = cnops_tree_add_object(list);

        cnops_tree_set_text(item, "value", *option);
        cnops_tree_set_text(item, "label", cnops_page_text(req, key, NULL));
        cnops_tree_set_text(item, "label2", cnops_page_text2(req, key));
        cnops_tree_set_bool(item, "checked", text && strcmp(text, *option) == 0);
    }
}

static const char *kind_name(const entry_t *entry)
{
    return cnops_field_kind_name(entry->asked->is_current ? CNOPS_KIND_PASSWORD
                                                          : entry->field->kind);
}

/* "mode=employeur" */
static const char *show_when(const entry_t *entry, apr_pool_t *pool)
{
    const cnops_field_t *other = cnops_field(entry->asked->when);

    return entry->asked->when
               ? apr_pstrcat(pool, other->name, "=", other->choices[entry->asked->is], NULL)
               : NULL;
}

static void show_entry(const cnops_entries_t *entries, const entry_t *entry, cnops_tree_t *list)
{
    const cnops_req_t *req = entries->req;
    const char *name = entry->field->name;
    const char *word = cnops_field_word(entry->field);
    const char *label =
        entry->asked->label ? entry->asked->label : apr_pstrcat(req->pool, "field.", word, NULL);
    const char *help = apr_pstrcat(req->pool, "help.", word, NULL);
    const char *text = shown_text(entries, entry);
    cnops_tree_t *shown = cnops_tree_add_object(list);

    cnops_tree_set_text(shown, "name", name);
    cnops_tree_set_text(shown, "label", cnops_page_text(req, label, NULL));
    cnops_tree_set_text(shown, "label2", cnops_page_text2(req, label));
    cnops_tree_set_text(shown, "help",
                        cnops_view_text(req->app->view, req->lang, help, NULL, req->pool));
    cnops_tree_set_text(shown, "kind", kind_name(entry));
    cnops_tree_set_bool(shown, "required", !entry->asked->optional);
    cnops_tree_set_int(shown, "max", (apr_int64_t)entry->field->max);
    cnops_tree_set_text(shown, "value", text);
    cnops_tree_set_bool(shown, "again", is_asked_again(entries, entry));
    cnops_tree_set_text(shown, "error", NULL);
    if (entry->fault)
        set_fault(shown, "error", entries, name, entry->fault);
    cnops_tree_set_text(shown, "code", entry->fault);
    cnops_tree_set_text(shown, "when", show_when(entry, req->pool));
    show_options(shown, entry, text, req);
}

static void show_fault(const cnops_entries_t *entries, cnops_tree_t *list, const char *name,
                       const char *code)
{
    cnops_tree_t *error;

    if (!code)
        return;
    error = cnops_tree_add_object(list);
    cnops_tree_set_text(error, "field", name);
    cnops_tree_set_text(error, "code", code);
    set_fault(error, "message", entries, name, code);
}

static bool is_field(const cnops_entries_t *entries, const char *name)
{
    for (int i = 0; i < entries->list->nelts; i++) {
        if (strcmp(ENTRY(entries, i)->field->name, name) == 0)
            return true;
    }
    return false;
}

/* In the order of the page: what is about the form as a whole, or about it all though a link leads
 * to one field; then the fields; then the captcha, which stands below them. */
void cnops_entries_show(const cnops_entries_t *entries, cnops_tree_t *data)
{
    cnops_tree_t *fields = cnops_tree_set_list(data, "fields");
    cnops_tree_t *errors = cnops_tree_set_list(data, "errors");
    const char *control = entries->form_control;
    bool is_last = control && !is_field(entries, control);
    bool is_mistyped = entries->form_fault && !entries->is_excused;

    cnops_page_show_wait(data, entries->wait);
    if (!is_last)
        show_fault(entries, errors, control, entries->form_fault);
    for (int i = 0; i < entries->list->nelts; i++) {
        const entry_t *entry = ENTRY(entries, i);

        show_entry(entries, entry, fields);
        show_fault(entries, errors, entry->field->name, entry->fault);
        is_mistyped = is_mistyped || entry->fault;
    }
    if (is_last)
        show_fault(entries, errors, control, entries->form_fault);
    cnops_tree_set_bool(data, "mistyped", is_mistyped);
    if (errors->first && !is_mistyped)
        cnops_tree_set_text(data, "notice",
                            cnops_page_text(entries->req, "error.captcha_harder", NULL));
}

void cnops_entries_wipe(cnops_entries_t *entries)
{
    for (int i = 0; i < entries->list->nelts; i++) {
        entry_t *entry = ENTRY(entries, i);

        if (!entry->field->secret)
            continue;
        cnops_secret_wipe((char *)entry->typed);
        cnops_secret_wipe((char *)entry->value);
        entry->typed = entry->value = NULL;
    }
}
