/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/file.h"

#include "base/secret.h"
#include "courier/email.h"

#include <apr_strings.h>
#include <string.h>

typedef struct file_driver_t {
    cnops_driver_t driver;
    const char *dir;
    const char *from;
    apr_file_t *echo;
} file_driver_t;

/* --- on disk --- */

/* "20261121T054501.123456Z-0f3a9c21.eml": sorted names are in the order in which the messages
 * were queued. A message that is sent again gets the same name and replaces its file. */
static const char *name_file(const cnops_message_t *message, apr_pool_t *pool)
{
    apr_time_exp_t t;

    apr_time_exp_gmt(&t, message->created_at);
    return apr_psprintf(pool, "%04d%02d%02dT%02d%02d%02d.%06dZ-%.8s.%s", t.tm_year + 1900,
                        t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, t.tm_usec,
                        message->id, message->channel == CNOPS_CHANNEL_SMS ? "sms" : "eml");
}

static apr_status_t write_and_close(apr_file_t *file, const char *bytes)
{
    apr_status_t rv = apr_file_write_full(file, bytes, strlen(bytes), NULL);
    apr_status_t closed;

    if (rv == APR_SUCCESS)
        rv = apr_file_sync(file);
    closed = apr_file_close(file);
    return rv == APR_SUCCESS ? closed : rv;
}

/* A program that watches the folder never sees half a message: the file is written under a hidden
 * name, then renamed. */
static apr_status_t write_file(const char *dir, const char *name, const char *bytes,
                               apr_pool_t *pool)
{
    char *temporary = apr_pstrcat(pool, dir, "/.", name, ".XXXXXX", NULL);
    apr_file_t *file;
    apr_status_t rv;

    rv = apr_file_mktemp(&file, temporary, APR_FOPEN_CREATE | APR_FOPEN_WRITE | APR_FOPEN_EXCL,
                         pool);
    if (rv != APR_SUCCESS)
        return rv;
    rv = write_and_close(file, bytes);
    if (rv == APR_SUCCESS)
        rv = apr_file_rename(temporary, apr_pstrcat(pool, dir, "/", name, NULL), pool);
    if (rv != APR_SUCCESS)
        apr_file_remove(temporary, pool);
    return rv;
}

/* --- on the terminal --- */

#define RULE "----------------------------------------------------------------"

/* Appends text with "| " before each line. Control characters are left out, because a terminal
 * would act on them. */
static char *append_lines(char *at, const char *text)
{
    at = apr_cpystrn(at, "| ", 3);
    for (; *text; text++) {
        if (*text == '\n' && text[1])
            at = apr_cpystrn(at, "\n| ", 4);
        else if ((unsigned char)*text >= 0x20 && *text != 0x7f)
            *at++ = *text;
    }
    *at++ = '\n';
    return at;
}

/* Prints the message in one write, so that messages of several processes do not mix. A failure is
 * ignored: the file is written, and the message must not be sent again. */
static void print(const file_driver_t *self, const cnops_message_t *message, apr_pool_t *pool)
{
    const char *subject = message->subject ? message->subject : "";
    const char *head = apr_psprintf(pool, "\n+%s\n| %s > %s\n", RULE,
                                    cnops_channel_name(message->channel), message->to);
    apr_size_t size = strlen(head) + 3 * (strlen(subject) + strlen(message->text)) + 128;
    char *frame = cnops_secret_alloc(size, pool);
    char *at = apr_cpystrn(frame, head, size);

    if (*subject)
        at = append_lines(at, subject);
    at = append_lines(at, "");
    at = append_lines(at, message->text);
    apr_cpystrn(at, "+" RULE "\n", sizeof RULE + 2);
    apr_file_write_full(self->echo, frame, strlen(frame), NULL);
}

/* --- the driver --- */

static apr_status_t send_file(void *data, const char **pdetail, const cnops_message_t *message,
                              apr_pool_t *pool)
{
    const file_driver_t *self = data;
    char *bytes;
    apr_status_t rv;

    (void)pdetail;
    rv = message->channel == CNOPS_CHANNEL_SMS
             ? cnops_email_compose_sms(&bytes, message, self->from, pool)
             : cnops_email_compose(&bytes, message, self->from, pool);
    if (rv != APR_SUCCESS)
        return rv;
    rv = write_file(self->dir, name_file(message, pool), bytes, pool);
    cnops_secret_wipe(bytes);
    if (rv == APR_SUCCESS && self->echo)
        print(self, message, pool);
    return rv;
}

const cnops_driver_t *cnops_courier_file(cnops_channel_e channel, const char *dir, const char *from,
                                         apr_file_t *echo, apr_pool_t *pool)
{
    file_driver_t *self = apr_pcalloc(pool, sizeof *self);

    self->dir = apr_pstrdup(pool, dir);
    self->from = apr_pstrdup(pool, from);
    self->echo = echo;
    self->driver =
        (cnops_driver_t){.name = "file", .channel = channel, .send = send_file, .self = self};
    return &self->driver;
}
