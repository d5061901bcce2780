/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/first_page.h"

#include "base/language.h"
#include "base/secret.h"
#include "pages/frame/page.h"

#include <stdatomic.h>
#include <string.h>

#define LANGS_MAX 8

typedef struct kept_t {
    apr_size_t len;
    apr_size_t token_at, token_len;
    const cnops_gzip_parts_t *parts; /* the same, compressed; the token is the gap */
    char html[];
} kept_t;

/* The page in one language. Whichever thread begins to keep it is the only one that ever uses the
 * pool. */
typedef struct place_t {
    apr_pool_t *pool;
    atomic_flag is_taken;
    _Atomic(const kept_t *) kept; /* NULL until it is complete */
} place_t;

struct cnops_first_pages_t {
    place_t places[LANGS_MAX]; /* in the order of cnops_languages */
};

cnops_first_pages_t *cnops_first_pages_make(apr_pool_t *pool)
{
    cnops_first_pages_t *pages = apr_pcalloc(pool, sizeof *pages);

    for (int i = 0; i < LANGS_MAX && cnops_languages[i]; i++) {
        apr_pool_create(&pages->places[i].pool, pool);
        atomic_flag_clear(&pages->places[i].is_taken);
    }
    return pages;
}

/* NULL where there is no place for the language. */
static place_t *place_of(const cnops_req_t *req)
{
    for (int i = 0; i < LANGS_MAX && cnops_languages[i]; i++)
        if (strcmp(cnops_languages[i], req->lang) == 0)
            return &req->app->first_pages->places[i];
    return NULL;
}

bool cnops_first_page_fits(const cnops_req_t *req)
{
    return req->app->first_pages && !req->cookies && req->query->fields->nelts == 0 &&
           !req->wants_json && place_of(req);
}

cnops_res_t *cnops_first_page_get(const cnops_req_t *req)
{
    const kept_t *kept = atomic_load(&place_of(req)->kept);
    char *html;
    cnops_res_t *res;

    if (!kept || strlen(req->token) != kept->token_len)
        return NULL;
    html = apr_palloc(req->pool, kept->len);
    memcpy(html, kept->html, kept->len);
    memcpy(html + kept->token_at, req->token, kept->token_len);
    res = cnops_page_bytes(req, CNOPS_PAGE_HTML, html, kept->len);
    res->is_page = true;
    res->parts = kept->parts;
    res->gap = req->token;
    return res;
}

static const kept_t *copy(const cnops_req_t *req, const cnops_res_t *res, const char *token,
                          apr_pool_t *pool)
{
    kept_t *kept = apr_palloc(pool, sizeof *kept + res->body_len);

    kept->len = res->body_len;
    kept->token_at = (apr_size_t)(token - res->body);
    kept->token_len = strlen(req->token);
    memcpy(kept->html, res->body, res->body_len);
    cnops_secret_wipe_bytes(kept->html + kept->token_at, kept->token_len);
    if (cnops_gzip_split(&kept->parts, kept->html, kept->len, kept->token_at, kept->token_len,
                         pool) != APR_SUCCESS)
        kept->parts = NULL;
    return kept;
}

/* A page with its token at two places could not be filled, so it is not kept. */
void cnops_first_page_keep(const cnops_req_t *req, const cnops_res_t *res)
{
    const char *token = res->status == 200 && res->is_page ? strstr(res->body, req->token) : NULL;
    place_t *place = place_of(req);

    if (!token || strstr(token + 1, req->token) || atomic_flag_test_and_set(&place->is_taken))
        return;
    atomic_store(&place->kept, copy(req, res, token, place->pool));
}
