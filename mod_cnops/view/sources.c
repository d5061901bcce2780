/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/sources.h"

#include "base/errors.h"
#include "base/file.h"
#include "base/text.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1024 * 1024)

static bool ends_with(const char *text, const char *end)
{
    const apr_size_t len = strlen(text);
    const apr_size_t end_len = strlen(end);

    return len > end_len && strcmp(text + len - end_len, end) == 0;
}

static bool is_page(const cnops_source_t *source)
{
    return !source->is_html ||
           (strcmp(source->name, "layout") != 0 && strncmp(source->name, "partials/", 9) != 0);
}

static apr_status_t read_source(cnops_sources_t *sources, const char **pfault, const char *folder,
                                const char *file, apr_pool_t *pool)
{
    cnops_source_t *source = apr_array_push(sources->list);
    const char *path = apr_pstrcat(pool, folder, "/", file, NULL);
    apr_size_t len;
    char reason[120];

    source->file = file;
    source->is_html = ends_with(file, ".html");
    source->name = apr_pstrmemdup(pool, file, (apr_size_t)(strrchr(file, '.') - file));
    source->is_page = is_page(source);
    const apr_status_t rv = cnops_file_read(&source->text, &len, path, FILE_MAX, pool);
    if (rv != APR_SUCCESS) {
        *pfault = apr_psprintf(pool, "%s: %s", path, apr_strerror(rv, reason, sizeof reason));
        return rv;
    }
    if (cnops_text_is_utf8(source->text, len))
        return APR_SUCCESS;
    *pfault = apr_psprintf(pool, "%s: not UTF-8", path);
    return CNOPS_EMALFORMED;
}

static apr_status_t read_folder(cnops_sources_t *sources, const char **pfault, const char *folder,
                                const char *below, apr_pool_t *pool);

/* name: of an entry in the folder folder/below. Hidden files are skipped: text editors leave
 * them there. */
static apr_status_t read_entry(cnops_sources_t *sources, const char **pfault, const char *folder,
                               const char *below, const char *name, apr_filetype_e type,
                               apr_pool_t *pool)
{
    const char *file = apr_pstrcat(pool, below, name, NULL);

    if (*name == '.')
        return APR_SUCCESS;
    if (type == APR_DIR && *below == '\0')
        return read_folder(sources, pfault, folder, apr_pstrcat(pool, file, "/", NULL), pool);
    if (type != APR_DIR && (ends_with(name, ".html") || ends_with(name, ".txt")))
        return read_source(sources, pfault, folder, file, pool);
    return APR_SUCCESS;
}

static apr_status_t read_folder(cnops_sources_t *sources, const char **pfault, const char *folder,
                                const char *below, apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, folder, "/", below, NULL);
    apr_dir_t *dir;
    apr_finfo_t info;
    apr_status_t rv;

    if ((rv = apr_dir_open(&dir, path, pool)) != APR_SUCCESS) {
        *pfault = apr_psprintf(pool, "%s: no such folder", path);
        return rv;
    }
    while (rv == APR_SUCCESS) {
        const apr_status_t read = apr_dir_read(&info, APR_FINFO_NAME | APR_FINFO_TYPE, dir);

        if (read != APR_SUCCESS && read != APR_INCOMPLETE)
            break;
        rv = read_entry(sources, pfault, folder, below, info.name, info.filetype, pool);
    }
    apr_dir_close(dir);
    return rv;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const cnops_source_t *)a)->file, ((const cnops_source_t *)b)->file);
}

apr_status_t cnops_sources_load(const cnops_sources_t **psources, const char **pfault,
                                const char *folder, apr_pool_t *pool)
{
    cnops_sources_t *sources = apr_palloc(pool, sizeof *sources);
    apr_status_t rv;

    *psources = NULL;
    sources->list = apr_array_make(pool, 64, sizeof(cnops_source_t));
    if ((rv = read_folder(sources, pfault, folder, "", pool)) != APR_SUCCESS)
        return rv;
    /* The system lists a folder in any order. Sorted, the same fault is found first each time. */
    qsort(sources->list->elts, (size_t)sources->list->nelts, sizeof(cnops_source_t), compare);
    *psources = sources;
    return APR_SUCCESS;
}

const cnops_source_t *cnops_sources_find(const cnops_sources_t *sources, const char *name,
                                         bool is_html)
{
    for (int at = 0; at < sources->list->nelts; at++) {
        const cnops_source_t *source = &APR_ARRAY_IDX(sources->list, at, cnops_source_t);

        if (source->is_html == is_html && strcmp(source->name, name) == 0)
            return source;
    }
    return NULL;
}

const cnops_source_t *cnops_sources_outermost(const cnops_sources_t *sources,
                                              const cnops_source_t *page)
{
    bool is_whole = strncmp(page->text, "<!doctype", 9) == 0 || /* or a document: view/document/ */
                    strncmp(page->text, "<document", 9) == 0;

    return page->is_html && !is_whole ? cnops_sources_find(sources, "layout", true) : page;
}

const cnops_source_t *cnops_sources_partial(const cnops_sources_t *sources,
                                            const cnops_source_t *page, const char *name,
                                            apr_pool_t *pool)
{
    if (strcmp(name, "body") == 0)
        return page;
    return cnops_sources_find(sources, apr_pstrcat(pool, "partials/", name, NULL), true);
}
