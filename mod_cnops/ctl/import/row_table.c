/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/row_table.h"

#include "base/text.h"

#include <apr_strings.h>
#include <string.h>

#define NAME_SHOWN_MAX 60 /* bytes that are shown of the name of an unknown column */

void cnops_row_fault(apr_array_header_t *faults, const char *column, const char *reason)
{
    APR_ARRAY_PUSH(faults, cnops_row_fault_t) = (cnops_row_fault_t){column, reason};
}

/* --- the header --- */

static int find_column(const cnops_row_table_t *table, const char *name)
{
    for (int i = 0; i < table->count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    return -1;
}

/* Spreadsheets write semicolons or tabs in place of commas. Then the header is one cell. */
static const char *foreign_separator(const cnops_row_table_t *table, const char *cell)
{
    if (find_column(table, cell) >= 0)
        return NULL;
    if (strchr(cell, ';'))
        return "its cells are separated by semicolons: want commas";
    return strchr(cell, '\t') ? "its cells are separated by tabs: want commas" : NULL;
}

static void read_name(cnops_row_places_t *places, apr_array_header_t *faults,
                      const cnops_row_table_t *table, const char *cell, int place)
{
    const char *name = cnops_text_printable(cell, NAME_SHOWN_MAX, faults->pool);
    int column = find_column(table, cell);

    if (!*name)
        cnops_row_fault(faults, apr_psprintf(faults->pool, "cell %d", place + 1), "no name");
    else if (column < 0)
        cnops_row_fault(faults, name, "unknown column");
    else if (places->of[column] >= 0)
        cnops_row_fault(faults, name, "column given twice");
    else
        places->of[column] = place;
}

void cnops_row_header_read(cnops_row_places_t *places, apr_array_header_t *faults,
                           const cnops_row_table_t *table, const char *const *cells, int count)
{
    const char *foreign = count == 1 ? foreign_separator(table, cells[0]) : NULL;

    places->cells = count;
    for (int i = 0; i < table->count; i++)
        places->of[i] = -1;
    if (foreign) {
        cnops_row_fault(faults, "row", foreign);
        return;
    }
    for (int i = 0; i < count; i++)
        read_name(places, faults, table, cells[i], i);
    for (int i = 0; i < table->count; i++)
        if (places->of[i] < 0 && !table->columns[i].may_be_absent)
            cnops_row_fault(faults, table->columns[i].name, "column missing");
}

/* --- the rows --- */

/* NULL, or what is wrong with the cell. Sets *pvalue in either case. */
static const char *read_cell(const char **pvalue, const cnops_row_column_t *column,
                             const char *cell, apr_pool_t *pool)
{
    const char *typed = cnops_text_fold(cell, pool);

    *pvalue = "";
    if (!*typed)
        return column->required ? "empty" : NULL;
    if (cnops_text_length(typed) > column->max)
        return apr_psprintf(pool, "over %" APR_SIZE_T_FMT " characters", column->max);
    return column->check(pvalue, typed, pool);
}

void cnops_row_read(const char **values, apr_array_header_t *faults, const cnops_row_table_t *table,
                    const cnops_row_places_t *places, const char *const *cells, int count,
                    apr_pool_t *pool)
{
    int fault_count = faults->nelts;

    if (count != places->cells) {
        cnops_row_fault(faults, "row",
                        apr_psprintf(pool, "%d cells, want %d", count, places->cells));
        return;
    }
    for (int i = 0; i < table->count; i++) {
        const char *cell = places->of[i] < 0 ? "" : cells[places->of[i]];
        const char *reason = read_cell(&values[i], &table->columns[i], cell, pool);

        if (reason)
            cnops_row_fault(faults, table->columns[i].name, reason);
    }
    if (faults->nelts == fault_count && table->check_together)
        table->check_together(values, faults);
}

bool cnops_row_is_empty(const char *const *cells, int count, apr_pool_t *pool)
{
    for (int i = 0; i < count; i++)
        if (*cells[i] && *cnops_text_fold(cells[i], pool))
            return false;
    return true;
}
