/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "store/mysql.h"

#include <apr_strings.h>
#include <errmsg.h>
#include <mysql.h>
/* These need mysql.h before them. */
#include <ma_pvio.h>
#include <mysqld_error.h>
#include <poll.h>
#include <sys/socket.h>

/* Without fldsz, the driver silently cuts long columns; the content of an outbox row has up to
 * 16384 bytes. Of two options with the same name the last one counts, so a sysadmin cannot override
 * these by accident. */
#define RELIED_ON ",reconnect=0,flags=CLIENT_FOUND_ROWS,fldsz=20000"

const char *cnops_mysql_params(const char *params, apr_pool_t *pool)
{
    return apr_pstrcat(pool, params, RELIED_ON, NULL);
}

static MYSQL *native(const cnops_mysql_t *c)
{
    return apr_dbd_native_handle(c->driver, c->handle);
}

/* The public options for time-outs are in whole seconds and are read only when a connection is
 * made, so the time-outs are set inside the connection. */
void cnops_mysql_bound(const cnops_mysql_t *c, apr_interval_time_t wait)
{
    MARIADB_PVIO *pvio = native(c)->net.pvio;
    int wait_ms = (int)((wait + 999) / 1000);

    if (!pvio)
        return;
    pvio->timeout[PVIO_READ_TIMEOUT] = wait_ms > 0 ? wait_ms : 1;
    pvio->timeout[PVIO_WRITE_TIMEOUT] = pvio->timeout[PVIO_READ_TIMEOUT];
}

/* No statement is running, so the server sends nothing. If there is something to read, it is the
 * end of the connection, or an error message just before it. */
bool cnops_mysql_is_open(const cnops_mysql_t *c)
{
    MYSQL *mysql = native(c);
    struct pollfd state = {.fd = mysql_get_socket(mysql), .events = POLLIN};

    return mysql->net.pvio && poll(&state, 1, 0) == 0;
}

bool cnops_mysql_answers(const cnops_mysql_t *c)
{
    return mysql_ping(native(c)) == 0;
}

void cnops_mysql_cut(const cnops_mysql_t *c)
{
    MYSQL *mysql = native(c);

    if (mysql->net.pvio)
        shutdown(mysql_get_socket(mysql), SHUT_RDWR);
}

cnops_mysql_loss_e cnops_mysql_loss(int number)
{
    switch (number) {
    case CR_SERVER_GONE_ERROR: /* the statement could not be sent */
        return CNOPS_MYSQL_UNDONE;
    case ER_SERVER_SHUTDOWN: /* sent while the statement was running */
    case ER_CONNECTION_KILLED:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
    case CR_MALFORMED_PACKET: /* the answer ended in the middle */
    case CR_COMMANDS_OUT_OF_SYNC:
        return CNOPS_MYSQL_UNKNOWN;
    default:
        return CNOPS_MYSQL_KEPT;
    }
}

void cnops_mysql_options(cnops_mysql_options_t *poptions, const cnops_mysql_t *c)
{
    const MYSQL *mysql = native(c);

    poptions->finds_rows = (mysql->client_flag & CLIENT_FOUND_ROWS) != 0;
    poptions->reconnects = mysql->options.reconnect != 0;
    poptions->connect_timeout = mysql->options.connect_timeout;
}
