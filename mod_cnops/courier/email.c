/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/email.h"

#include "base/errors.h"
#include "base/secret.h"

#include <apr_base64.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#define PLAIN_SUBJECT_MAX 66 /* with "Subject: " below 78 characters, RFC 5322 §2.1.1 */
/* Bytes of an encoded word: 52 characters of base64, which with "Subject: " stay within the 76 of
 * RFC 2047 §2. */
#define WORD_BYTES 39

/* --- values --- */

static bool is_printable(const char *value, bool ascii_only)
{
    for (const unsigned char *c = (const unsigned char *)value; *c; c++)
        if (*c < 0x20 || *c == 0x7f || (ascii_only && *c > 0x7f))
            return false;
    return true;
}

/* Whether to is one address. Characters that could separate two addresses are refused. */
static bool is_recipient(const char *to)
{
    return *to && is_printable(to, true) && !strpbrk(to, " ,;<>()\"\\");
}

/* Whether an address of a page can stand in the brackets of a header. */
static bool is_address(const char *url)
{
    return is_printable(url, true) && !strpbrk(url, " <>,");
}

static bool is_message_id(const char *id)
{
    return *id && strspn(id, "0123456789abcdef") == strlen(id);
}

/* The number of bytes of text that fit in one encoded word without cutting a character. */
static apr_size_t word_len(const char *text)
{
    apr_size_t len = strlen(text);

    if (len <= WORD_BYTES)
        return len;
    len = WORD_BYTES;
    while (len > 1 && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return len;
}

/* Encodes text as in RFC 2047, encoding "B", with one word on each line. */
static const char *encode_words(const char *text, apr_pool_t *pool)
{
    apr_array_header_t *words = apr_array_make(pool, 4, sizeof(const char *));

    while (*text) {
        apr_size_t len = word_len(text);
        char *base64 = apr_palloc(pool, (apr_size_t)apr_base64_encode_len((int)len));

        apr_base64_encode(base64, text, (int)len);
        APR_ARRAY_PUSH(words, const char *) =
            apr_pstrcat(pool, words->nelts ? "\n " : "", "=?UTF-8?B?", base64, "?=", NULL);
        text += len;
    }
    return apr_array_pstrcat(pool, words, '\0');
}

/* "=?" would be read as the start of an encoded word. */
static const char *encode_subject(const char *subject, apr_pool_t *pool)
{
    bool is_plain = is_printable(subject, true) && strlen(subject) <= PLAIN_SUBJECT_MAX &&
                    !strstr(subject, "=?");

    return is_plain ? subject : encode_words(subject, pool);
}

/* Whether a name needs no encoding, RFC 5322 §3.2.5: it has only atoms and blanks. */
static bool is_plain_name(const char *name, apr_size_t len)
{
    for (apr_size_t i = 0; i < len; i++)
        if (!apr_isalnum(name[i]) && !strchr(" !#$%&'*+-/=?^_`{|}~", name[i]))
            return false;
    return true;
}

/* The name of the institution comes from the configuration and may have any characters. */
static const char *encode_from(const char *from, apr_pool_t *pool)
{
    const char *address = strrchr(from, '<');
    apr_size_t len = address ? (apr_size_t)(address - from) : 0;

    while (len > 0 && from[len - 1] == ' ')
        len--;
    if (is_plain_name(from, len))
        return from;
    return apr_pstrcat(pool, encode_words(apr_pstrmemdup(pool, from, len), pool), " ", address,
                       NULL);
}

/* apr_rfc822_date writes "GMT" at the end. RFC 5322 §4.3 allows that to readers, not to writers. */
static const char *format_date(apr_time_t at, apr_pool_t *pool)
{
    apr_time_exp_t t;

    apr_time_exp_gmt(&t, at);
    return apr_psprintf(pool, "%s, %d %s %d %02d:%02d:%02d +0000", apr_day_snames[t.tm_wday],
                        t.tm_mday, apr_month_snames[t.tm_mon], t.tm_year + 1900, t.tm_hour,
                        t.tm_min, t.tm_sec);
}

static const char *domain_of(const char *from, apr_pool_t *pool)
{
    const char *at = strrchr(from, '@');
    apr_size_t len = at ? strcspn(at + 1, "> ") : 0;

    return len ? apr_pstrmemdup(pool, at + 1, len) : "localhost";
}

static const char *message_id(const cnops_message_t *message, const char *from, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "<", message->id, "@", domain_of(from, pool), ">", NULL);
}

/* Folded, because most addresses are too long for a line of 78 characters: RFC 5322 §2.2.3. */
static const char *list_unsubscribe(const cnops_message_t *message, apr_pool_t *pool)
{
    return message->unsubscribe ? apr_pstrcat(pool, "\n <", message->unsubscribe, ">", NULL) : NULL;
}

