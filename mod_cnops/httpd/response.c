/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/response.h"

#include <http_protocol.h>

/* Where an answer sets one of these headers itself, its own value is sent. */
static const struct {
    const char *name, *value;
    bool only_https;
} usual_headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; worker-src 'self'; "
     "connect-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; form-action 'self'; "
     "base-uri 'none'; frame-ancestors 'none'",
     false},
    {"Cache-Control", "no-store", false},
    {"X-Content-Type-Options", "nosniff", false},
    {"Referrer-Policy", "same-origin", false},
    {"Permissions-Policy",
     "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()", false},
    {"Cross-Origin-Opener-Policy", "same-origin", false},
    {"Cross-Origin-Resource-Policy", "same-origin", false},
    /* Two years. Without includeSubDomains: other hosts of the domain are not the portal's. */
    {"Strict-Transport-Security", "max-age=63072000", true},
};

static int copy_header(void *to, const char *name, const char *value)
{
    apr_table_add(to, name, value);
    return 1;
}

static void set_headers(request_rec *r, const cnops_app_t *app, const cnops_res_t *res)
{
    bool is_https = cnops_settings_is_https(app->core->settings);

    for (apr_size_t i = 0; i < sizeof usual_headers / sizeof *usual_headers; i++) {
        if (is_https || !usual_headers[i].only_https)
            apr_table_setn(r->headers_out, usual_headers[i].name, usual_headers[i].value);
    }
    /* The headers of an answer are added, because it may have several Set-Cookie. So a usual
     * header that it has too is removed first. */
    for (apr_size_t i = 0; i < sizeof usual_headers / sizeof *usual_headers; i++) {
        if (apr_table_get(res->headers, usual_headers[i].name))
            apr_table_unset(r->headers_out, usual_headers[i].name);
    }
    apr_table_do(copy_header, r->headers_out, res->headers, NULL);
}

/* Passes the body and the end-of-stream bucket in one brigade. Only then can httpd answer a
 * request for a part of the body (Range), and some browsers send those for sounds. */
static int send_body(request_rec *r, const char *body, apr_size_t len)
{
    apr_bucket_alloc_t *alloc = r->connection->bucket_alloc;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, alloc);

    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_pool_create(body, len, r->pool, alloc));
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(alloc));
    ap_pass_brigade(r->output_filters, brigade);
    return OK;
}

int cnops_response_send(request_rec *r, const cnops_app_t *app, const cnops_res_t *res)
{
    apr_size_t len = res->content_type ? res->body_len : 0;

    r->status = res->status;
    set_headers(r, app, res);
    if (res->content_type)
        ap_set_content_type(r, res->content_type);
    ap_set_content_length(r, (apr_off_t)len);
    return len && !r->header_only ? send_body(r, res->body, len) : OK;
}
