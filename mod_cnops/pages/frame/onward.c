/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/onward.h"

#include <apr_escape.h>
#include <apr_strings.h>
#include <string.h>

#define HOME    "/espace"
#define LONGEST 250 /* characters: the cookie has little room */

/* The query as it came, but for the language, which a cookie keeps. */
static const char *write_query(const cnops_req_t *req)
{
    const apr_array_header_t *fields = req->query->fields;
    const char *text = "";

    for (int i = 0; i < fields->nelts; i++) {
        const cnops_form_field_t *field = &APR_ARRAY_IDX(fields, i, cnops_form_field_t);

        if (strcmp(field->name, "lang") != 0)
            text = apr_pstrcat(req->pool, text, *text ? "&" : "?",
                               apr_pescape_urlencoded(req->pool, field->name), "=",
                               apr_pescape_urlencoded(req->pool, field->value), NULL);
    }
    return text;
}

/* Only files have a point in their address. */
static bool is_file(const char *path)
{
    return strchr(path, '.') != NULL;
}

void cnops_onward_keep(cnops_req_t *req)
{
    const char *path = apr_pescape_path(req->pool, req->path, 1);
    const char *address = apr_pstrcat(req->pool, path, write_query(req), NULL);

    if (!req->journey->onward && strcmp(address, HOME) != 0 && strlen(address) <= LONGEST &&
        !is_file(req->path))
        req->journey->onward = address;
}

void cnops_onward_keep_newest(cnops_req_t *req)
{
    req->journey->onward = NULL;
    cnops_onward_keep(req);
}

cnops_res_t *cnops_onward_go(cnops_req_t *req, const char *notice)
{
    const char *onward = req->journey->onward;

    req->journey->onward = NULL;
    return cnops_page_tell(req, onward ? onward : HOME, notice);
}
