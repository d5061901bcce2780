/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/press.h"

#include "base/errors.h"
#include "base/file.h"
#include "base/secret.h"
#include "view/document/document.h"

#include <apr_strings.h>

#define ICC_MAX  1048576 /* bytes of the colour profile */
#define PRODUCER "mod_cnops"

struct cnops_press_t {
    cnops_engines_t *engines;
    cnops_document_picture_t pictures[2];
    cnops_document_colour_t primary, accent;
    const char *icc;
    apr_size_t icc_len;
};

/* --- making --- */

static apr_status_t read_profile(cnops_press_t *press, const char **pfault, const char *folder,
                                 apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, folder, "/sRGB.icc", NULL);
    apr_status_t rv = cnops_file_read(&press->icc, &press->icc_len, path, ICC_MAX, pool);

    if (rv != APR_SUCCESS)
        *pfault = apr_pstrcat(pool, path, ": cannot be read", NULL);
    return rv;
}

static cnops_document_colour_t colour_of(cnops_colour_t colour)
{
    return (cnops_document_colour_t){colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0};
}

apr_status_t cnops_press_make(cnops_press_t **ppress, const char **pfault,
                              const cnops_press_config_t *config, apr_pool_t *pool)
{
    const char *folder = apr_pstrcat(pool, config->htdocs, "/documents", NULL);
    const cnops_engines_config_t engines = {folder, config->engines, config->wait};
    const cnops_brand_file_t *emblem = config->brand->emblem_png;
    cnops_press_t *press = apr_pcalloc(pool, sizeof *press);
    apr_status_t rv;

    *ppress = NULL;
    if ((rv = read_profile(press, pfault, folder, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = cnops_engines_make(&press->engines, pfault, &engines, pool)) != APR_SUCCESS)
        return rv;
    if (emblem)
        press->pictures[0] = (cnops_document_picture_t){"emblem", emblem->bytes, emblem->len};
    press->primary = colour_of(config->brand->primary);
    press->accent = colour_of(config->brand->accent);
    *ppress = press;
    return APR_SUCCESS;
}

/* --- printing --- */

static const char *write_time(apr_time_t at, apr_pool_t *pool)
{
    apr_time_exp_t utc;

    apr_time_exp_gmt(&utc, at);
    return apr_psprintf(pool, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                        utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

typedef struct paper_t {
    void *bytes;
    apr_size_t len;
} paper_t;

static apr_status_t wipe(void *closure)
{
    const paper_t *paper = closure;

    cnops_secret_wipe_bytes(paper->bytes, paper->len);
    return APR_SUCCESS;
}

/* With the pool, which lives until the answer is sent. */
static void wipe_later(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    paper_t *paper = apr_palloc(pool, sizeof *paper);

    *paper = (paper_t){(void *)bytes, len};
    apr_pool_cleanup_register(pool, paper, wipe, apr_pool_cleanup_null);
}

static apr_status_t print_markup(const char **pbytes, apr_size_t *plen, const char **pfault,
                                 cnops_press_t *press, const cnops_document_t *document,
                                 apr_pool_t *pool)
{
    cnops_engine_t *engine;
    apr_status_t rv = cnops_engines_take(&engine, press->engines);

    *pfault = NULL;
    if (rv != APR_SUCCESS)
        return rv;
    rv = cnops_document_render(pbytes, plen, pfault, engine, document, pool);
    cnops_engines_give(press->engines, engine);
    return rv;
}

apr_status_t cnops_press_print(const char **pbytes, apr_size_t *plen, const char **pfault,
                               cnops_press_t *press, const cnops_view_t *view,
                               const cnops_print_t *print, apr_pool_t *pool)
{
    cnops_document_t document = {.pictures = press->pictures,
                                 .primary = press->primary,
                                 .accent = press->accent,
                                 .producer = PRODUCER,
                                 .made_at = write_time(print->made_at, pool),
                                 .icc = press->icc,
                                 .icc_len = press->icc_len};
    apr_status_t rv;

    *pfault = NULL;
    rv = cnops_view_render(&document.markup, &document.markup_len, view, print->name,
                           print->lang ? print->lang : "fr", print->data, pool);
    if (rv != APR_SUCCESS)
        return rv;
    rv = print_markup(pbytes, plen, pfault, press, &document, pool);
    wipe_later(document.markup, document.markup_len, pool);
    if (rv == APR_SUCCESS)
        wipe_later(*pbytes, *plen, pool);
    return rv;
}
