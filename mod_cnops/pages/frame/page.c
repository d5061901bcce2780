/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/frame/page.h"

#include "base/json.h"
#include "base/language.h"
#include "core/signin/password.h"
#include "pages/frame/time_left.h"
#include "view/brand/schemes.h"

#include <apr_strings.h>
#include <string.h>

/* --- texts --- */

const char *cnops_page_text(const cnops_req_t *req, const char *key, const cnops_tree_t *args)
{
    const char *text = cnops_view_text(req->app->view, req->lang, key, args, req->pool);

    return text ? text : key;
}

void cnops_page_set_text(cnops_tree_t *data, const char *name, const cnops_req_t *req,
                         const char *key, const cnops_tree_t *args)
{
    cnops_tree_t *phrase = cnops_view_phrase(req->app->view, req->lang, key, args, req->pool);

    if (phrase)
        cnops_tree_set(data, name, phrase);
    else
        cnops_tree_set_text(data, name, key);
}

const char *cnops_page_text2(const cnops_req_t *req, const char *key)
{
    const char *lang = cnops_language_second(req->lang);
    const char *text = cnops_view_text(req->app->view, lang, key, NULL, req->pool);

    return text ? text : key;
}

const char *cnops_page_href(const cnops_req_t *req, const char *path)
{
    return apr_pstrcat(req->pool, req->app->mount, path, NULL);
}

/* "creation/identite" → "title.creation.identite" */
static const char *title_key(const cnops_req_t *req, const char *name)
{
    char *key = apr_pstrcat(req->pool, "title.", name, NULL);

    for (char *at = strchr(key, '/'); at; at = strchr(at, '/'))
        *at = '.';
    return key;
}

/* --- common data --- */

/* The address of this page in the language code. Where a stranger may choose the path (an address
 * that is no page, or the end of one that is), the link is relative and does not repeat it: nothing
 * that somebody else writes into an address may stand in a compressed page, beside its token. */
static const char *language_href(const cnops_req_t *req, const char *page, const char *code)
{
    if (req->part || strcmp(page, "status") == 0)
        return apr_pstrcat(req->pool, "?lang=", code, NULL);
    return apr_pstrcat(req->pool, req->app->mount, req->path, "?lang=", code, NULL);
}

static void add_languages(cnops_tree_t *data, const cnops_req_t *req, const char *page)
{
    cnops_tree_t *list = cnops_tree_set_list(data, "languages");

    for (const char *const *code = cnops_languages; *code; code++) {
        cnops_tree_t *entry;

        if (!cnops_view_has_lang(req->app->view, *code))
            continue;
        entry = cnops_tree_add_object(list);
        cnops_tree_set_text(entry, "code", *code);
        cnops_tree_set_text(
            entry, "name",
            cnops_view_text(req->app->view, *code, "language.name", NULL, req->pool));
        cnops_tree_set_text(entry, "href", language_href(req, page, *code));
        cnops_tree_set_bool(entry, "current", strcmp(*code, req->lang) == 0);
    }
}

/* Filings, contacts and links are kilobytes, which an application would load with each step. So the
 * JSON of a page has the institution's texts and only those lists that the page shows. */
static const struct {
    const char *page, *part;
} site_parts[] = {
    {"accueil", "social"},
    {"accueil", "videos"},
    {"aide", "videos"},
    {"creation/conditions", "videos"},
    {"etudiants", "academic_years"},
    {"etudiants", "student_guides"},
    {"etudiants", "videos"},
    {"espace/donnees", "filings"},
    {"espace/donnees", "rights_contacts"},
    {"mentions-legales", "filings"},
    {"mentions-legales", "rights_contacts"},
};

static bool shows_part(const char *page, const char *part)
{
    for (apr_size_t i = 0; i < sizeof site_parts / sizeof *site_parts; i++) {
        if (strcmp(site_parts[i].page, page) == 0 && strcmp(site_parts[i].part, part) == 0)
            return true;
    }
    return false;
}

static cnops_tree_t *pick_site(const cnops_req_t *req, const char *page)
{
    cnops_tree_t *site = cnops_tree_object(req->pool);

    for (const cnops_tree_t *at = req->app->institution->first; at; at = at->next) {
        if (at->type == CNOPS_TREE_TEXT || shows_part(page, at->name))
            cnops_tree_set(site, at->name, cnops_tree_borrow(at, req->pool));
    }
    return site;
}

/* All requests share the institution's tree, so it must not change: only copies of its nodes hang
 * in the tree of a page. */
static void add_site(cnops_tree_t *data, const cnops_req_t *req, const char *page)
{
    cnops_tree_set(data, "site",
                   req->wants_json ? pick_site(req, page)
                                   : cnops_tree_borrow(req->app->institution, req->pool));
}

bool cnops_page_has_students(const cnops_req_t *req)
{
    return cnops_schemes_have(req->app->institution, CNOPS_SCHEME_OF_STUDENTS);
}

static void add_brand(cnops_tree_t *data, const cnops_req_t *req)
{
    const cnops_brand_t *brand = req->app->brand;
    cnops_tree_t *object = cnops_tree_set_object(data, "brand");

    cnops_tree_set_text(object, "style", brand->style);
    cnops_tree_set_text(object, "emblem", brand->emblem);
    cnops_tree_set_text(object, "theme", brand->theme);
}

static void add_session(cnops_tree_t *data, const cnops_req_t *req)
{
    apr_interval_time_t left;
    bool extends;

    cnops_tree_set_bool(data, "signed_in", req->session != NULL);
    cnops_tree_set_text(data, "session", NULL);
    if (!req->session)
        return;
    left = cnops_session_left(&extends, req->app->core, req->session);
    cnops_time_left_add(data, "session", req, left, extends);
}

