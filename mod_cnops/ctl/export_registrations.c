/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command export registrations: writes what students see of themselves, in the columns in which
 * import registrations reads it. */
#include "base/buffer.h"
#include "base/csv_write.h"
#include "base/json.h"
#include "base/text.h"
#include "core/establishment/establishment.h"
#include "core/form/field.h"
#include "core/registration/registration.h"
#include "ctl/casework.h"
#include "ctl/export_file.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 500 /* registrations that are read at a time */

typedef struct export_t {
    cnops_ctl_t *ctl;
    cnops_portal_t *portal;
    cnops_registrations_wanted_t wanted;
    apr_file_t *file;
    apr_int64_t written; /* registrations */
} export_t;

static apr_status_t write_text(const export_t *work, const char *text)
{
    return apr_file_write_full(work->file, text, strlen(text), NULL);
}

/* --- one registration --- */

static void fill_cells(const char *cells[CNOPS_REGISTRATION_COLUMNS + 1],
                       const cnops_registration_seen_t *seen, apr_pool_t *pool)
{
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        cells[i] = cnops_registration_record_cell(&seen->record, (cnops_registration_column_e)i);
    cells[CNOPS_REGISTRATION_YEAR] = cnops_registration_year_text(seen->row.academic_year, pool);
    cells[CNOPS_REGISTRATION_STATE] = cnops_registration_status_name(seen->row.status);
    cells[CNOPS_REGISTRATION_COLUMNS] = NULL;
}

static apr_status_t write_json(const export_t *work, const char *const *cells, apr_pool_t *pool)
{
    cnops_tree_t *tree = cnops_tree_object(pool);

    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        cnops_tree_set_text(tree, cnops_registration_column_name((cnops_registration_column_e)i),
                            cells[i]);
    return write_text(
        work, apr_pstrcat(pool, work->written ? ",\n" : "", cnops_json_write(tree, pool), NULL));
}

static apr_status_t write_csv(const export_t *work, const char *const *cells, apr_pool_t *pool)
{
    cnops_buffer_t line;

    cnops_buffer_init(&line, 512, pool);
    cnops_csv_add_row(&line, cells);
    return write_text(work, cnops_buffer_text(&line));
}

/* Rows that their students do not see are another establishment's. */
static apr_status_t write_one(export_t *work, const cnops_registration_seen_t *seen,
                              apr_pool_t *pool)
{
    const char *cells[CNOPS_REGISTRATION_COLUMNS + 1];
    apr_status_t rv;

    if (!seen->row.is_shown)
        return APR_SUCCESS;
    fill_cells(cells, seen, pool);
    rv = work->ctl->json ? write_json(work, cells, pool) : write_csv(work, cells, pool);
    work->written += rv == APR_SUCCESS;
    return rv;
}

/* --- all of them --- */

/* *pmore: there may be further ones. */
static apr_status_t write_page(bool *pmore, export_t *work, apr_pool_t *pool)
{
    apr_array_header_t *list;
    apr_status_t rv = cnops_registrations_list(&list, &work->portal->core, &work->wanted, pool);

    for (int i = 0; i < list->nelts && rv == APR_SUCCESS; i++) {
        const cnops_registration_seen_t *seen = &APR_ARRAY_IDX(list, i, cnops_registration_seen_t);

        work->wanted.after_id = seen->row.id;
        rv = write_one(work, seen, pool);
    }
    *pmore = rv == APR_SUCCESS && list->nelts > 0;
    return rv;
}

static apr_status_t write_pages(export_t *work)
{
    apr_status_t rv = APR_SUCCESS;
    bool more = true;
    apr_pool_t *pool;

    apr_pool_create(&pool, work->ctl->pool);
    while (more) {
        apr_pool_clear(pool);
        rv = write_page(&more, work, pool);
    }
    apr_pool_destroy(pool);
    return rv;
}

static apr_status_t write_header(const export_t *work)
{
    const char *names[CNOPS_REGISTRATION_COLUMNS + 1] = {NULL};

    if (work->ctl->json)
        return write_text(work, "[\n");
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++)
        names[i] = cnops_registration_column_name((cnops_registration_column_e)i);
    return write_csv(work, names, work->ctl->pool);
}

static apr_status_t export_all(export_t *work)
{
    apr_status_t rv = write_header(work);

    if (rv == APR_SUCCESS)
        rv = write_pages(work);
    if (rv == APR_SUCCESS && work->ctl->json)
        rv = write_text(work, "\n]\n");
    return rv == APR_SUCCESS ? apr_file_sync(work->file) : rv;
}

/* --- the command --- */

/* --year: "2025-2026", or 2025. */
static cnops_exit_e read_year(export_t *work)
{
    const char *year;

    if (!work->ctl->year)
        return CNOPS_EXIT_DONE;
    if (cnops_field_check(CNOPS_FIELD_ANNEE, &year, work->ctl->year, work->ctl->pool)) {
        cnops_ctl_refuse(work->ctl, "--year wants an academic year like 2025-2026");
        return CNOPS_EXIT_USAGE;
    }
    work->wanted.academic_year = strtol(year, NULL, 10);
    return CNOPS_EXIT_DONE;
}

/* --establishment: its code. */
static cnops_exit_e find_establishment(export_t *work)
{
    cnops_ctl_t *ctl = work->ctl;
    const cnops_establishment_t *establishment;
    apr_status_t rv;

    if (!ctl->establishment)
        return CNOPS_EXIT_DONE;
    rv = cnops_establishment_by_code(&establishment, &work->portal->core, ctl->establishment,
                                     ctl->pool);
    if (rv != APR_SUCCESS)
        return cnops_casework_failed(ctl, work->portal, rv);
    if (!establishment)
        return cnops_ctl_refuse(ctl, "no establishment has the code %s", ctl->establishment);
    work->wanted.establishment_id = establishment->id;
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e report(const export_t *work)
{
    cnops_tree_t *tree = cnops_tree_object(work->ctl->pool);

    cnops_tree_set_int(tree, "registrations", work->written);
    cnops_casework_print(work->ctl, tree);
    return CNOPS_EXIT_DONE;
}

cnops_exit_e cnops_command_export_registrations(cnops_ctl_t *ctl)
{
    export_t work = {.ctl = ctl, .wanted = {.establishment_id = -1, .max = PAGE}};
    cnops_exit_e verdict;
    apr_status_t rv;

    if ((verdict = read_year(&work)) != CNOPS_EXIT_DONE ||
        (verdict = cnops_export_file_open(&work.file, ctl, "an export is")) != CNOPS_EXIT_DONE)
        return verdict;
    if ((verdict = cnops_portal_open(&work.portal, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = find_establishment(&work)) != CNOPS_EXIT_DONE) {
        cnops_export_file_discard(work.file, ctl);
        return verdict;
    }
    if ((rv = export_all(&work)) == APR_SUCCESS)
        return report(&work);
    /* A part of an export is of no use: the next call writes all of it. */
    cnops_export_file_discard(work.file, ctl);
    return cnops_casework_failed(ctl, work.portal, rv);
}
