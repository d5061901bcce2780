/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/batch/spool.h"

#include "base/errors.h"
#include "base/secret.h"
#include "base/text.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <string.h>

#define US '\x1f'
#define RS '\x1e'
/* Stands for US and RS inside a cell. */
#define GS '\x1d'

/* The line, a code, the cells, and a mark behind each. */
#define ROW_MAX (20 + 32 + CNOPS_REGISTRATION_COLUMNS * CNOPS_SPOOL_CELL_MAX + 16)

_Static_assert(ROW_MAX <= CNOPS_SPOOL_CHUNK_MAX, "each row fits into an empty chunk");

cnops_spool_chunk_t *cnops_spool_chunk_make(apr_pool_t *pool)
{
    cnops_spool_chunk_t *chunk = apr_pcalloc(pool, sizeof *chunk);

    chunk->text = cnops_secret_alloc(CNOPS_SPOOL_CHUNK_MAX + 1, pool);
    return chunk;
}

void cnops_spool_empty(cnops_spool_chunk_t *chunk)
{
    cnops_secret_wipe_bytes(chunk->text, chunk->len);
    chunk->len = 0;
    chunk->rows = 0;
}

/* --- writing --- */

/* Longer, in characters, than any column may be, and not empty for any of them. */
static void write_too_long(cnops_spool_chunk_t *chunk)
{
    memset(chunk->text + chunk->len, 'x', CNOPS_SPOOL_CELL_MAX);
    chunk->len += CNOPS_SPOOL_CELL_MAX;
}

static void write_text(cnops_spool_chunk_t *chunk, const char *text)
{
    for (; *text; text++)
        chunk->text[chunk->len++] = *text == US || *text == RS ? GS : *text;
}

static void write_cell(cnops_spool_chunk_t *chunk, const char *cell)
{
    chunk->text[chunk->len++] = US;
    if (cell && strlen(cell) > CNOPS_SPOOL_CELL_MAX)
        write_too_long(chunk);
    else if (cell)
        write_text(chunk, cell);
}

static apr_size_t cell_len(const char *cell)
{
    apr_size_t len = cell ? strlen(cell) : 0;

    return 1 + (len > CNOPS_SPOOL_CELL_MAX ? CNOPS_SPOOL_CELL_MAX : len);
}

bool cnops_spool_add(cnops_spool_chunk_t *chunk, const cnops_batch_cells_t *row)
{
    char line[24];
    apr_size_t len = (apr_size_t)apr_snprintf(line, sizeof line, "%" APR_INT64_T_FMT, row->line);

    len += cell_len(row->fault) + 1;
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS && !row->fault; i++)
        len += cell_len(row->cells[i]);
    if (len > CNOPS_SPOOL_CHUNK_MAX - chunk->len)
        return false;
    write_text(chunk, line);
    write_cell(chunk, row->fault);
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS && !row->fault; i++)
        write_cell(chunk, row->cells[i]);
    chunk->text[chunk->len++] = RS;
    chunk->rows++;
    return true;
}

/* --- sealing --- */

const char *cnops_spool_seal(const cnops_core_t *core, const cnops_spool_chunk_t *chunk,
                             apr_int64_t batch_id, apr_int64_t seq, apr_pool_t *pool)
{
    const char *bound[] = {apr_psprintf(pool, "%" APR_INT64_T_FMT, batch_id),
                           apr_psprintf(pool, "%" APR_INT64_T_FMT, seq), NULL};

    chunk->text[chunk->len] = '\0';
    return cnops_column_seal(core, CNOPS_SEALED_BATCH_CHUNK, bound, chunk->text, pool);
}

/* --- reading --- */

/* Cuts the text up to mark off, and sets *ptext behind it. NULL where there is no mark. */
static char *cut(char **ptext, char mark)
{
    char *text = *ptext, *end = strchr(text, mark);

    if (!end)
        return NULL;
    *end = '\0';
    *ptext = end + 1;
    return text;
}

/* Reads the cells of a row, whose text ends with a NUL. */
static bool read_cells(cnops_batch_cells_t *row, char *text)
{
    for (int i = 0; i < CNOPS_REGISTRATION_COLUMNS; i++) {
        bool is_last = i + 1 == CNOPS_REGISTRATION_COLUMNS;

        row->cells[i] = is_last ? text : cut(&text, US);
        if (!row->cells[i])
            return false;
    }
    return !strchr(text, US);
}

static bool read_row(cnops_batch_cells_t *row, char *text)
{
    const char *line = cut(&text, US);
    char *cells = strchr(text, US);

    if (!line || !cnops_text_number(&row->line, &line) || *line)
        return false;
    row->fault = cells ? NULL : text;
    return cells ? cells == text && read_cells(row, cells + 1) : *text != '\0';
}

static apr_status_t read_rows(apr_array_header_t *rows, char *text)
{
    while (*text) {
        char *row = cut(&text, RS);
        cnops_batch_cells_t *cells = apr_array_push(rows);

        memset(cells, 0, sizeof *cells);
        if (!row || !read_row(cells, row))
            return CNOPS_EMALFORMED;
    }
    return APR_SUCCESS;
}

apr_status_t cnops_spool_open(apr_array_header_t **plist, const cnops_core_t *core,
                              apr_int64_t batch_id, const cnops_batch_chunk_t *chunk,
                              apr_pool_t *pool)
{
    const char *bound[] = {apr_psprintf(pool, "%" APR_INT64_T_FMT, batch_id),
                           apr_psprintf(pool, "%" APR_INT64_T_FMT, chunk->seq), NULL};
    char *text;
    apr_status_t rv;

    *plist = apr_array_make(pool, 64, sizeof(cnops_batch_cells_t));
    rv = cnops_column_open(&text, core, CNOPS_SEALED_BATCH_CHUNK, bound, chunk->content_sealed,
                           pool);
    return rv == APR_SUCCESS ? read_rows(*plist, text) : rv;
}
