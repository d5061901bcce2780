/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/multipart.h"

#include "base/errors.h"
#include "base/secret.h"

#include <apr_cstr.h>
#include <apr_errno.h>
#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

#define TYPE           "multipart/form-data"
#define BUFFER_SIZE    16384
#define DELIMITER_MAX  (CNOPS_MULTIPART_BOUNDARY_MAX + 4)
#define DRAIN_SIZE     4096
#define BOUNDARY_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=?"

struct cnops_multipart_t {
    cnops_multipart_read_fn read;
    void *self;
    char delimiter[DELIMITER_MAX + 1]; /* "\r\n--" and the boundary */
    apr_size_t delimiter_len;
    char buffer[BUFFER_SIZE];
    apr_size_t start, end; /* the bytes that are not used yet */
    bool is_at_end;        /* the input has no more */
    bool is_in_part;       /* its content has not come to its end */
    apr_status_t ended;    /* what every later call returns; APR_SUCCESS: goes on */
    apr_pool_t *pool;
};

/* --- the boundary --- */

static bool take_boundary(cnops_multipart_t *multipart, const char *text)
{
    bool is_quoted = *text == '"';
    apr_size_t len;

    text += is_quoted;
    len = strspn(text, BOUNDARY_CHARS);
    if (len == 0 || len > CNOPS_MULTIPART_BOUNDARY_MAX)
        return false;
    if (is_quoted ? text[len] != '"' : text[len] && text[len] != ';')
        return false;
    apr_cpystrn(multipart->delimiter, "\r\n--", sizeof multipart->delimiter);
    memcpy(multipart->delimiter + 4, text, len);
    multipart->delimiter[len + 4] = '\0';
    multipart->delimiter_len = len + 4;
    return true;
}

static bool find_boundary(cnops_multipart_t *multipart, const char *type)
{
    if (!type || apr_cstr_casecmpn(type, TYPE, strlen(TYPE)) != 0)
        return false;
    for (const char *at = strchr(type, ';'); at; at = strchr(at, ';')) {
        at += 1 + strspn(at + 1, " \t");
        if (apr_cstr_casecmpn(at, "boundary=", 9) == 0)
            return take_boundary(multipart, at + 9);
    }
    return false;
}

/* The first delimiter has no line before it: it is found as all others are. */
cnops_multipart_t *cnops_multipart_make(const char *content_type, cnops_multipart_read_fn read,
                                        void *self, apr_pool_t *pool)
{
    cnops_multipart_t *multipart = cnops_secret_alloc(sizeof *multipart, pool);

    if (!find_boundary(multipart, content_type))
        return NULL;
    multipart->read = read;
    multipart->self = self;
    multipart->pool = pool;
    memcpy(multipart->buffer, "\r\n", 2);
    multipart->end = 2;
    return multipart;
}

/* --- the input --- */

/* Reads some more, after what is not used yet. */
static apr_status_t fill(cnops_multipart_t *multipart)
{
    apr_size_t kept = multipart->end - multipart->start, len = BUFFER_SIZE - kept;
    apr_status_t rv;

    memmove(multipart->buffer, multipart->buffer + multipart->start, kept);
    multipart->start = 0;
    multipart->end = kept;
    rv = multipart->read(multipart->self, multipart->buffer + kept, &len);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        return rv;
    multipart->end += len;
    multipart->is_at_end = APR_STATUS_IS_EOF(rv);
    return APR_SUCCESS;
}

/* Makes at least so many bytes ready. CNOPS_EMALFORMED where the input ends before. */
static apr_status_t need(cnops_multipart_t *multipart, apr_size_t count)
{
    apr_status_t rv = APR_SUCCESS;

    while (multipart->end - multipart->start < count && rv == APR_SUCCESS)
        rv = multipart->is_at_end ? CNOPS_EMALFORMED : fill(multipart);
    return rv;
}

/* The offset of text behind the first from bytes that are ready; -1: it is not among them. */
static apr_ssize_t find(const cnops_multipart_t *multipart, const char *text, apr_size_t text_len)
{
    const char *begin = multipart->buffer + multipart->start;
    const char *end = multipart->buffer + multipart->end;

    for (const char *at = begin; (apr_size_t)(end - at) >= text_len; at++) {
        at = memchr(at, *text, (apr_size_t)(end - at) - text_len + 1);
        if (!at)
            return -1;
        if (memcmp(at, text, text_len) == 0)
            return at - begin;
    }
    return -1;
}

/* --- the content of a part --- */

/* *pcount: how many bytes of content are ready; 0: the part is at its end. */
static apr_status_t count_ready(apr_size_t *pcount, cnops_multipart_t *multipart)
{
    apr_size_t len = multipart->delimiter_len;
    apr_status_t rv = need(multipart, len);
    apr_ssize_t at;

    if (rv != APR_SUCCESS)
        return rv;
    at = find(multipart, multipart->delimiter, len);
    *pcount = at >= 0 ? (apr_size_t)at : multipart->end - multipart->start - len + 1;
    return APR_SUCCESS;
}

static apr_status_t read_content(cnops_multipart_t *multipart, char *buffer, apr_size_t *plen)
{
    apr_size_t ready, wanted = *plen;
    apr_status_t rv;

    *plen = 0;
    if (!multipart->is_in_part)
        return APR_EOF;
    if ((rv = count_ready(&ready, multipart)) != APR_SUCCESS)
        return rv;
    multipart->is_in_part = ready != 0;
    if (ready == 0)
        return APR_EOF;
    *plen = ready < wanted ? ready : wanted;
    memcpy(buffer, multipart->buffer + multipart->start, *plen);
    multipart->start += *plen;
    return APR_SUCCESS;
}

