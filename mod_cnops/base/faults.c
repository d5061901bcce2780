/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/faults.h"

#include "base/buffer.h"
#include "base/text.h"

#include <apr_strings.h>
#include <apr_tables.h>
#include <stdarg.h>

#define SHOWN_MAX 1000 /* bytes: httpd's log cuts lines of 8 KiB */

struct cnops_faults_t {
    apr_array_header_t *lines; /* of const char * */
    int left_out;
};

cnops_faults_t *cnops_faults_make(apr_pool_t *pool)
{
    cnops_faults_t *faults = apr_pcalloc(pool, sizeof *faults);

    faults->lines = apr_array_make(pool, 4, sizeof(const char *));
    return faults;
}

void cnops_faults_add(cnops_faults_t *faults, const char *format, ...)
{
    apr_pool_t *pool = faults->lines->pool;
    va_list args;

    if (faults->lines->nelts == CNOPS_FAULTS_MAX) {
        faults->left_out++;
        return;
    }
    va_start(args, format);
    APR_ARRAY_PUSH(faults->lines, const char *) =
        cnops_text_printable(apr_pvsprintf(pool, format, args), SHOWN_MAX, pool);
    va_end(args);
}

bool cnops_faults_any(const cnops_faults_t *faults)
{
    return faults->lines->nelts > 0;
}

const char *cnops_faults_text(const cnops_faults_t *faults, const char *prefix, apr_pool_t *pool)
{
    cnops_buffer_t out;

    if (!cnops_faults_any(faults))
        return NULL;
    cnops_buffer_init(&out, 512, pool);
    for (int i = 0; i < faults->lines->nelts; i++)
        cnops_buffer_add_text(&out,
                              apr_pstrcat(pool, i ? "\n" : "", prefix,
                                          APR_ARRAY_IDX(faults->lines, i, const char *), NULL));
    if (faults->left_out)
        cnops_buffer_add_text(&out,
                              apr_psprintf(pool, "\n%sand %d more fault%s", prefix,
                                           faults->left_out, faults->left_out == 1 ? "" : "s"));
    return cnops_buffer_text(&out);
}
