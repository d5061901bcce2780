/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/press.h"

#include "base/errors.h"
#include "base/file.h"
#include "base/gzip.h"
#include "base/secret.h"
#include "view/document/document.h"
#include "view/document/frame.h"
#include "view/document/picture.h"

#include <apr_allocator.h>
#include <apr_strings.h>
#include <malloc.h>

#define ICC_MAX  1048576 /* bytes of the colour profile */
#define PRODUCER "mod_cnops"

struct cnops_press_t {
    cnops_engines_t *engines;
    cnops_document_picture_t pictures[2];
    cnops_document_t same; /* what is the same in each document */
};

/* --- making --- */

static apr_status_t read_profile(cnops_press_t *press, const char **pfault, const char *folder,
                                 apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, folder, "/sRGB.icc", NULL);
    const char *icc;
    apr_size_t len;
    apr_status_t rv = cnops_file_read(&icc, &len, path, ICC_MAX, pool);

    if (rv != APR_SUCCESS) {
        *pfault = apr_pstrcat(pool, path, ": cannot be read", NULL);
        return rv;
    }
    *pfault = "no memory for the colour profile of documents";
    return cnops_gzip_bare(&press->same.icc, &press->same.icc_len, icc, len, pool);
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
    *pfault = "emblem_png is no PNG file";
    if (emblem && (rv = cnops_picture_pack(&press->pictures[0], "emblem", emblem->bytes,
                                           emblem->len, pool)) != APR_SUCCESS)
        return rv;
    press->same.pictures = press->pictures;
    press->same.primary = colour_of(config->brand->primary);
    press->same.accent = colour_of(config->brand->accent);
    press->same.producer = PRODUCER;
    *pfault = "no memory for the frame of documents";
    if ((rv = cnops_frame(&press->same, pool)) != APR_SUCCESS)
        return rv;
    *pfault = NULL;
    *ppress = press;
    return APR_SUCCESS;
}

/* --- what becomes of a document --- */

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

/* --- the memory of a document --- */

#define LARGE 262144 /* bytes of a file for which more memory was needed than should be kept */

/* A document is made in memory of its own, which is many times as large as its file. */
static apr_status_t make_work_pool(apr_pool_t **pwork, apr_pool_t *pool)
{
    apr_allocator_t *allocator;
    apr_status_t rv = apr_allocator_create(&allocator);

    if (rv != APR_SUCCESS)
        return rv;
    if ((rv = apr_pool_create_ex(pwork, pool, NULL, allocator)) != APR_SUCCESS) {
        apr_allocator_destroy(allocator);
        return rv;
    }
    apr_allocator_owner_set(allocator, *pwork);
    return APR_SUCCESS;
}

/* glibc keeps what a thread frees for that thread. So each thread that has ever made a long
 * document would keep as much as it needed: 80 MB for 2,000 claims. */
static void end_work(apr_pool_t *work, apr_size_t len)
{
    apr_pool_destroy(work);
#ifdef __GLIBC__
    if (len > LARGE)
        malloc_trim(0);
#endif
}

/* --- one document --- */

typedef struct job_t {
    const cnops_press_t *press;
    const cnops_view_t *view;
    const cnops_print_t *print;
    const cnops_engine_t *engine;
    const char *bytes, *fault; /* as in cnops_press_print */
    apr_size_t len;
    apr_status_t rv;
    apr_pool_t *pool; /* of the work */
} job_t;

static apr_status_t render(job_t *job)
{
    const cnops_print_t *print = job->print;
    cnops_document_t document = job->press->same;
    apr_status_t rv =
        cnops_view_render(&document.markup, &document.markup_len, job->view, print->name,
                          print->lang ? print->lang : "fr", print->data, job->pool);

    if (rv != APR_SUCCESS)
        return rv;
    document.made_at = write_time(print->made_at, job->pool);
    rv = cnops_document_render(&job->bytes, &job->len, &job->fault, job->engine, &document,
                               job->pool);
    cnops_secret_wipe_bytes((char *)document.markup, document.markup_len);
    return rv;
}

static void do_job(void *closure)
{
    job_t *job = closure;

    job->rv = render(job);
}

static apr_status_t run(job_t *job)
{
    cnops_engine_t *engine;
    apr_status_t rv = cnops_engines_take(&engine, job->press->engines);

    if (rv != APR_SUCCESS)
        return rv;
    job->engine = engine;
    cnops_engine_run(engine, do_job, job);
    cnops_engines_give(job->press->engines, engine);
    return job->rv;
}

/* Moves the result out of the work's memory, which may have secrets. */
static void take_out(const char **pbytes, apr_size_t *plen, const char **pfault, const job_t *job,
                     apr_pool_t *pool)
{
    if (job->bytes) {
        *pbytes = apr_pmemdup(pool, job->bytes, job->len);
        *plen = job->len;
        cnops_secret_wipe_bytes((char *)job->bytes, job->len);
    }
    *pfault = apr_pstrdup(pool, job->fault);
}

apr_status_t cnops_press_print(const char **pbytes, apr_size_t *plen, const char **pfault,
                               cnops_press_t *press, const cnops_view_t *view,
                               const cnops_print_t *print, apr_pool_t *pool)
{
    job_t job = {.press = press, .view = view, .print = print};
    apr_status_t rv = make_work_pool(&job.pool, pool);

    *pbytes = *pfault = NULL;
    *plen = 0;
    if (rv != APR_SUCCESS)
        return rv;
    rv = run(&job);
    take_out(pbytes, plen, pfault, &job, pool);
    if (rv == APR_SUCCESS)
        wipe_later(*pbytes, *plen, pool);
    end_work(job.pool, *plen);
    return rv;
}
