/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "httpd/request.h"

#include "base/errors.h"
#include "base/secret.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <string.h>

#define READ_SIZE 8192 /* bytes asked of the filters at once */

typedef struct reader_t {
    request_rec *r;
    char *bytes; /* the body so far; room for CNOPS_BODY_MAX; NULL before it is read */
    apr_size_t len;
    int aborted; /* result of cnops_request_aborted */
    /* Of a body that is read piece by piece: what has arrived and is not read yet; NULL: it is not
     * read so. */
    apr_bucket_brigade *pieces;
    bool has_ended;
} reader_t;

/* --- reading the bytes of a body --- */

/* httpd wipes nothing. Bytes from the network that it would leave in memory are in buckets of
 * this type. */
static void wipe_bucket(apr_bucket *bucket, const char *data, apr_size_t len)
{
    if (APR_BUCKET_IS_HEAP(bucket))
        cnops_secret_wipe_bytes((char *)data, len);
}

static CNOPS_SECRET_SCRUBS apr_status_t take_bucket(reader_t *reader, apr_bucket *bucket,
                                                    bool *pfits)
{
    const char *data;
    apr_size_t len;
    apr_status_t rv = apr_bucket_read(bucket, &data, &len, APR_BLOCK_READ);

    if (rv != APR_SUCCESS)
        return rv;
    *pfits = len <= CNOPS_BODY_MAX - reader->len;
    if (*pfits) {
        memcpy(reader->bytes + reader->len, data, len);
        reader->len += len;
    }
    wipe_bucket(bucket, data, len);
    return APR_SUCCESS;
}

static apr_status_t take_brigade(reader_t *reader, apr_bucket_brigade *brigade, bool *pfits,
                                 bool *pis_complete)
{
    for (apr_bucket *bucket = APR_BRIGADE_FIRST(brigade);
         bucket != APR_BRIGADE_SENTINEL(brigade) && *pfits && !*pis_complete;
         bucket = APR_BUCKET_NEXT(bucket)) {
        apr_status_t rv = APR_SUCCESS;

        if (APR_BUCKET_IS_EOS(bucket))
            *pis_complete = true;
        else if (!APR_BUCKET_IS_METADATA(bucket))
            rv = take_bucket(reader, bucket, pfits);
        if (rv != APR_SUCCESS)
            return rv;
    }
    return APR_SUCCESS;
}

/* A body over httpd's own limit arrives here as 413. The portal answers it with its own page,
 * as it does for its own limit. */
static cnops_body_e abort_reading(reader_t *reader, apr_status_t rv)
{
    reader->aborted = ap_map_http_request_error(rv, HTTP_BAD_REQUEST);
    return reader->aborted == HTTP_REQUEST_ENTITY_TOO_LARGE ? CNOPS_BODY_TOO_LARGE
                                                            : CNOPS_BODY_ABORTED;
}

static cnops_body_e collect(reader_t *reader)
{
    request_rec *r = reader->r;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    bool fits = true, is_complete = false;

    while (fits && !is_complete) {
        apr_status_t rv =
            ap_get_brigade(r->input_filters, brigade, AP_MODE_READBYTES, APR_BLOCK_READ, READ_SIZE);

        if (rv == APR_SUCCESS)
            rv = take_brigade(reader, brigade, &fits, &is_complete);
        if (rv != APR_SUCCESS)
            return abort_reading(reader, rv);
        apr_brigade_cleanup(brigade);
    }
    return fits ? CNOPS_BODY_READ : CNOPS_BODY_TOO_LARGE;
}

/* Content-Length in bytes; 0 where the header is missing. */
static apr_off_t announced_len(const request_rec *r)
{
    const char *announced = apr_table_get(r->headers_in, "Content-Length");

    return announced ? apr_atoi64(announced) : 0;
}

/* True where the body is over LimitRequestBody. Reading such a body makes a filter of httpd
 * send its own error page, and ours would come after it. */
static bool is_past_limit(const request_rec *r)
{
    apr_off_t limit = ap_get_limit_req_body(r);

    return limit > 0 && announced_len(r) > limit;
}

/* --- a body that is read piece by piece --- */

/* Waits until more of the body has arrived, or its end. */
static apr_status_t await_pieces(reader_t *reader)
{
    request_rec *r = reader->r;

    if (!reader->pieces)
        reader->pieces = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    if (!APR_BRIGADE_EMPTY(reader->pieces))
        return APR_SUCCESS;
    return ap_get_brigade(r->input_filters, reader->pieces, AP_MODE_READBYTES, APR_BLOCK_READ,
                          READ_SIZE);
}