/* The reader's mail program may then refuse by itself, with one POST: RFC 8058, which allows that
 * to https addresses only. */
static const char *list_unsubscribe_post(const cnops_message_t *message)
{
    bool is_https = message->unsubscribe && strncmp(message->unsubscribe, "https:", 6) == 0;

    return is_https ? "List-Unsubscribe=One-Click" : NULL;
}

/* Checks all values of headers before any of them is written. */
static bool is_sound(const cnops_message_t *message, const char *from)
{
    return message->text && message->id && is_message_id(message->id) && message->to &&
           is_recipient(message->to) && is_printable(from, false) &&
           (!message->subject || is_printable(message->subject, false)) &&
           (!message->unsubscribe || is_address(message->unsubscribe)) &&
           (!message->lang || is_printable(message->lang, true));
}

/* --- the whole message --- */

typedef struct header_t {
    const char *name;
    const char *value; /* NULL: left out */
} header_t;

/* The text may hold a code: it is copied once only, into the result, which the caller wipes. */
static char *join(const header_t *headers, const char *text, apr_pool_t *pool)
{
    const char *end = *text && text[strlen(text) - 1] == '\n' ? "" : "\n";
    const char *head = "";

    for (const header_t *h = headers; h->name; h++)
        if (h->value)
            head = apr_pstrcat(pool, head, h->name, *h->value == '\n' ? ":" : ": ", h->value, "\n",
                               NULL);
    return apr_pstrcat(pool, head, "\n", text, end, NULL);
}

apr_status_t cnops_email_compose(char **pbytes, const cnops_message_t *message, const char *from,
                                 apr_pool_t *pool)
{
    if (!is_sound(message, from) || !message->subject)
        return CNOPS_EMALFORMED;
    const header_t headers[] = {{"Date", format_date(message->created_at, pool)},
                                {"From", encode_from(from, pool)},
                                {"To", message->to},
                                {"Subject", encode_subject(message->subject, pool)},
                                {"Message-ID", message_id(message, from, pool)},
                                {"Auto-Submitted", "auto-generated"},
                                {"List-Unsubscribe", list_unsubscribe(message, pool)},
                                {"List-Unsubscribe-Post", list_unsubscribe_post(message)},
                                {"MIME-Version", "1.0"},
                                {"Content-Type", "text/plain; charset=utf-8"},
                                {"Content-Transfer-Encoding", "8bit"},
                                {"Content-Language", message->lang},
                                {NULL, NULL}};

    *pbytes = join(headers, message->text, pool);
    return APR_SUCCESS;
}

/* --- for a relay --- */

#define LINE_BYTES 57 /* 76 characters of base64, RFC 2045 §6.8 */

/* Replaces each LF by CR LF: lines end so on the wire, and also in a text before it is encoded in
 * base64, RFC 2045 §6.8. The caller wipes the result. */
static char *end_lines_in_crlf(const char *text, apr_pool_t *pool)
{
    apr_size_t len = strlen(text), lines = 0;
    char *crlf, *at;

    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    at = crlf = apr_palloc(pool, len + lines + 1);
    for (const char *c = text; *c; c++) {
        if (*c == '\n')
            *at++ = '\r';
        *at++ = *c;
    }
    *at = '\0';
    return crlf;
}

/* Encodes bytes in base64, in lines that end in LF. The caller wipes the result. */
static char *encode_bytes(const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    char *body = apr_palloc(pool, (len / LINE_BYTES + 1) * 78 + 1), *at = body;

    for (apr_size_t done = 0; done < len; done += LINE_BYTES) {
        apr_size_t left = len - done;
        int count = (int)(left < LINE_BYTES ? left : LINE_BYTES);

        /* The length that it returns includes a NUL. */
        at += apr_base64_encode_binary(at, (const unsigned char *)bytes + done, count) - 1;
        *at++ = '\n';
    }
    *at = '\0';
    return body;
}

/* The caller wipes the result. */
static char *encode_body(const char *text, apr_pool_t *pool)
{
    char *crlf = end_lines_in_crlf(text, pool);
    char *body = encode_bytes(crlf, strlen(crlf), pool);

    cnops_secret_wipe(crlf);
    return body;
}

static char *compose_part(const char *boundary, const char *type, const char *text,
                          apr_pool_t *pool)
{
    char *body = encode_body(text, pool);
    char *part = apr_pstrcat(pool, "--", boundary, "\nContent-Type: ", type,
                             "; charset=utf-8\nContent-Transfer-Encoding: base64\n\n", body, NULL);

    cnops_secret_wipe(body);
    return part;
}

