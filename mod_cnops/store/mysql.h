/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What apr_dbd_mysql leaves open, asked of the connector itself: time-outs shorter than
 * for ever, and whether the server hung up.
 *
 * Floor: store. The only file that knows mysql.h. Callers: store/connections.c, ctl/.
 * Threads: one a connection. */
#ifndef CNOPS_STORE_MYSQL_H
#define CNOPS_STORE_MYSQL_H

#include <apr_dbd.h>
#include <apr_time.h>
#include <stdbool.h>

/* A connection of the driver named mysql. */
typedef struct cnops_mysql_t {
    const apr_dbd_driver_t *driver;
    apr_dbd_t *handle;
} cnops_mysql_t;

/* Of SET SESSION: the default locks the gaps between rows too, so that two who count for the
 * first time block each other. Nothing in the store reads twice and relies on the same. */
#define CNOPS_MYSQL_ISOLATION "tx_isolation = 'READ-COMMITTED'"

/* params with what the store relies on, whatever they say themselves: no reconnection (it
 * would lose the prepared statements), UPDATE counts rows matched (as SQLite does), long
 * columns are not cut. */
const char *cnops_mysql_params(const char *params, apr_pool_t *pool);

/* From now on each wait for the server ends after at most this long (µs, rounded up to a
 * millisecond), and fails. */
void cnops_mysql_bound(const cnops_mysql_t *c, apr_interval_time_t wait);

/* Whether the server is still at the other end of an idle connection, as far as the kernel
 * knows: no packet is sent. */
bool cnops_mysql_is_open(const cnops_mysql_t *c);

/* Whether the server answers. Bounded as above. */
bool cnops_mysql_answers(const cnops_mysql_t *c);

/* Nothing of this connection waits any more: it is to be closed. */
void cnops_mysql_cut(const cnops_mysql_t *c);

/* What its errors mean where the connection itself is in question. */
typedef enum cnops_mysql_loss_e {
    CNOPS_MYSQL_KEPT,   /* not: the server answered */
    CNOPS_MYSQL_UNDONE, /* lost, and the statement was not carried out */
    CNOPS_MYSQL_UNKNOWN /* lost, and it may have been */
} cnops_mysql_loss_e;

cnops_mysql_loss_e cnops_mysql_loss(int number);

/* What cnopsctl doctor asks of a connection. */
typedef struct cnops_mysql_options_t {
    bool finds_rows, reconnects;
    unsigned connect_timeout; /* s; 0: for ever */
} cnops_mysql_options_t;

void cnops_mysql_options(cnops_mysql_options_t *poptions, const cnops_mysql_t *c);

#endif
