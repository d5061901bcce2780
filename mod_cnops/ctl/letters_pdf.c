/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/letters_pdf.h"

#include "base/date.h"
#include "base/errors.h"
#include "core/request/request_find.h"
#include "core/ticket/clock.h"
#include "ctl/progress.h"
#include "view/document/press.h"

#include <apr_strings.h>
#include <sodium.h>
#include <string.h>

#define TRIES 5 /* to make a file whose requests change meanwhile */

typedef struct run_t {
    cnops_letters_pdf_t *pdf;
    cnops_letters_t *letters;
    const cnops_core_t *core;
    cnops_press_t *press;
    apr_array_header_t *ids; /* apr_int64_t: the requests that are due */
    cnops_progress_t progress;
    apr_int64_t done; /* steps: two for each request */
    int files;
} run_t;

/* One file. */
typedef struct batch_t {
    run_t *run;
    cnops_letter_batch_t head;
    const char *name;           /* of the batch */
    cnops_tree_t *data;         /* of the template */
    apr_array_header_t *drafts; /* cnops_letter_draft_t *, each with its letter in data */
    apr_int64_t without_address;
    apr_pool_t *pool;
} batch_t;

/* --- one letter --- */

/* Arabic letters, which are two bytes long, begin with these bytes. */
static bool has_arabic(const char *text)
{
    return text && strpbrk(text, "\xd8\xd9\xda\xdb") != NULL;
}

/* The post reads Latin letters. What the record has in Arabic letters only is set from the right.
 */
static void set_directions(cnops_tree_t *letter)
{
    cnops_tree_set_bool(letter, "is_name_ar", has_arabic(cnops_tree_text(letter, "name")));
    cnops_tree_set_bool(letter, "is_address_ar", has_arabic(cnops_tree_text(letter, "address")));
    cnops_tree_set_bool(letter, "is_city_ar", has_arabic(cnops_tree_text(letter, "city")));
}

static void set_days(cnops_tree_t *letter, const batch_t *batch, const cnops_request_t *request)
{
    const cnops_core_t *core = batch->run->core;
    apr_time_t end = cnops_request_expires_at(core, request);
    const char *today = cnops_ticket_day(core, batch->head.at, batch->pool);
    const char *last = cnops_ticket_day(core, end, batch->pool);

    cnops_tree_set_text(letter, "written_on", cnops_date_show(today, batch->pool));
    cnops_tree_set_text(letter, "before", cnops_date_show(last, batch->pool));
}

static void add_draft(batch_t *batch, cnops_tree_t *letter, const cnops_request_t *request)
{
    cnops_letter_draft_t *draft = apr_palloc(batch->pool, sizeof *draft);

    cnops_letter_draft(draft, batch->run->core, request, &batch->head, batch->pool);
    cnops_tree_set_text(letter, "code", draft->shown);
    cnops_tree_set_int(letter, "id", request->id);
    set_directions(letter);
    set_days(letter, batch, request);
    cnops_tree_add((cnops_tree_t *)cnops_tree_get(batch->data, "letters"), letter);
    APR_ARRAY_PUSH(batch->drafts, cnops_letter_draft_t *) = draft;
}

static apr_status_t add_letter(batch_t *batch, apr_int64_t id)
{
    cnops_tree_t *letter = cnops_tree_object(batch->pool);
    const cnops_request_t *request;
    bool found;
    apr_status_t rv = cnops_request_by_id(&request, batch->run->core, id, batch->pool);

    if (rv != APR_SUCCESS || !request || !cnops_letters_is_due(batch->run->letters, request))
        return rv;
    rv = cnops_letters_fill(&found, letter, batch->run->letters, request, "fr", batch->pool);
    if (rv != APR_SUCCESS)
        return rv;
    if (found)
        add_draft(batch, letter, request);
    batch->without_address += !found;
    return APR_SUCCESS;
}

/* --- one file --- */

static void show_progress(run_t *run, int steps)
{
    run->done += steps;
    cnops_progress_show(&run->progress, run->done, 2 * (apr_int64_t)run->ids->nelts);
}

static void begin(batch_t *batch)
{
    const cnops_letters_t *letters = batch->run->letters;
    apr_pool_t *pool = batch->pool;

    apr_pool_clear(pool);
    batch->head = (cnops_letter_batch_t){
        letters->by, cnops_letter_batch_at(letters->began_at, batch->run->files + 1)};
    batch->name = cnops_letter_batch_name(batch->head.at, pool);
    batch->data = cnops_tree_object(pool);
    batch->drafts = apr_array_make(pool, 64, sizeof(cnops_letter_draft_t *));
    batch->without_address = 0;
    cnops_tree_set(batch->data, "site", cnops_tree_borrow(letters->site, pool));
    cnops_tree_set_text(batch->data, "url", letters->portal->core.settings->public_url);
    cnops_tree_set_bool(batch->data, "has_emblem", letters->brand->emblem_png != NULL);
    cnops_tree_set_list(batch->data, "letters");
}

static apr_status_t gather(batch_t *batch, const apr_int64_t *ids, int count)
{
    apr_status_t rv = APR_SUCCESS;

    begin(batch);
    for (int i = 0; i < count && rv == APR_SUCCESS; i++)
        rv = add_letter(batch, ids[i]);
    return rv;
}

static void wipe(const batch_t *batch)
{
    for (int i = 0; i < batch->drafts->nelts; i++) {
        cnops_letter_draft_t *draft = APR_ARRAY_IDX(batch->drafts, i, cnops_letter_draft_t *);

        sodium_memzero(draft->shown, sizeof draft->shown);
    }
    cnops_tree_wipe((cnops_tree_t *)cnops_tree_get(batch->data, "letters"));
}

