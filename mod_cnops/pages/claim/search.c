/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/claim/search.h"

#include "base/date.h"
#include "base/text.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#define REFERENCE_MAX 32 /* characters */
#define HANDLE_MAX    80
#define YEAR_LEN      4

typedef struct field_t {
    const char *name, *label, *kind; /* label is a key */
    int max;
    const char *any; /* a key: the choice of no value */
} field_t;

static const field_t fields[CNOPS_SEARCH_FIELDS] = {
    [CNOPS_SEARCH_STATUS] = {"statut", "field.statut", "choice", 16, "option.tous"},
    [CNOPS_SEARCH_YEAR] = {"annee", "field.annee", "choice", YEAR_LEN, "option.toutes"},
    [CNOPS_SEARCH_BENEFICIARY] = {"beneficiaire", "field.beneficiaire", "choice", HANDLE_MAX,
                                  "option.tous"},
    [CNOPS_SEARCH_REFERENCE] = {"reference", "field.reference", "text", REFERENCE_MAX, NULL},
    [CNOPS_SEARCH_PLACE] = {"suite", NULL, NULL, 0, NULL}, /* in links alone */
};

/* --- reading --- */

static void set_fault(cnops_search_t *search, cnops_search_field_e field, const char *code)
{
    search->faults[field] = code;
    search->is_faulty = true;
}

/* NULL where the field is absent, empty or cannot be read, which is a fault. */
static const char *read_field(cnops_search_t *search, const cnops_req_t *req,
                              cnops_search_field_e field)
{
    const cnops_form_field_t *found = cnops_form_field(req->query, fields[field].name);
    const char *value;

    if (!found)
        return NULL;
    if (found->fault != CNOPS_FORM_OK) {
        set_fault(search, field, found->fault == CNOPS_FORM_DUPLICATE ? "duplicate" : "malformed");
        return NULL;
    }
    value = cnops_text_fold(found->value, req->pool);
    return *value ? value : NULL;
}

static void read_status(cnops_search_t *search, const cnops_req_t *req)
{
    const char *word = read_field(search, req, CNOPS_SEARCH_STATUS);
    cnops_claim_status_e status;

    if (!word)
        return;
    if (cnops_claim_status_parse(&status, word))
        search->filter.status = cnops_claim_status_name(status);
    else
        set_fault(search, CNOPS_SEARCH_STATUS, "invalid_choice");
}

static void read_year(cnops_search_t *search, const cnops_req_t *req)
{
    const char *year = read_field(search, req, CNOPS_SEARCH_YEAR);

    if (!year)
        return;
    if (cnops_text_is_digits(year) && strlen(year) == YEAR_LEN && *year != '0')
        search->filter.year = cnops_date_year(year);
    else
        set_fault(search, CNOPS_SEARCH_YEAR, "invalid_choice");
}

static void read_beneficiary(cnops_search_t *search, const cnops_req_t *req,
                             const cnops_claim_summary_t *summary)
{
    const char *handle = read_field(search, req, CNOPS_SEARCH_BENEFICIARY);

    for (int i = 0; handle && i < summary->beneficiaries->nelts; i++) {
        const cnops_claim_beneficiary_t *one =
            &APR_ARRAY_IDX(summary->beneficiaries, i, cnops_claim_beneficiary_t);

        if (strcmp(one->handle, handle) != 0)
            continue;
        search->beneficiary = one->handle;
        search->filter.beneficiary_digest = one->digest;
        return;
    }
    if (handle)
        set_fault(search, CNOPS_SEARCH_BENEFICIARY, "invalid_choice");
}

static bool is_reference(const char *text)
{
    apr_size_t len = strlen(text);

    for (apr_size_t i = 0; i < len; i++) {
        if (!apr_isalnum(text[i]) && text[i] != '-' && text[i] != '_')
            return false;
    }
    return len <= REFERENCE_MAX;
}

static void read_reference(cnops_search_t *search, const cnops_req_t *req)
{
    const char *reference = read_field(search, req, CNOPS_SEARCH_REFERENCE);

    if (reference && is_reference(reference))
        search->reference = reference;
    else if (reference)
        set_fault(search, CNOPS_SEARCH_REFERENCE, "invalid_reference");
}

static void read_place(cnops_search_t *search, const cnops_req_t *req, cnops_claim_reader_t *reader)
{
    const char *text = read_field(search, req, CNOPS_SEARCH_PLACE);

    if (!text)
        return;
    search->has_place = cnops_claim_place_read(&search->place, reader, &search->filter, text);
    if (!search->has_place)
        set_fault(search, CNOPS_SEARCH_PLACE, "invalid_place");
}

void cnops_search_read(cnops_search_t *psearch, const cnops_req_t *req,
                       cnops_claim_reader_t *reader, const cnops_claim_summary_t *summary)
{
    *psearch = (cnops_search_t){.has_place = false};
    read_status(psearch, req);
    read_year(psearch, req);
    read_beneficiary(psearch, req, summary);
    read_reference(psearch, req);
    /* A place belongs to a filter, which must be read before it. */
    if (!psearch->is_faulty)
        read_place(psearch, req, reader);
}

bool cnops_search_is_narrow(const cnops_search_t *search)
{
    return search->filter.status || search->filter.year || search->beneficiary || search->reference;
}

/* --- showing --- */

static void add_option(cnops_tree_t *options, const char *value, const char *label, bool checked)
{
    cnops_tree_t *option = cnops_tree_add_object(options);

    cnops_tree_set_text(option, "value", value);
    cnops_tree_set_text(option, "label", label);
    cnops_tree_set_bool(option, "checked", checked);
}

