/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/sheet/blank.h"

#include "pages/sheet/sheet.h"
#include "view/brand/mutuelles.h"

#include <apr_strings.h>
#include <stdatomic.h>
#include <string.h>

typedef struct kept_t {
    const char *bytes;
    apr_size_t len;
} kept_t;

/* Whichever thread begins to keep the sheet is the only one that ever uses the pool. */
typedef struct place_t {
    const char *name; /* in addresses */
    cnops_sheet_t sheet;
    apr_pool_t *pool;
    atomic_flag is_taken;
    _Atomic(const kept_t *) kept; /* NULL until it is complete */
} place_t;

struct cnops_blank_sheets_t {
    place_t *places;
    int count;
};

/* --- making --- */

static const cnops_tree_t *first_mutuelle(const cnops_tree_t *institution)
{
    const cnops_tree_t *list = cnops_tree_get(institution, "mutuelles");

    return list ? list->first : NULL;
}

static void add_place(cnops_blank_sheets_t *sheets, const char *name, cnops_sheet_t sheet,
                      apr_pool_t *pool)
{
    place_t *place = &sheets->places[sheets->count++];

    place->name = name;
    place->sheet = sheet;
    apr_pool_create(&place->pool, pool);
    atomic_flag_clear(&place->is_taken);
}

cnops_blank_sheets_t *cnops_blank_sheets_make(const cnops_tree_t *institution, apr_pool_t *pool)
{
    cnops_blank_sheets_t *sheets = apr_pcalloc(pool, sizeof *sheets);
    apr_size_t count = 2;

    for (const cnops_tree_t *at = first_mutuelle(institution); at; at = at->next)
        count++;
    sheets->places = apr_pcalloc(pool, count * sizeof *sheets->places);
    add_place(sheets, CNOPS_SHEET_STUDENT, (cnops_sheet_t){.scheme = CNOPS_SCHEME_STUDENT}, pool);
    add_place(sheets, CNOPS_SHEET_PUBLIC, (cnops_sheet_t){.scheme = CNOPS_SCHEME_PUBLIC}, pool);
    for (const cnops_tree_t *at = first_mutuelle(institution); at; at = at->next)
        add_place(sheets, cnops_tree_text(at, "code"),
                  (cnops_sheet_t){.scheme = CNOPS_SCHEME_PUBLIC, .mutuelle = at}, pool);
    return sheets;
}

/* --- giving --- */

static place_t *find_place(const cnops_blank_sheets_t *sheets, const char *name)
{
    for (int i = 0; i < sheets->count; i++)
        if (strcmp(sheets->places[i].name, name) == 0)
            return &sheets->places[i];
    return NULL;
}

/* The thread that comes first keeps what it has printed. The others print for themselves while it
 * does, and wait for nobody. */
static void keep(place_t *place, const char *bytes, apr_size_t len)
{
    kept_t *kept;

    if (atomic_flag_test_and_set(&place->is_taken))
        return;
    kept = apr_palloc(place->pool, sizeof *kept);
    kept->bytes = apr_pmemdup(place->pool, bytes, len);
    kept->len = len;
    atomic_store(&place->kept, kept);
}

apr_status_t cnops_blank_sheet(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                               const char *name)
{
    place_t *place = find_place(req->app->blank_sheets, name);
    const kept_t *kept = place ? atomic_load(&place->kept) : NULL;
    cnops_sheet_t sheet;
    apr_status_t rv;

    *pbytes = kept ? kept->bytes : NULL;
    *plen = kept ? kept->len : 0;
    if (!place || kept)
        return APR_SUCCESS;
    sheet = place->sheet;
    sheet.made_at = cnops_core_now(req->app->core);
    rv = cnops_sheet_print(pbytes, plen, req, &sheet);
    if (rv == APR_SUCCESS)
        keep(place, *pbytes, *plen);
    return rv;
}
