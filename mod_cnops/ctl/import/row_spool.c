/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/import/row_spool.h"

#include "base/errors.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <stdint.h>
#include <string.h>

struct cnops_row_spool_t {
    apr_file_t *file;
    int texts;
};

/* The name is removed at once. */
apr_status_t cnops_row_spool_make(cnops_row_spool_t **pspool, const char *dir, int texts,
                                  apr_pool_t *pool)
{
    char *name = apr_pstrcat(pool, dir, "/cnops-spool.XXXXXX", NULL);
    cnops_row_spool_t *spool = apr_pcalloc(pool, sizeof *spool);
    apr_status_t rv = apr_file_mktemp(&spool->file, name,
                                      APR_FOPEN_CREATE | APR_FOPEN_READ | APR_FOPEN_WRITE |
                                          APR_FOPEN_EXCL | APR_FOPEN_BUFFERED,
                                      pool);

    spool->texts = texts;
    *pspool = spool;
    return rv == APR_SUCCESS ? apr_file_remove(name, pool) : rv;
}

/* A text is its length, in the two bytes of this machine, and its bytes. */
static apr_status_t put_text(const cnops_row_spool_t *spool, const char *text)
{
    apr_size_t bytes = strlen(text);
    uint16_t len = (uint16_t)bytes;
    apr_status_t rv;

    if (bytes > CNOPS_ROW_SPOOL_TEXT_MAX)
        return CNOPS_ETOOLARGE;
    rv = apr_file_write_full(spool->file, &len, sizeof len, NULL);
    return rv == APR_SUCCESS ? apr_file_write_full(spool->file, text, bytes, NULL) : rv;
}

apr_status_t cnops_row_spool_put(cnops_row_spool_t *spool, const char *const *texts)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < spool->texts && rv == APR_SUCCESS; i++)
        rv = put_text(spool, texts[i]);
    return rv;
}

apr_status_t cnops_row_spool_rewind(cnops_row_spool_t *spool)
{
    apr_off_t start = 0;
    apr_status_t rv = apr_file_flush(spool->file);

    return rv == APR_SUCCESS ? apr_file_seek(spool->file, APR_SET, &start) : rv;
}

apr_status_t cnops_row_spool_clear(cnops_row_spool_t *spool)
{
    apr_status_t rv = cnops_row_spool_rewind(spool);

    return rv == APR_SUCCESS ? apr_file_trunc(spool->file, 0) : rv;
}

static apr_status_t read_text(const char **ptext, const cnops_row_spool_t *spool, apr_pool_t *pool)
{
    uint16_t len;
    char *text;
    apr_status_t rv = apr_file_read_full(spool->file, &len, sizeof len, NULL);

    if (rv != APR_SUCCESS)
        return rv;
    text = apr_palloc(pool, (apr_size_t)len + 1);
    text[len] = '\0';
    *ptext = text;
    return len ? apr_file_read_full(spool->file, text, len, NULL) : APR_SUCCESS;
}

apr_status_t cnops_row_spool_next(const char ***ptexts, cnops_row_spool_t *spool, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    *ptexts = apr_palloc(pool, (apr_size_t)spool->texts * sizeof **ptexts);
    for (int i = 0; i < spool->texts && rv == APR_SUCCESS; i++)
        rv = read_text(&(*ptexts)[i], spool, pool);
    return rv;
}
