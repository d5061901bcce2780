/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/codes/memcache_probe.h"

#include "base/errors.h"

#include <apr_strings.h>
#include <string.h>

#define QUESTION   "version\r\n"
#define ANSWER     "VERSION "
#define ANSWER_MAX 64 /* bytes */

static apr_status_t connect_to(apr_socket_t **psocket, const char *host, apr_port_t port,
                               apr_interval_time_t timeout, apr_pool_t *pool)
{
    apr_sockaddr_t *address;
    apr_status_t rv;

    /* IPv4, as apr_memcache: a server it cannot reach must not seem well. */
    if ((rv = apr_sockaddr_info_get(&address, host, APR_INET, port, 0, pool)) != APR_SUCCESS)
        return rv;
    rv = apr_socket_create(psocket, address->family, SOCK_STREAM, APR_PROTO_TCP, pool);
    if (rv == APR_SUCCESS)
        rv = apr_socket_timeout_set(*psocket, timeout);
    return rv == APR_SUCCESS ? apr_socket_connect(*psocket, address) : rv;
}

/* One reading: so short an answer comes in one piece, and who dribbles is no memcached. */
static apr_status_t ask(char answer[ANSWER_MAX + 1], apr_socket_t *socket)
{
    apr_size_t len = sizeof QUESTION - 1;
    apr_status_t rv = apr_socket_send(socket, QUESTION, &len);

    if (rv != APR_SUCCESS)
        return rv;
    len = ANSWER_MAX;
    if ((rv = apr_socket_recv(socket, answer, &len)) != APR_SUCCESS)
        return rv;
    answer[len] = '\0';
    return APR_SUCCESS;
}

apr_status_t cnops_memcache_probe(const char **pversion, const char *host, apr_port_t port,
                                  apr_interval_time_t timeout, apr_pool_t *pool)
{
    char answer[ANSWER_MAX + 1] = "";
    apr_socket_t *socket = NULL;
    apr_status_t rv = connect_to(&socket, host, port, timeout, pool);

    if (rv == APR_SUCCESS)
        rv = ask(answer, socket);
    if (socket)
        apr_socket_close(socket);
    if (rv != APR_SUCCESS)
        return rv;
    if (strncmp(answer, ANSWER, sizeof ANSWER - 1) != 0)
        return CNOPS_EMALFORMED;
    answer[strcspn(answer, "\r\n")] = '\0';
    if (pversion)
        *pversion = apr_pstrdup(pool, answer + sizeof ANSWER - 1);
    return APR_SUCCESS;
}