static void add_statuses(cnops_tree_t *options, const cnops_req_t *req,
                         const cnops_search_t *search)
{
    for (int i = CNOPS_CLAIM_RECEIVED; i <= CNOPS_CLAIM_REJECTED; i++) {
        const char *word = cnops_claim_status_name((cnops_claim_status_e)i);
        const char *key = apr_pstrcat(req->pool, "claim_status.", word, NULL);

        add_option(options, word, cnops_page_text(req, key, NULL), search->filter.status == word);
    }
}

/* A year without claims may be asked for too: then it stands at the end. */
static void add_years(cnops_tree_t *options, const cnops_req_t *req, const cnops_search_t *search,
                      const cnops_claim_summary_t *summary)
{
    bool is_listed = !search->filter.year;
    const char *text;

    for (int i = 0; i < summary->years->nelts; i++) {
        int year = APR_ARRAY_IDX(summary->years, i, cnops_claim_year_t).year;

        text = apr_itoa(req->pool, year);
        add_option(options, text, text, year == search->filter.year);
        is_listed = is_listed || year == search->filter.year;
    }
    if (is_listed)
        return;
    text = apr_itoa(req->pool, search->filter.year);
    add_option(options, text, text, true);
}

static void add_beneficiaries(cnops_tree_t *options, const cnops_search_t *search,
                              const cnops_claim_summary_t *summary)
{
    for (int i = 0; i < summary->beneficiaries->nelts; i++) {
        const cnops_claim_beneficiary_t *one =
            &APR_ARRAY_IDX(summary->beneficiaries, i, cnops_claim_beneficiary_t);

        add_option(options, one->handle, one->name, search->beneficiary == one->handle);
    }
}

static const char *value_of(const cnops_req_t *req, const cnops_search_t *search,
                            cnops_search_field_e field)
{
    switch (field) {
    case CNOPS_SEARCH_STATUS:
        return search->filter.status;
    case CNOPS_SEARCH_YEAR:
        return search->filter.year ? apr_itoa(req->pool, search->filter.year) : NULL;
    case CNOPS_SEARCH_BENEFICIARY:
        return search->beneficiary;
    default:
        return NULL;
    }
}

static void add_options(cnops_tree_t *shown, const cnops_req_t *req, const cnops_search_t *search,
                        cnops_search_field_e field, const cnops_claim_summary_t *summary)
{
    cnops_tree_t *options;

    if (!fields[field].any)
        return;
    options = cnops_tree_set_list(shown, "options");
    add_option(options, "", cnops_page_text(req, fields[field].any, NULL),
               !value_of(req, search, field));
    if (field == CNOPS_SEARCH_STATUS)
        add_statuses(options, req, search);
    else if (field == CNOPS_SEARCH_YEAR)
        add_years(options, req, search, summary);
    else
        add_beneficiaries(options, search, summary);
}

/* "error.invalid_choice" */
static const char *fault_text(const cnops_req_t *req, const char *code)
{
    return code ? cnops_page_text(req, apr_pstrcat(req->pool, "error.", code, NULL), NULL) : NULL;
}

static void add_field(cnops_tree_t *list, const cnops_req_t *req, const cnops_search_t *search,
                      cnops_search_field_e field, const cnops_claim_summary_t *summary)
{
    cnops_tree_t *shown = cnops_tree_add_object(list);

    cnops_tree_set_text(shown, "name", fields[field].name);
    cnops_tree_set_text(shown, "label", cnops_page_text(req, fields[field].label, NULL));
    cnops_tree_set_text(shown, "kind", fields[field].kind);
    cnops_tree_set_bool(shown, "required", false);
    cnops_tree_set_int(shown, "max", fields[field].max);
    cnops_tree_set_text(shown, "value", value_of(req, search, field));
    cnops_tree_set_text(shown, "error", fault_text(req, search->faults[field]));
    add_options(shown, req, search, field, summary);
}

static void add_errors(cnops_tree_t *data, const cnops_req_t *req, const cnops_search_t *search)
{
    cnops_tree_t *errors = cnops_tree_set_list(data, "errors");

    for (int i = 0; i < CNOPS_SEARCH_FIELDS; i++) {
        cnops_tree_t *error;

        if (!search->faults[i])
            continue;
        error = cnops_tree_add_object(errors);
        cnops_tree_set_text(error, "field", fields[i].label ? fields[i].name : NULL);
        cnops_tree_set_text(error, "code", search->faults[i]);
        cnops_tree_set_text(error, "message", fault_text(req, search->faults[i]));
    }
    cnops_tree_set_bool(data, "mistyped", search->is_faulty);
}

void cnops_search_show(cnops_tree_t *data, const cnops_req_t *req, const cnops_search_t *search,
                       const cnops_claim_summary_t *summary)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "fields");

    for (int i = 0; i < CNOPS_SEARCH_PLACE; i++)
        add_field(list, req, search, (cnops_search_field_e)i, summary);
    add_errors(data, req, search);
}

/* Words, numbers and handles need no escape in an address. */
const char *cnops_search_href(const cnops_req_t *req, const char *path,
                              const cnops_search_t *search, const char *place)
{
    const char *href = cnops_page_href(req, path);
    char mark = '?';

    for (int i = 0; i <= CNOPS_SEARCH_PLACE; i++) {
        const char *value =
            i == CNOPS_SEARCH_PLACE ? place : value_of(req, search, (cnops_search_field_e)i);

        if (!value)
            continue;
        href = apr_psprintf(req->pool, "%s%c%s=%s", href, mark, fields[i].name, value);
        mark = '&';
    }
    return href;
}
