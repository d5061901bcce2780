/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/hostport.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PORT_DIGITS_MAX 5
#define PORT_MAX        65535

static bool read_port(apr_port_t *pport, const char *text)
{
    apr_size_t len = strspn(text, "0123456789");
    long port = strtol(text, NULL, 10);

    if (len == 0 || len > PORT_DIGITS_MAX || text[len] || port < 1 || port > PORT_MAX)
        return false;
    *pport = (apr_port_t)port;
    return true;
}

/* Checks the characters only; resolving the name shows whether it exists. */
static bool is_host(const char *host)
{
    for (const char *c = host; *c; c++) {
        if (!apr_isalnum(*c) && *c != '.' && *c != '-')
            return false;
    }
    return *host && *host != '-';
}

bool cnops_hostport_parse(const char **phost, apr_port_t *pport, const char *text, apr_pool_t *pool)
{
    const char *colon = strrchr(text, ':');

    if (!colon || !read_port(pport, colon + 1))
        return false;
    *phost = apr_pstrmemdup(pool, text, (apr_size_t)(colon - text));
    return is_host(*phost);
}
