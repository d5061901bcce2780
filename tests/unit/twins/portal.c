/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "portal.h"

#include "base/json.h"
#include "base/language.h"
#include "view/brand/institution.h"

#include <apr_strings.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HTDOCS      "build/htdocs"
#define INSTITUTION "build/institution/institution.json"

/* --- the portal --- */

static void load_institution(portal_t *portal)
{
    cnops_faults_t *faults = cnops_faults_make(portal->pool);
    const cnops_tree_t *tree = cnops_institution_load(faults, INSTITUTION, HTDOCS, portal->pool);
    const char *said;

    if (tree) {
        portal->app.brand =
            cnops_brand_make(faults, tree, INSTITUTION, portal->app.mount, portal->pool);
        portal->app.institution = cnops_institution_site(tree, portal->pool);
    }
    if ((said = cnops_faults_text(faults, INSTITUTION ": ", portal->pool)))
        fprintf(stderr, "%s\n", said);
}

int portal_setup(void **state)
{
    core_fixture_t *fixture = core_fixture_make();
    portal_t *portal = apr_pcalloc(fixture->pool, sizeof *portal);
    const char *fault = NULL;

    portal->fixture = fixture;
    portal->pool = fixture->pool;
    portal->app.core = &fixture->core;
    portal->app.mount = cnops_settings_mount(fixture->settings, portal->pool);
    load_institution(portal);
    cnops_zone_load(&portal->app.zone, "Africa/Casablanca", portal->pool);
    if (cnops_view_load(&portal->app.view, &fault, HTDOCS, portal->app.mount, cnops_languages,
                        portal->pool) != APR_SUCCESS)
        fprintf(stderr, "%s\n", fault);
    else if (cnops_captcha_audio_load(&portal->app.audio, &fault, HTDOCS, cnops_languages,
                                      portal->pool) != APR_SUCCESS)
        fprintf(stderr, "%s\n", fault);
    *state = portal;
    return portal->app.brand && portal->app.audio && portal->app.zone ? 0 : 1;
}

int portal_teardown(void **state)
{
    portal_t *portal = *state;

    core_fixture_free(portal->fixture);
    return 0;
}

/* --- a browser --- */

browser_t *browser_open(portal_t *portal)
{
    browser_t *browser = apr_pcalloc(portal->pool, sizeof *browser);

    browser->portal = portal;
    browser->cookies = apr_table_make(portal->pool, 4);
    browser->lang = "fr";
    browser->ip = "203.0.113.7";
    browser->accept = "application/json";
    return browser;
}

typedef struct jar_t {
    apr_pool_t *pool;
    const char *header;
} jar_t;

static int join_cookie(void *self, const char *name, const char *value)
{
    jar_t *jar = self;

    jar->header = apr_pstrcat(jar->pool, jar->header ? jar->header : "", jar->header ? "; " : "",
                              name, "=", value, NULL);
    return 1;
}

static int keep_cookie(void *self, const char *header, const char *value)
{
    browser_t *browser = self;
    apr_pool_t *pool = browser->portal->pool;
    const char *equals = strchr(value, '=');
    const char *name = apr_pstrmemdup(pool, value, (apr_size_t)(equals - value));

    (void)header;
    if (strstr(value, "Max-Age=0"))
        apr_table_unset(browser->cookies, name);
    else
        apr_table_set(browser->cookies, name,
                      apr_pstrmemdup(pool, equals + 1, strcspn(equals + 1, ";")));
    return 1;
}

typedef struct body_t {
    const char *type, *bytes;
    apr_size_t len;
} body_t;

static void read_body(cnops_req_t *req)
{
    const body_t *body = req->read_self;
    cnops_form_t *form;
    apr_status_t rv;

    if (strcmp(body->type, "application/json") == 0)
        rv = cnops_form_parse_json(&form, body->bytes, body->len, req->pool);
    else
        rv = cnops_form_parse_urlencoded(&form, body->bytes, body->len, req->pool);
    req->form = rv == APR_SUCCESS ? form : NULL;
    req->body = rv == APR_SUCCESS ? CNOPS_BODY_READ : CNOPS_BODY_MALFORMED;
}