static bool has_emblem(const cnops_message_t *message, const cnops_email_sender_t *sender)
{
    return sender->emblem && strstr(message->html, "cid:" CNOPS_EMAIL_EMBLEM);
}

/* The HTML and its emblem as one part: RFC 2387. */
static char *compose_related(const cnops_message_t *message, const cnops_email_sender_t *sender,
                             const char *outer, apr_pool_t *pool)
{
    const char *inner = apr_pstrcat(pool, "=_r_", message->id, NULL);
    char *html = compose_part(inner, "text/html", message->html, pool);
    char *related = apr_pstrcat(
        pool, "--", outer, "\nContent-Type: multipart/related; type=\"text/html\";\n boundary=\"",
        inner, "\"\nContent-Transfer-Encoding: 7bit\n\n", html, "--", inner,
        "\nContent-Type: image/png; name=\"embleme.png\"\n"
        "Content-Transfer-Encoding: base64\n"
        "Content-ID: <" CNOPS_EMAIL_EMBLEM ">\n"
        "Content-Disposition: inline; filename=\"embleme.png\"\n\n",
        encode_bytes(sender->emblem, sender->emblem_len, pool), "--", inner, "--\n", NULL);

    cnops_secret_wipe(html);
    return related;
}

/* The preferred alternative comes last: RFC 2046 §5.1.4. */
static char *compose_parts(const cnops_message_t *message, const cnops_email_sender_t *sender,
                           const char *boundary, apr_pool_t *pool)
{
    char *text = compose_part(boundary, "text/plain", message->text, pool);
    char *html = has_emblem(message, sender)
                     ? compose_related(message, sender, boundary, pool)
                     : compose_part(boundary, "text/html", message->html, pool);
    char *parts = apr_pstrcat(pool, text, html, "--", boundary, "--\n", NULL);

    cnops_secret_wipe(text);
    cnops_secret_wipe(html);
    return parts;
}

apr_status_t cnops_email_compose_smtp(char **pbytes, const cnops_message_t *message,
                                      const cnops_email_sender_t *sender, apr_pool_t *pool)
{
    const char *from = sender->from;
    /* Base64 never has "=_", so the boundary cannot occur in a part. */
    const char *boundary = apr_pstrcat(pool, "=_", message->id, NULL);
    bool has_html = message->html != NULL;
    char *body, *lf;

    if (!is_sound(message, from) || !message->subject)
        return CNOPS_EMALFORMED;
    const header_t headers[] = {
        {"Date", format_date(message->created_at, pool)},
        {"From", encode_from(from, pool)},
        {"To", message->to},
        {"Subject", encode_subject(message->subject, pool)},
        {"Message-ID", message_id(message, from, pool)},
        {"Auto-Submitted", "auto-generated"},
        {"List-Unsubscribe", list_unsubscribe(message, pool)},
        {"List-Unsubscribe-Post", list_unsubscribe_post(message)},
        {"Content-Language", message->lang},
        {"MIME-Version", "1.0"},
        {"Content-Type",
         has_html ? apr_psprintf(pool, "multipart/alternative;\n boundary=\"%s\"", boundary)
                  : "text/plain; charset=utf-8"},
        {"Content-Transfer-Encoding", has_html ? "7bit" : "base64"},
        {NULL, NULL}};

    body = has_html ? compose_parts(message, sender, boundary, pool)
                    : encode_body(message->text, pool);
    lf = join(headers, body, pool);
    *pbytes = end_lines_in_crlf(lf, pool);
    cnops_secret_wipe(body);
    cnops_secret_wipe(lf);
    return APR_SUCCESS;
}

const char *cnops_email_address(const char *from, apr_pool_t *pool)
{
    const char *open = strrchr(from, '<');
    apr_size_t len;
    const char *address;

    if (!open || !is_printable(from, false))
        return NULL;
    len = strcspn(open + 1, ">");
    if (open[len + 1] != '>' || open[len + 2])
        return NULL;
    address = apr_pstrmemdup(pool, open + 1, len);
    return is_recipient(address) && strchr(address, '@') ? address : NULL;
}

apr_status_t cnops_email_compose_sms(char **pbytes, const cnops_message_t *message,
                                     const char *from, apr_pool_t *pool)
{
    if (!is_sound(message, from))
        return CNOPS_EMALFORMED;
    const header_t headers[] = {{"To", message->to},
                                {"Date", format_date(message->created_at, pool)},
                                {"Message-ID", message_id(message, from, pool)},
                                {"Content-Type", "text/plain; charset=utf-8"},
                                {NULL, NULL}};

    *pbytes = join(headers, message->text, pool);
    return APR_SUCCESS;
}
