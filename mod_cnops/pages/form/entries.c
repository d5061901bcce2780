/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/form/entries.h"

#include "base/secret.h"
#include "base/text.h"
#include "core/signin/password.h"

#include <apr_strings.h>
#include <string.h>

typedef struct entry_t {
    const cnops_field_t *field;
    const cnops_asked_t *asked;
    const char *typed; /* to be shown again, NULL if nothing came */
    const char *value; /* normal form, NULL unless good */
    const char *fault; /* error code, or NULL */
} entry_t;

struct cnops_entries_t {
    const cnops_req_t *req;
    apr_array_header_t *list; /* entry_t */
    const char *form_fault;   /* of the form as a whole, */
    const char *form_field;   /* or of this control, which is none of the list */
};

#define ENTRY(entries, i) (&APR_ARRAY_IDX((entries)->list, i, entry_t))

static entry_t *find(const cnops_entries_t *entries, const char *name)
{
    for (int i = 0; i < entries->list->nelts; i++) {
        if (strcmp(ENTRY(entries, i)->asked->name, name) == 0)
            return ENTRY(entries, i);
    }
    return NULL;
}

cnops_entries_t *cnops_entries_make(const cnops_req_t *req, const cnops_asked_t *asked)
{
    cnops_entries_t *entries = apr_pcalloc(req->pool, sizeof *entries);

    entries->req = req;
    entries->list = apr_array_make(req->pool, 4, sizeof(entry_t));
    for (; asked->name; asked++) {
        entry_t *entry = apr_array_push(entries->list);

        memset(entry, 0, sizeof *entry);
        entry->asked = asked;
        entry->field = cnops_field_find(asked->name);
    }
    return entries;
}

/* --- reading --- */

/* The form decoder's faults, as codes of errors. */
static const char *fault_of_decoder(cnops_form_fault_e fault)
{
    return fault == CNOPS_FORM_DUPLICATE ? "duplicate" : "malformed";
}

/* A field "when mode=x" is asked if the form says mode=x. */
static bool is_asked(const cnops_entries_t *entries, const entry_t *entry)
{
    const char *when = entry->asked->when;
    const char *equals = when ? strchr(when, '=') : NULL;
    const entry_t *other;

    if (!equals)
        return true;
    other = find(entries, apr_pstrmemdup(entries->req->pool, when, (apr_size_t)(equals - when)));
    return other && other->value && strcmp(other->value, equals + 1) == 0;
}

static bool is_option(const entry_t *entry, const char *value)
{
    for (const char *const *option = entry->asked->options; option && *option; option++) {
        if (strcmp(*option, value) == 0)
            return true;
    }
    return !entry->asked->options;
}

static const char *check(entry_t *entry, const char *typed, apr_pool_t *pool)
{
    const char *value = NULL, *fault;

    if (cnops_text_length(typed) > entry->field->max)
        return "too_long";
    if (!*typed) {
        entry->value = entry->asked->optional ? "" : NULL;
        if (entry->asked->optional)
            return NULL;
        return entry->field->kind == CNOPS_FIELD_TICK ? "terms_required" : "required";
    }
    if ((fault = entry->field->check(&value, typed, pool)))
        return fault;
    if (!is_option(entry, value))
        return "invalid_choice";
    entry->value = value;
    return NULL;
}

static void read_entry(cnops_entries_t *entries, entry_t *entry)
{
    const cnops_form_field_t *came = cnops_form_field(entries->req->form, entry->asked->name);

    if (came && came->fault != CNOPS_FORM_OK) {
        entry->fault = fault_of_decoder(came->fault);
        return;
    }
    entry->typed = came ? came->value : NULL;
    if (is_asked(entries, entry))
        entry->fault = check(entry, came ? came->value : "", entries->req->pool);
}

/* Confirmations compare normal forms: "06 12…" and "0612…" are the same. */
static void compare_confirmations(cnops_entries_t *entries)
{
    for (int i = 0; i < entries->list->nelts; i++) {
        entry_t *entry = ENTRY(entries, i);
        const entry_t *same = entry->field->same_as ? find(entries, entry->field->same_as) : NULL;

        if (same && same->value && entry->value && strcmp(same->value, entry->value) != 0)
            cnops_entries_fault(entries, entry->asked->name, "not_same");
    }
}

void cnops_entries_read(cnops_entries_t *entries)
{
    for (int i = 0; i < entries->list->nelts; i++)
        read_entry(entries, ENTRY(entries, i));
    compare_confirmations(entries);
}