apr_status_t cnops_multipart_read(void *self, char *buffer, apr_size_t *plen)
{
    cnops_multipart_t *multipart = self;
    apr_status_t rv = multipart->ended;

    if (rv == APR_SUCCESS)
        rv = read_content(multipart, buffer, plen);
    else
        *plen = 0;
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        multipart->ended = rv;
    return rv;
}

static apr_status_t read_over(cnops_multipart_t *multipart)
{
    char buffer[DRAIN_SIZE];
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS) {
        apr_size_t len = sizeof buffer;

        rv = read_content(multipart, buffer, &len);
    }
    return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
}

/* --- the headers of a part --- */

/* Reads a parameter's value in quotes; *ptext moves behind it. NULL: it is none. Browsers write a
 * quote in a name as %22, so a backslash has no meaning. */
static const char *take_quoted(char **ptext)
{
    char *value = *ptext + 1, *end = **ptext == '"' ? strchr(value, '"') : NULL;

    if (!end)
        return NULL;
    *end = '\0';
    *ptext = end + 1;
    return value;
}

/* text: what follows "form-data". */
static bool read_parameters(cnops_multipart_part_t *part, char *text)
{
    while (*text) {
        const char **pvalue;

        if (*text++ != ';')
            return false;
        text += strspn(text, " \t");
        pvalue = strncmp(text, "name=", 5) == 0       ? &part->name
                 : strncmp(text, "filename=", 9) == 0 ? &part->filename
                                                      : NULL;
        if (!pvalue || *pvalue)
            return false;
        text = strchr(text, '=') + 1;
        if (!(*pvalue = take_quoted(&text)))
            return false;
        text += strspn(text, " \t");
    }
    return part->name && *part->name;
}

/* Whether line is the header of this name; *pvalue: what it says. */
static bool is_header(char **pvalue, char *line, const char *name)
{
    apr_size_t len = strlen(name);

    if (apr_cstr_casecmpn(line, name, len) != 0 || line[len] != ':')
        return false;
    *pvalue = line + len + 1 + strspn(line + len + 1, " \t");
    return true;
}

static bool read_line(cnops_multipart_part_t *part, char *line)
{
    char *value;

    if (is_header(&value, line, "Content-Disposition"))
        return !part->name && apr_cstr_casecmpn(value, "form-data", 9) == 0 &&
               read_parameters(part, value + 9);
    return !is_header(&value, line, "Content-Transfer-Encoding") && strchr(line, ':');
}

static bool read_lines(cnops_multipart_part_t *part, char *head)
{
    for (char *line = head, *end; line; line = end) {
        if ((end = strstr(line, "\r\n"))) {
            *end = '\0';
            end += 2;
        }
        if (strpbrk(line, "\r\n") || !read_line(part, line))
            return false;
    }
    return part->name != NULL;
}

static apr_status_t read_head(const cnops_multipart_part_t **ppart, cnops_multipart_t *multipart)
{
    cnops_multipart_part_t *part = apr_pcalloc(multipart->pool, sizeof *part);
    apr_ssize_t len;
    apr_status_t rv;
    char *head;

    while ((len = find(multipart, "\r\n\r\n", 4)) < 0) {
        apr_size_t ready = multipart->end - multipart->start;

        if (ready > CNOPS_MULTIPART_HEAD_MAX)
            return CNOPS_EMALFORMED;
        if ((rv = need(multipart, ready + 1)) != APR_SUCCESS)
            return rv;
    }
    if (len > CNOPS_MULTIPART_HEAD_MAX)
        return CNOPS_EMALFORMED;
    head = apr_pstrmemdup(multipart->pool, multipart->buffer + multipart->start, (apr_size_t)len);
    if (strlen(head) != (apr_size_t)len || !read_lines(part, head))
        return CNOPS_EMALFORMED;
    multipart->start += (apr_size_t)len + 4;
    multipart->is_in_part = true;
    *ppart = part;
    return APR_SUCCESS;
}

/* --- from part to part --- */

/* After the last part there may be one line end. */
static apr_status_t end_body(cnops_multipart_t *multipart)
{
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && !multipart->is_at_end && multipart->end - multipart->start <= 2)
        rv = fill(multipart);
    if (rv != APR_SUCCESS)
        return rv;
    if (multipart->end == multipart->start)
        return APR_EOF;
    return multipart->end - multipart->start == 2 &&
                   memcmp(multipart->buffer + multipart->start, "\r\n", 2) == 0
               ? APR_EOF
               : CNOPS_EMALFORMED;
}

static apr_status_t go_on(const cnops_multipart_part_t **ppart, cnops_multipart_t *multipart)
{
    const char *at;
    apr_status_t rv;

    if ((rv = read_over(multipart)) != APR_SUCCESS ||
        (rv = need(multipart, multipart->delimiter_len + 2)) != APR_SUCCESS)
        return rv;
    at = multipart->buffer + multipart->start;
    if (memcmp(at, multipart->delimiter, multipart->delimiter_len) != 0)
        return CNOPS_EMALFORMED;
    at += multipart->delimiter_len;
    multipart->start += multipart->delimiter_len + 2;
    if (memcmp(at, "--", 2) == 0)
        return end_body(multipart);
    if (memcmp(at, "\r\n", 2) != 0)
        return CNOPS_EMALFORMED;
    return read_head(ppart, multipart);
}

apr_status_t cnops_multipart_next(const cnops_multipart_part_t **ppart,
                                  cnops_multipart_t *multipart)
{
    *ppart = NULL;
    if (multipart->ended == APR_SUCCESS)
        multipart->ended = go_on(ppart, multipart);
    return multipart->ended;
}