/* Moves at most *plen bytes of the first bucket to buffer. *plen 0: the bucket had none. */
static CNOPS_SECRET_SCRUBS apr_status_t move_bytes(apr_bucket *bucket, char *buffer,
                                                   apr_size_t *plen)
{
    const char *data;
    apr_size_t len;
    apr_status_t rv = apr_bucket_read(bucket, &data, &len, APR_BLOCK_READ);

    if (rv != APR_SUCCESS)
        return rv;
    if (len > *plen) {
        len = *plen;
        apr_bucket_split(bucket, len);
    }
    memcpy(buffer, data, len);
    wipe_bucket(bucket, data, len);
    *plen = len;
    return APR_SUCCESS;
}

static apr_status_t take_piece(reader_t *reader, char *buffer, apr_size_t *plen)
{
    apr_bucket *bucket;
    apr_status_t rv = await_pieces(reader);

    if (rv != APR_SUCCESS || APR_BRIGADE_EMPTY(reader->pieces)) {
        *plen = 0;
        return rv;
    }
    bucket = APR_BRIGADE_FIRST(reader->pieces);
    if (APR_BUCKET_IS_METADATA(bucket)) {
        *plen = 0;
        reader->has_ended = APR_BUCKET_IS_EOS(bucket);
    } else {
        rv = move_bytes(bucket, buffer, plen);
    }
    if (rv == APR_SUCCESS)
        apr_bucket_delete(bucket);
    return rv;
}

static apr_status_t read_piece(cnops_req_t *req, char *buffer, apr_size_t *plen)
{
    reader_t *reader = req->read_self;
    apr_size_t room = *plen;
    apr_status_t rv = APR_SUCCESS;

    *plen = 0;
    while (rv == APR_SUCCESS && *plen == 0 && !reader->has_ended) {
        *plen = room;
        rv = take_piece(reader, buffer, plen);
    }
    if (rv == APR_SUCCESS)
        return reader->has_ended ? APR_EOF : APR_SUCCESS;
    *plen = 0;
    req->body = abort_reading(reader, rv);
    return req->body == CNOPS_BODY_TOO_LARGE ? CNOPS_ETOOLARGE : APR_ECONNABORTED;
}

/* --- decoding the body --- */

typedef apr_status_t (*decode_fn)(cnops_form_t **pform, const char *bytes, apr_size_t len,
                                  apr_pool_t *pool);

static const struct {
    const char *type;
    decode_fn decode;
} decoders[] = {
    {"application/x-www-form-urlencoded", cnops_form_parse_urlencoded},
    {"application/json", cnops_form_parse_json},
};

/* True for "; charset=UTF-8" and where no charset is given. Other parameters are ignored. */
static bool says_utf8(const char *parameters)
{
    const char *charset = ap_strcasestr(parameters, "charset=");

    if (!charset)
        return true;
    charset += strlen("charset=");
    charset += *charset == '"';
    return ap_cstr_casecmpn(charset, "utf-8", 5) == 0 && !apr_isalnum(charset[5]) &&
           charset[5] != '-';
}

/* NULL where the portal does not accept the type, its charset or its encoding. */
static decode_fn find_decoder(const request_rec *r)
{
    const char *type = apr_table_get(r->headers_in, "Content-Type");
    const char *coding = apr_table_get(r->headers_in, "Content-Encoding");
    apr_size_t len = type ? strcspn(type, "; \t") : 0;

    if (!type || (coding && ap_cstr_casecmp(coding, "identity") != 0) || !says_utf8(type + len))
        return NULL;
    for (apr_size_t i = 0; i < sizeof decoders / sizeof *decoders; i++) {
        if (strlen(decoders[i].type) == len && ap_cstr_casecmpn(type, decoders[i].type, len) == 0)
            return decoders[i].decode;
    }
    return NULL;
}

static cnops_body_e decode(cnops_req_t *req, const reader_t *reader)
{
    decode_fn decoder = find_decoder(reader->r);
    cnops_form_t *form;

    if (!decoder)
        return reader->len || apr_table_get(reader->r->headers_in, "Content-Type")
                   ? CNOPS_BODY_WRONG_TYPE
                   : CNOPS_BODY_NONE;
    if (!reader->len)
        return CNOPS_BODY_NONE;
    if (decoder(&form, reader->bytes, reader->len, req->pool) != APR_SUCCESS)
        return CNOPS_BODY_MALFORMED;
    req->form = form;
    return CNOPS_BODY_READ;
}

