/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/letters_text.h"

#include "base/errors.h"
#include "core/request/request_find.h"

#include <sodium.h>

typedef struct output_t {
    cnops_letters_t *letters;
    apr_file_t *file;
    cnops_letter_batch_t batch;
} output_t;

static apr_status_t print(const output_t *out, const cnops_request_t *request, const char *text,
                          apr_size_t len)
{
    apr_status_t rv;

    /* A form feed begins each letter but the first, so that each is printed on its own page. */
    apr_file_printf(out->file, "%s# %" APR_INT64_T_FMT " %s %s\n",
                    out->letters->written ? "\f" : "", request->id,
                    cnops_request_kind_name(request->kind), request->lang);
    rv = apr_file_write_full(out->file, text, len, NULL);
    out->letters->written += rv == APR_SUCCESS;
    return rv;
}

static apr_status_t print_draft(const output_t *out, const cnops_letter_draft_t *draft,
                                cnops_tree_t *data, apr_pool_t *pool)
{
    const cnops_request_t *request = &draft->request;
    const char *text;
    apr_size_t len;
    apr_status_t rv;

    cnops_tree_set_text(data, "code", draft->shown);
    rv = cnops_view_render(&text, &len, out->letters->view, "message/lettre", request->lang, data,
                           pool);
    if (rv == APR_SUCCESS) {
        rv = print(out, request, text, len);
        sodium_memzero((char *)text, len);
    }
    sodium_memzero((char *)cnops_tree_text(data, "code"), CNOPS_LETTER_SHOWN - 1);
    return rv;
}

/* Marks the code before it writes the letter: a letter must never contain a code that the database
 * does not know. Where writing fails, --again exports the letter with a new code. */
static apr_status_t write_letter(const output_t *out, const cnops_request_t *request,
                                 cnops_tree_t *data, apr_pool_t *pool)
{
    const cnops_core_t *core = &out->letters->portal->core;
    cnops_letter_draft_t draft;
    const cnops_letter_draft_t *drafts[] = {&draft};
    apr_status_t rv;

    cnops_letter_draft(&draft, core, request, &out->batch, pool);
    rv = cnops_letter_mark(core, drafts, 1, &out->batch, pool);
    if (rv == APR_SUCCESS)
        rv = print_draft(out, &draft, data, pool);
    sodium_memzero(&draft, sizeof draft);
    return rv;
}

/* A request that has changed since it was read (its old contact has refused it, for instance) gets
 * no letter, and must not keep the others from theirs. Nothing of it was written. */
static apr_status_t export_one(void *self, const cnops_request_t *request, apr_pool_t *pool)
{
    output_t *out = self;
    cnops_letters_t *letters = out->letters;
    cnops_tree_t *data;
    bool found;
    apr_status_t rv;

    if (!cnops_letters_is_due(letters, request))
        return APR_SUCCESS;
    data = cnops_tree_object(pool);
    cnops_tree_set(data, "site", cnops_tree_borrow(letters->site, pool));
    rv = cnops_letters_fill(&found, data, letters, request, request->lang, pool);
    if (rv != APR_SUCCESS)
        return rv;
    letters->without_address += !found;
    if (found)
        rv = write_letter(out, request, data, pool);
    return rv == CNOPS_ECONFLICT ? APR_SUCCESS : rv;
}

apr_status_t cnops_letters_text(cnops_letters_t *letters, apr_file_t *file)
{
    output_t out = {letters, file, {letters->by, cnops_letter_batch_at(letters->began_at, 0)}};
    apr_status_t rv = cnops_request_walk(&letters->portal->core, CNOPS_REQUEST_OPEN, export_one,
                                         &out, letters->ctl->pool);

    return rv == APR_SUCCESS ? apr_file_sync(file) : rv;
}