static void add_notice(cnops_tree_t *data, const cnops_req_t *req)
{
    const char *key = req->journey->notice;

    cnops_tree_set_text(data, "notice", key ? cnops_page_text(req, key, NULL) : NULL);
}

cnops_tree_t *cnops_page_data(const cnops_req_t *req, const char *name)
{
    cnops_tree_t *data = cnops_tree_object(req->pool);

    cnops_tree_set_text(data, "page", name);
    cnops_tree_set_text(data, "title", cnops_page_text(req, title_key(req, name), NULL));
    cnops_tree_set_text(data, "lang", req->lang);
    cnops_tree_set_text(data, "dir", cnops_language_dir(req->lang));
    cnops_tree_set_text(data, "mount", req->app->mount);
    add_session(data, req);
    cnops_tree_set_text(data, "jeton",
                        req->token ? req->token
                                   : cnops_journey_token(req->app->core, req->journey, req->pool));
    add_languages(data, req, name);
    add_site(data, req, name);
    add_brand(data, req);
    cnops_tree_set_bool(data, "students", cnops_page_has_students(req));
    add_notice(data, req);
    return data;
}

/* --- answers --- */

cnops_res_t *cnops_page_empty(const cnops_req_t *req, int status)
{
    cnops_res_t *res = apr_pcalloc(req->pool, sizeof *res);

    res->status = status;
    res->headers = apr_table_make(req->pool, 8);
    return res;
}

static cnops_res_t *answer(const cnops_req_t *req, int status, const char *type, const char *body,
                           apr_size_t len)
{
    cnops_res_t *res = cnops_page_empty(req, status);

    res->content_type = type;
    res->body = body;
    res->body_len = len;
    /* One address answers in several languages, as HTML or JSON, and per visitor. */
    apr_table_setn(res->headers, "Vary", "Accept, Accept-Language, Cookie");
    apr_table_setn(res->headers, "Content-Language", req->lang);
    return res;
}

static cnops_res_t *answer_json(const cnops_req_t *req, int status, const cnops_tree_t *data)
{
    const char *body = cnops_json_write(data, req->pool);

    return answer(req, status, "application/json", body, strlen(body));
}

cnops_res_t *cnops_page_json(const cnops_req_t *req, const cnops_tree_t *data)
{
    return answer_json(req, 200, data);
}

cnops_res_t *cnops_page_bytes(const cnops_req_t *req, const char *type, const char *bytes,
                              apr_size_t len)
{
    return answer(req, 200, type, bytes, len);
}

apr_status_t cnops_page_print(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                              const cnops_print_t *print)
{
    return cnops_press_print(pbytes, plen, &req->remark->fault, req->app->press, req->app->view,
                             print, req->pool);
}

static cnops_res_t *answer_html(const cnops_req_t *req, int status, const char *name,
                                const cnops_tree_t *data)
{
    const char *body;
    apr_size_t len;
    cnops_res_t *res;
    apr_status_t rv =
        cnops_view_render(&body, &len, req->app->view, name, req->lang, data, req->pool);

    if (rv == APR_SUCCESS)
        return answer(req, status, CNOPS_PAGE_HTML, body, len);
    /* The installation is broken: an error page could fail in the same way. */
    res = cnops_page_empty(req, 500);
    res->failure = rv;
    return res;
}

cnops_res_t *cnops_page_show(const cnops_req_t *req, int status, const char *name,
                             const cnops_tree_t *data)
{
    cnops_res_t *res =
        req->wants_json ? answer_json(req, status, data) : answer_html(req, status, name, data);

    res->is_page = res->failure == APR_SUCCESS;
    return res;
}

void cnops_page_password_rule(cnops_tree_t *data, const cnops_req_t *req)
{
    const cnops_core_t *core = req->app->core;

    cnops_tree_set_int(data, "password_min", cnops_password_shortest(core));
    cnops_tree_set_bool(data, "password_composed", cnops_password_is_composed(core));
}

cnops_res_t *cnops_page_redirect(const cnops_req_t *req, const char *path)
{
    cnops_res_t *res = cnops_page_empty(req, 303);

    apr_table_set(res->headers, "Location", cnops_page_href(req, path));
    return res;
}

cnops_res_t *cnops_page_tell(const cnops_req_t *req, const char *path, const char *notice)
{
    req->journey->notice = notice;
    return cnops_page_redirect(req, path);
}

cnops_res_t *cnops_page_end(cnops_req_t *req, const char *path, const char *notice)
{
    req->journey = cnops_journey_make(req->app->core, CNOPS_JOURNEY_NONE, req->pool);
    return cnops_page_tell(req, path, notice);
}

static apr_int64_t round_up(apr_interval_time_t wait)
{
    return apr_time_sec(wait + APR_USEC_PER_SEC - 1);
}

void cnops_page_show_wait(cnops_tree_t *data, apr_interval_time_t wait)
{
    if (wait)
        cnops_tree_set_int(data, "retry_after", round_up(wait));
    else
        cnops_tree_set_text(data, "retry_after", NULL);
}

void cnops_page_retry_after(cnops_res_t *res, const cnops_req_t *req, apr_interval_time_t wait)
{
    apr_int64_t seconds = round_up(wait);

    /* At least 1: 0 would ask clients to come back at once. */
    apr_table_set(res->headers, "Retry-After",
                  apr_psprintf(req->pool, "%" APR_INT64_T_FMT, seconds > 0 ? seconds : 1));
}