/* A key without a sentence is shown as it is. No page that a test reads may have one. */
static bool is_key(const char *text)
{
    static const char *const families[] = {"action.",        "error.",  "event.",  "field.",
                                           "member_status.", "nav.",    "notice.", "option.",
                                           "scheme.",        "status.", "title.",  NULL};

    for (const char *const *family = families; *family; family++) {
        if (strncmp(text, *family, strlen(*family)) == 0)
            return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.-") == strlen(text);
    }
    return false;
}

static void assert_sentences(const cnops_tree_t *node)
{
    for (; node; node = node->next) {
        bool is_list = node->type == CNOPS_TREE_OBJECT || node->type == CNOPS_TREE_LIST;

        if (is_list)
            assert_sentences(node->first);
        if (node->type != CNOPS_TREE_TEXT || !is_key(node->value.text))
            continue;
        print_error("no sentence for %s\n", node->value.text);
        fail();
    }
}

static answer_t *send_request(browser_t *browser, cnops_method_e method, const char *target,
                              body_t *body)
{
    apr_pool_t *pool = browser->portal->pool;
    cnops_req_t *req = apr_pcalloc(pool, sizeof *req);
    answer_t *answer = apr_pcalloc(pool, sizeof *answer);
    const char *query = strchr(target, '?');
    jar_t jar = {pool, NULL};
    cnops_form_t *form;
    cnops_tree_t *page = NULL;

    apr_table_do(join_cookie, &jar, browser->cookies, NULL);
    req->pool = pool;
    req->app = &browser->portal->app;
    req->method = method;
    req->path = apr_pstrmemdup(pool, target, strcspn(target, "?"));
    cnops_form_parse_urlencoded(&form, query ? query + 1 : "", query ? strlen(query + 1) : 0, pool);
    req->query = form;
    req->cookies = jar.header;
    req->accept = browser->accept;
    req->accept_language = browser->lang;
    req->user_agent = "unit test";
    req->fetch_site = browser->fetch_site;
    req->authorization = browser->authorization;
    req->ip = browser->ip;
    req->read_body = read_body;
    req->read_self = body;

    answer->res = cnops_dispatch(req);
    answer->status = answer->res->status;
    answer->location = apr_table_get(answer->res->headers, "Location");
    answer->body = answer->res->body;
    apr_table_do(keep_cookie, browser, answer->res->headers, "Set-Cookie", NULL);
    if (answer->res->content_type && strcmp(answer->res->content_type, "application/json") == 0)
        cnops_json_parse(&page, answer->res->body, answer->res->body_len, pool);
    answer->page = page;
    if (page)
        assert_sentences(page);
    if (page && cnops_tree_text(page, "jeton"))
        browser->jeton = cnops_tree_text(page, "jeton");
    return answer;
}

answer_t *browser_send(browser_t *browser, cnops_method_e method, const char *path)
{
    return send_request(browser, method, path, NULL);
}

answer_t *browser_get(browser_t *browser, const char *path)
{
    return send_request(browser, CNOPS_METHOD_GET, path, NULL);
}

static const char *escape(const char *text, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(text) * 3 + 1), *at = out;

    for (; *text; text++)
        at += sprintf(at, "%%%02x", (unsigned char)*text);
    *at = '\0';
    return out;
}

answer_t *browser_post(browser_t *browser, const char *path, ...)
{
    apr_pool_t *pool = browser->portal->pool;
    body_t body = {.type = "application/x-www-form-urlencoded"};
    const char *name;
    va_list pairs;

    body.bytes =
        apr_pstrcat(pool, "jeton=", escape(browser->jeton ? browser->jeton : "", pool), NULL);
    va_start(pairs, path);
    while ((name = va_arg(pairs, const char *)))
        body.bytes = apr_pstrcat(pool, body.bytes, "&", name, "=",
                                 escape(va_arg(pairs, const char *), pool), NULL);
    va_end(pairs);
    body.len = strlen(body.bytes);
    return send_request(browser, CNOPS_METHOD_POST, path, &body);
}