static apr_status_t write_file(batch_t *batch)
{
    cnops_letters_pdf_t *pdf = batch->run->pdf;
    const cnops_print_t print = {
        .name = "document/lettres", .data = batch->data, .made_at = batch->head.at};
    const char *name = apr_pstrcat(batch->pool, "letters-", batch->name, ".pdf", NULL);
    const char *bytes, *fault;
    apr_size_t len;
    apr_status_t rv = cnops_press_print(&bytes, &len, &fault, batch->run->press,
                                        batch->run->letters->view, &print, batch->pool);

    if (fault)
        pdf->fault = apr_pstrdup(batch->run->letters->ctl->pool, fault);
    if (rv != APR_SUCCESS)
        return rv;
    rv = cnops_export_folder_write(pdf->folder, name, bytes, len);
    sodium_memzero((char *)bytes, len);
    return rv;
}

/* From the pledge on, nobody but the database knows whether the letters are marked: the connection
 * may be lost while it commits. A conflict is certain: nothing was written. */
static apr_status_t mark(batch_t *batch)
{
    cnops_letters_pdf_t *pdf = batch->run->pdf;
    const char *loss = apr_psprintf(batch->run->letters->ctl->pool,
                                    "the letters of batch %s are in no file: call export letters "
                                    "again, and then with --again %s",
                                    batch->name, batch->name);
    apr_status_t rv = cnops_export_folder_pledge(pdf->folder, loss);

    if (rv == APR_SUCCESS) {
        rv = cnops_letter_mark(batch->run->core,
                               (const cnops_letter_draft_t *const *)(void *)batch->drafts->elts,
                               batch->drafts->nelts, &batch->head, batch->pool);
        pdf->loss = rv == APR_SUCCESS || rv == CNOPS_ECONFLICT ? NULL : loss;
    }
    if (rv != APR_SUCCESS) {
        cnops_export_folder_discard(pdf->folder);
        return rv;
    }
    if ((rv = cnops_export_folder_publish(pdf->folder)) != APR_SUCCESS)
        pdf->loss = loss;
    return rv;
}

static void note_file(const batch_t *batch)
{
    run_t *run = batch->run;
    cnops_tree_t *file = cnops_tree_add_object(run->pdf->files);

    cnops_tree_set_text(
        file, "file", apr_pstrcat(run->letters->ctl->pool, "letters-", batch->name, ".pdf", NULL));
    cnops_tree_set_text(file, "batch", batch->name);
    cnops_tree_set_int(file, "letters", batch->drafts->nelts);
    run->letters->written += batch->drafts->nelts;
    run->files++;
}

/* Where a request has changed since it was read (its old contact has refused it, for instance), the
 * file is made again without it. */
static apr_status_t export_file(batch_t *batch, const apr_int64_t *ids, int count)
{
    run_t *run = batch->run;
    apr_status_t rv = CNOPS_ECONFLICT;

    for (int i = 0; i < TRIES && rv == CNOPS_ECONFLICT; i++) {
        if ((rv = gather(batch, ids, count)) != APR_SUCCESS || !batch->drafts->nelts)
            break;
        if (i == 0)
            show_progress(run, count);
        if ((rv = write_file(batch)) == APR_SUCCESS)
            rv = mark(batch);
        wipe(batch);
    }
    if (rv != APR_SUCCESS)
        return rv;
    if (batch->drafts->nelts)
        note_file(batch);
    run->letters->without_address += batch->without_address;
    show_progress(run, count);
    return APR_SUCCESS;
}

/* --- all of them --- */

static apr_status_t keep_id(void *self, const cnops_request_t *request, apr_pool_t *pool)
{
    const run_t *run = self;

    (void)pool;
    if (cnops_letters_is_due(run->letters, request))
        APR_ARRAY_PUSH(run->ids, apr_int64_t) = request->id;
    return APR_SUCCESS;
}

static apr_status_t make_press(run_t *run)
{
    const cnops_press_config_t config = {run->letters->ctl->htdocs, run->letters->brand, 1, 0};

    return cnops_press_make(&run->press, &run->pdf->fault, &config, run->letters->ctl->pool);
}

static apr_status_t export_all(run_t *run)
{
    batch_t batch = {.run = run};
    const apr_int64_t *ids = (const apr_int64_t *)(void *)run->ids->elts;
    apr_status_t rv = APR_SUCCESS;

    apr_pool_create(&batch.pool, run->letters->ctl->pool);
    for (int i = 0; i < run->ids->nelts && rv == APR_SUCCESS; i += run->pdf->per_file) {
        int rest = run->ids->nelts - i;

        if (run->files == CNOPS_LETTER_FILES_MAX) {
            run->letters->left = rest;
            break;
        }
        rv = export_file(&batch, ids + i, rest < run->pdf->per_file ? rest : run->pdf->per_file);
    }
    apr_pool_destroy(batch.pool);
    cnops_progress_clear(&run->progress);
    return rv;
}

apr_status_t cnops_letters_pdf(cnops_letters_pdf_t *pdf)
{
    cnops_letters_t *letters = pdf->letters;
    run_t run = {.pdf = pdf,
                 .letters = letters,
                 .core = &letters->portal->core,
                 .ids = apr_array_make(letters->ctl->pool, 64, sizeof(apr_int64_t)),
                 .progress = cnops_progress_begin(letters->ctl)};
    apr_status_t rv = make_press(&run);

    if (rv == APR_SUCCESS)
        rv = cnops_request_walk(run.core, CNOPS_REQUEST_OPEN, keep_id, &run, letters->ctl->pool);
    return rv == APR_SUCCESS ? export_all(&run) : rv;
}