/* Wipes the part of the body that has arrived together with the headers. */
static cnops_body_e wipe_arrived(reader_t *reader)
{
    request_rec *r = reader->r;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    bool fits = true, is_complete = false;

    if (!r->expecting_100 && !is_past_limit(r) &&
        ap_get_brigade(r->input_filters, brigade, AP_MODE_READBYTES, APR_NONBLOCK_READ,
                       READ_SIZE) == APR_SUCCESS)
        take_brigade(reader, brigade, &fits, &is_complete);
    apr_brigade_cleanup(brigade);
    return CNOPS_BODY_TOO_LARGE;
}

static void read_body(cnops_req_t *req)
{
    reader_t *reader = req->read_self;

    if (reader->bytes)
        return;
    reader->bytes = cnops_secret_alloc(CNOPS_BODY_MAX, req->pool);
    /* Where Content-Length is too large, the rest is not waited for: httpd would send a
     * 100 Continue, and the client would send all of it. */
    req->body = announced_len(reader->r) > CNOPS_BODY_MAX ? wipe_arrived(reader) : collect(reader);
    if (req->body == CNOPS_BODY_READ)
        req->body = decode(req, reader);
    cnops_secret_wipe_bytes(reader->bytes, reader->len);
    /* Closing the connection is cheaper than reading the rest of the body to keep it open. */
    if (req->body == CNOPS_BODY_TOO_LARGE)
        reader->r->connection->keepalive = AP_CONN_CLOSE;
}

/* A body that no page has read (404, 405) may contain a password too, and httpd would discard
 * it without wiping its buffers. A client that waits for 100 Continue has sent nothing yet. */
void cnops_request_discard(cnops_req_t *req)
{
    cnops_body_e body = req->body;
    reader_t *reader = req->read_self;

    /* What has not arrived of a long body is not waited for. */
    if (reader->pieces && !reader->has_ended)
        reader->r->connection->keepalive = AP_CONN_CLOSE;
    else if (!reader->pieces && !req->refused && ap_request_has_body(reader->r) &&
             !reader->r->expecting_100)
        read_body(req);
    req->body = body;
}

/* --- the request --- */

static cnops_method_e method_of(const request_rec *r)
{
    switch (r->method_number) {
    case M_GET:
        return CNOPS_METHOD_GET; /* HEAD too */
    case M_POST:
        return CNOPS_METHOD_POST;
    default:
        return CNOPS_METHOD_OTHER;
    }
}

/* A query that does not parse counts as an empty one. */
static const cnops_form_t *query_of(const request_rec *r)
{
    cnops_form_t *form;

    if (!r->args ||
        cnops_form_parse_urlencoded(&form, r->args, strlen(r->args), r->pool) != APR_SUCCESS)
        return cnops_form_make(r->pool);
    return form;
}

/* The status of the request that httpd refused itself, where its ErrorDocument led here by an
 * internal redirect; otherwise 0. */
static int refused_status(const request_rec *r)
{
    return r->prev && ap_is_HTTP_ERROR(r->prev->status) ? r->prev->status : 0;
}

cnops_req_t *cnops_request_make(request_rec *r, const cnops_app_t *app, const char *path)
{
    cnops_req_t *req = apr_pcalloc(r->pool, sizeof *req);
    reader_t *reader = apr_pcalloc(r->pool, sizeof *reader);

    reader->r = r;
    reader->aborted = HTTP_BAD_REQUEST;
    req->pool = r->pool;
    req->app = app;
    req->method = method_of(r);
    req->path = path;
    req->query = query_of(r);
    req->cookies = apr_table_get(r->headers_in, "Cookie");
    req->accept = apr_table_get(r->headers_in, "Accept");
    req->accept_language = apr_table_get(r->headers_in, "Accept-Language");
    req->user_agent = apr_table_get(r->headers_in, "User-Agent");
    req->authorization = apr_table_get(r->headers_in, "Authorization");
    req->fetch_site = apr_table_get(r->headers_in, "Sec-Fetch-Site");
    req->ip = r->useragent_ip;
    req->refused = refused_status(r);
    req->read_body = read_body;
    req->read_piece = read_piece;
    req->read_self = reader;
    req->announced = announced_len(r);
    req->content_type = apr_table_get(r->headers_in, "Content-Type");
    req->content_encoding = apr_table_get(r->headers_in, "Content-Encoding");
    req->idempotency_key = apr_table_get(r->headers_in, "Idempotency-Key");
    req->body = CNOPS_BODY_NONE;
    return req;
}

int cnops_request_aborted(const cnops_req_t *req)
{
    const reader_t *reader = req->read_self;

    return reader->aborted;
}