void cnops_entries_preset(cnops_entries_t *entries, const char *name, const char *value)
{
    entry_t *entry = find(entries, name);

    if (entry && !entry->typed)
        entry->typed = value;
}

const char *cnops_entries_value(const cnops_entries_t *entries, const char *name)
{
    const entry_t *entry = find(entries, name);

    return entry && !entry->fault ? entry->value : NULL;
}

/* --- faults --- */

void cnops_entries_fault(cnops_entries_t *entries, const char *name, const char *code)
{
    entry_t *entry = name ? find(entries, name) : NULL;
    const char **pfault = entry ? &entry->fault : &entries->form_fault;

    if (*pfault)
        return;
    *pfault = code;
    if (!entry)
        entries->form_field = name;
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

/* "error.required.cni" if the field has words of its own, else "error.required". */
static const char *fault_text(const cnops_entries_t *entries, const char *name, const char *code)
{
    const cnops_req_t *req = entries->req;
    cnops_tree_t *args = cnops_tree_object(req->pool);
    const char *general = apr_pstrcat(req->pool, "error.", code, NULL);
    const char *own = NULL;

    cnops_tree_set_text(args, "call_centre", cnops_tree_text(req->app->institution, "call_centre"));
    cnops_tree_set_int(args, "min", cnops_password_shortest(req->app->core));
    if (name)
        own = cnops_view_text(req->app->view, req->lang,
                              apr_pstrcat(req->pool, general, ".", name, NULL), args, req->pool);
    return own ? own : cnops_page_text(req, general, args);
}

static void show_options(cnops_tree_t *shown, const entry_t *entry, const cnops_req_t *req)
{
    cnops_tree_t *list = cnops_tree_set_list(shown, "options");

    for (const char *const *option = entry->asked->options; option && *option; option++) {
        const char *key = apr_pstrcat(req->pool, "option.", entry->asked->name, ".", *option, NULL);
        cnops_tree_t *item = cnops_tree_add_object(list);

        cnops_tree_set_text(item, "value", *option);
        cnops_tree_set_text(item, "label", cnops_page_text(req, key, NULL));
        cnops_tree_set_text(item, "label2", cnops_page_text2(req, key));
        cnops_tree_set_bool(item, "checked", entry->typed && strcmp(entry->typed, *option) == 0);
    }
}

static const char *kind_name(const entry_t *entry)
{
    return cnops_field_kind_name(entry->asked->is_current ? CNOPS_FIELD_PASSWORD
                                                          : entry->field->kind);
}

static void show_entry(const cnops_entries_t *entries, const entry_t *entry, cnops_tree_t *list)
{
    const cnops_req_t *req = entries->req;
    const char *name = entry->asked->name;
    const char *label =
        entry->asked->label ? entry->asked->label : apr_pstrcat(req->pool, "field.", name, NULL);
    const char *help = apr_pstrcat(req->pool, "help.", name, NULL);
    cnops_tree_t *shown = cnops_tree_add_object(list);

    cnops_tree_set_text(shown, "name", name);
    cnops_tree_set_text(shown, "label", cnops_page_text(req, label, NULL));
    cnops_tree_set_text(shown, "label2", cnops_page_text2(req, label));
    cnops_tree_set_text(shown, "help",
                        cnops_view_text(req->app->view, req->lang, help, NULL, req->pool));
    cnops_tree_set_text(shown, "kind", kind_name(entry));
    cnops_tree_set_bool(shown, "required", !entry->asked->optional);
    cnops_tree_set_int(shown, "max", (apr_int64_t)entry->field->max);
    cnops_tree_set_text(shown, "value", entry->field->secret ? NULL : entry->typed);
    cnops_tree_set_text(shown, "error",
                        entry->fault ? fault_text(entries, name, entry->fault) : NULL);
    cnops_tree_set_text(shown, "code", entry->fault);
    cnops_tree_set_text(shown, "when", entry->asked->when);
    show_options(shown, entry, req);
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
    cnops_tree_set_text(error, "message", fault_text(entries, name, code));
}

void cnops_entries_show(const cnops_entries_t *entries, cnops_tree_t *data)
{
    cnops_tree_t *fields = cnops_tree_set_list(data, "fields");
    cnops_tree_t *errors = cnops_tree_set_list(data, "errors");

    show_fault(entries, errors, entries->form_field, entries->form_fault);
    for (int i = 0; i < entries->list->nelts; i++) {
        const entry_t *entry = ENTRY(entries, i);

        show_entry(entries, entry, fields);
        show_fault(entries, errors, entry->asked->name, entry->fault);
    }
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
