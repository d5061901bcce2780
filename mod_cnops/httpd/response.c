/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/response.h"

#include "base/gzip.h"
#include "pages/frame/negotiation.h"

#include <http_connection.h>
#include <http_protocol.h>
#include <string.h>

#define GZIP_MIN 256 /* bytes; a shorter body would not fit into fewer packets */

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

/* --- compression --- */

static bool is_text(const char *content_type)
{
    static const char *const types[] = {"text/html", "application/json", "text/css",
                                        "image/svg+xml", NULL};

    for (const char *const *type = types; *type; type++)
        if (strncmp(content_type, *type, strlen(*type)) == 0)
            return true;
    return false;
}

/* mod_deflate and mod_brotli, where the site has turned them on for everything, leave the portal's
 * answers alone: these are compressed here, or not at all. */
static void keep_filters_off(request_rec *r)
{
    apr_table_setn(r->subprocess_env, "no-gzip", "1");
    apr_table_setn(r->subprocess_env, "no-brotli", "1");
}

static apr_status_t make_gzip(const char **pgzip, apr_size_t *plen, const cnops_res_t *res,
                              apr_pool_t *pool)
{
    if (!res->parts)
        return cnops_gzip(pgzip, plen, res->body, res->body_len, pool);
    cnops_gzip_join(pgzip, plen, res->parts, res->gap, pool);
    return APR_SUCCESS;
}

/* Replaces *pbody by its compressed form, where it is text and the client accepts that. A part of
 * it (Range) would fit no other answer, so the whole is sent. HEAD has the headers of GET. */
static void compress(request_rec *r, const cnops_res_t *res, const char **pbody, apr_size_t *plen)
{
    const char *gzip;
    apr_size_t len;

    keep_filters_off(r);
    if (!is_text(res->content_type))
        return;
    apr_table_mergen(r->headers_out, "Vary", "Accept-Encoding");
    if (*plen < GZIP_MIN ||
        !cnops_negotiate_gzip(apr_table_get(r->headers_in, "Accept-Encoding"), r->pool) ||
        make_gzip(&gzip, &len, res, r->pool) != APR_SUCCESS)
        return;
    r->content_encoding = "gzip";
    apr_table_unset(r->headers_in, "Range");
    *pbody = gzip;
    *plen = len;
}

/* --- sending --- */

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

/* --- a body that is made while it is sent --- */

/* An end of the connection without an end of the answer: the reader sees that it is not whole. */
static void break_off(request_rec *r, apr_bucket_brigade *brigade)
{
    apr_bucket_alloc_t *alloc = r->connection->bucket_alloc;

    r->connection->keepalive = AP_CONN_CLOSE;
    APR_BRIGADE_INSERT_TAIL(brigade, ap_bucket_eoc_create(alloc));
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(alloc));
    ap_pass_brigade(r->output_filters, brigade);
}

/* The piece is sent before this returns, because its memory is used again. */
static apr_status_t send_piece(request_rec *r, apr_bucket_brigade *brigade, const char *bytes,
                               apr_size_t len)
{
    apr_bucket_alloc_t *alloc = r->connection->bucket_alloc;
    apr_status_t rv;

    if (len == 0)
        return APR_SUCCESS;
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_transient_create(bytes, len, alloc));
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_flush_create(alloc));
    rv = ap_pass_brigade(r->output_filters, brigade);
    apr_brigade_cleanup(brigade);
    return rv;
}

static int send_stream(request_rec *r, const cnops_stream_t *stream)
{
    apr_bucket_alloc_t *alloc = r->connection->bucket_alloc;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, alloc);
    apr_pool_t *pool;
    const char *bytes;
    apr_size_t len;
    apr_status_t made, sent = APR_SUCCESS;

    apr_pool_create(&pool, r->pool);
    while ((made = stream->next(stream->self, &bytes, &len, pool)) == APR_SUCCESS &&
           (sent = send_piece(r, brigade, bytes, len)) == APR_SUCCESS)
        apr_pool_clear(pool);
    apr_pool_destroy(pool);
    if (sent != APR_SUCCESS) /* nobody is there any more */
        return OK;
    if (!APR_STATUS_IS_EOF(made)) {
        break_off(r, brigade);
        return OK;
    }
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(alloc));
    ap_pass_brigade(r->output_filters, brigade);
    return OK;
}

/* --- all of it --- */

int cnops_response_send(request_rec *r, const cnops_app_t *app, const cnops_res_t *res)
{
    const char *body = res->body;
    apr_size_t len = res->content_type ? res->body_len : 0;

    r->status = res->status;
    set_headers(r, app, res);
    if (res->stream) {
        ap_set_content_type(r, res->content_type);
        keep_filters_off(r);
        return r->header_only ? OK : send_stream(r, res->stream);
    }
    if (res->content_type) {
        ap_set_content_type(r, res->content_type);
        compress(r, res, &body, &len);
    }
    ap_set_content_length(r, (apr_off_t)len);
    return len && !r->header_only ? send_body(r, body, len) : OK;
}