answer_t *browser_post_raw(browser_t *browser, const char *path, const char *type,
                           const char *bytes, apr_size_t len)
{
    body_t body = {.type = type, .bytes = bytes, .len = len};

    return send_request(browser, CNOPS_METHOD_POST, path, &body);
}

/* --- proof of work, as a visitor's browser does it --- */

static void derive(char hex[65], const unsigned char *input, apr_size_t len, apr_int64_t cost)
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(hash, input, len);
    while (--cost > 0)
        crypto_hash_sha256(hash, hash, sizeof hash);
    sodium_bin2hex(hex, 65, hash, sizeof hash);
}

static apr_uint32_t search(char hex[65], const cnops_tree_t *parameters)
{
    const char *prefix = cnops_tree_text(parameters, "keyPrefix");
    const char *salt = cnops_tree_text(parameters, "salt");
    const char *nonce = cnops_tree_text(parameters, "nonce");
    apr_int64_t cost = cnops_tree_int(parameters, "cost", 1);
    unsigned char input[128];
    size_t salt_len, nonce_len;
    apr_uint32_t counter;

    sodium_hex2bin(input, 60, salt, strlen(salt), NULL, &salt_len, NULL);
    sodium_hex2bin(input + salt_len, 60, nonce, strlen(nonce), NULL, &nonce_len, NULL);
    for (counter = 0; counter < UINT32_MAX; counter++) {
        unsigned char *at = input + salt_len + nonce_len;

        at[0] = (unsigned char)(counter >> 24);
        at[1] = (unsigned char)(counter >> 16);
        at[2] = (unsigned char)(counter >> 8);
        at[3] = (unsigned char)counter;
        derive(hex, input, salt_len + nonce_len + 4, cost);
        if (strncmp(hex, prefix, strlen(prefix)) == 0)
            break;
    }
    return counter;
}

const char *browser_solve(browser_t *browser)
{
    apr_pool_t *pool = browser->portal->pool;
    const answer_t *answer = browser_get(browser, "/captcha/defi");
    char hex[65];
    apr_uint32_t counter = search(hex, cnops_tree_get(answer->page, "parameters"));
    const char *json =
        apr_psprintf(pool, "{\"challenge\":%s,\"solution\":{\"counter\":%u,\"derivedKey\":\"%s\"}}",
                     cnops_json_write(answer->page, pool), counter, hex);
    apr_size_t len = sodium_base64_encoded_len(strlen(json), sodium_base64_VARIANT_ORIGINAL);
    char *base64 = apr_palloc(pool, len);

    return sodium_bin2base64(base64, len, (const unsigned char *)json, strlen(json),
                             sodium_base64_VARIANT_ORIGINAL);
}

/* --- reading answers --- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

const char *portal_refusal(portal_t *portal, const cnops_opposition_t *about)
{
    const cnops_core_t *core = &portal->fixture->core;
    apr_time_t until = cnops_core_now(core) + 72 * apr_time_from_sec(3600);
    const cnops_link_t *link = cnops_opposition_link(core, about, until, portal->pool);

    store_memory_keep_link(portal->fixture->store, link->row);
    return link->url + strlen(core->settings->public_url);
}

bool answer_has_error(const answer_t *answer, const char *field, const char *code)
{
    const cnops_tree_t *errors = answer->page ? cnops_tree_get(answer->page, "errors") : NULL;

    for (const cnops_tree_t *error = errors ? errors->first : NULL; error; error = error->next) {
        if (same_text(cnops_tree_text(error, "field"), field) &&
            same_text(cnops_tree_text(error, "code"), code))
            return true;
    }
    return false;
}

bool answer_asks(const answer_t *answer, const char *field)
{
    const cnops_tree_t *fields = answer->page ? cnops_tree_get(answer->page, "fields") : NULL;

    for (const cnops_tree_t *item = fields ? fields->first : NULL; item; item = item->next) {
        if (same_text(cnops_tree_text(item, "name"), field))
            return true;
    }
    return false;
}
