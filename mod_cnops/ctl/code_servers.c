/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/code_servers.h"

#include "base/errors.h"
#include "base/hostport.h"
#include "store/codes/memcache_probe.h"

#include <apr_strings.h>

#define PATIENCE apr_time_from_sec(1)

static const char *describe(apr_status_t rv, apr_pool_t *pool)
{
    char text[128];

    if (rv == CNOPS_EMALFORMED)
        return "something else than memcached answers";
    return apr_pstrdup(pool, apr_strerror(rv, text, sizeof text));
}

/* NULL, or what is wrong with the server. */
static const char *check_one(const char **pversion, const char *server, apr_pool_t *pool)
{
    const char *host;
    apr_port_t port;
    apr_status_t rv;

    if (!cnops_hostport_parse(&host, &port, server, pool))
        return "not host:port, for instance 127.0.0.1:11211";
    rv = cnops_memcache_probe(pversion, host, port, PATIENCE, pool);
    return rv == APR_SUCCESS ? NULL : describe(rv, pool);
}

static const char *append(const char *list, const char *server, const char *said, apr_pool_t *pool)
{
    return apr_pstrcat(pool, list ? list : "", list ? "; " : "", server, ": ", said, NULL);
}

const char *cnops_code_servers_check(const char **pnote, const char *list, apr_pool_t *pool)
{
    const char *faults = NULL, *notes = NULL;
    char *rest, *copy = apr_pstrdup(pool, list ? list : "");

    for (char *server = apr_strtok(copy, ", ", &rest); server;
         server = apr_strtok(NULL, ", ", &rest)) {
        const char *version = "", *fault = check_one(&version, server, pool);

        if (fault)
            faults = append(faults, server, fault, pool);
        else
            notes = append(notes, server, apr_pstrcat(pool, "memcached ", version, NULL), pool);
    }
    *pnote = notes ? notes : "in the memory of httpd's machine (else: --code-servers)";
    return faults;
}
