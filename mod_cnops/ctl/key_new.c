/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/keys.h"
#include "ctl/ctl.h"
#include "ctl/new_file.h"

#include <apr_strings.h>
#include <apr_time.h>
#include <sodium.h>
#include <string.h>

#define HEX_LEN (2 * CNOPS_KEY_LEN)

static const char head[] = "# Keys of the portal, newest first. Without them its database is "
                           "unreadable:\n# keep a copy, and keep it secret.\n";

/* Names a key by the day it is made: "k20261121". */
static char *name_key(apr_pool_t *pool)
{
    apr_time_exp_t day;

    apr_time_exp_gmt(&day, apr_time_now());
    return apr_psprintf(pool, "k%04d%02d%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

static apr_status_t write_key(void *self, apr_file_t *file)
{
    const char *name = self;
    unsigned char key[CNOPS_KEY_LEN];
    char hex[HEX_LEN + 1];
    apr_status_t rv;

    randombytes_buf(key, sizeof key);
    sodium_bin2hex(hex, sizeof hex, key, sizeof key);
    rv = apr_file_write_full(file, head, sizeof head - 1, NULL);
    if (rv == APR_SUCCESS)
        rv = apr_file_write_full(file, name, strlen(name), NULL);
    if (rv == APR_SUCCESS)
        rv = apr_file_write_full(file, " ", 1, NULL);
    if (rv == APR_SUCCESS)
        rv = apr_file_write_full(file, hex, HEX_LEN, NULL);
    if (rv == APR_SUCCESS)
        rv = apr_file_write_full(file, "\n", 1, NULL);
    sodium_memzero(key, sizeof key);
    sodium_memzero(hex, sizeof hex);
    return rv;
}

cnops_exit_e cnops_command_key_new(cnops_ctl_t *ctl)
{
    const char *path = ctl->operands[0];
    const cnops_new_file_t file = {path, APR_FPROT_UREAD | APR_FPROT_UWRITE, write_key,
                                   name_key(ctl->pool)};
    apr_status_t rv = cnops_new_file(&file, ctl->pool);
    char reason[120];

    if (APR_STATUS_IS_EEXIST(rv))
        return cnops_ctl_refuse(ctl, "%s exists: a key file is never overwritten", path);
    if (rv != APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "%s: %s", path, apr_strerror(rv, reason, sizeof reason));
    apr_file_printf(ctl->out, ctl->json ? "{\"keys\":\"made\"}\n" : "keys made: %s\n", path);
    return CNOPS_EXIT_DONE;
}
