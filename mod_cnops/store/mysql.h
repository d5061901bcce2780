/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Does with MariaDB's client library what apr_dbd_mysql cannot do: it sets time-outs and finds out
 * whether the server has closed a connection.
 *
 * Floor: store. Only mysql.c may include mysql.h. Threads: one at a time for each connection. */
#ifndef CNOPS_STORE_MYSQL_H
#define CNOPS_STORE_MYSQL_H

#include <apr_dbd.h>
#include <apr_time.h>
#include <stdbool.h>

/* A connection of APR's driver "mysql". */
typedef struct cnops_mysql_t {
    const apr_dbd_driver_t *driver;
    apr_dbd_t *handle;
} cnops_mysql_t;

/* For SET SESSION. The default isolation also locks the gaps between rows, so two transactions that
 * both insert a first counter would block each other. No unit of the store reads a row twice and
 * relies on finding the same. */
#define CNOPS_MYSQL_ISOLATION "tx_isolation = 'READ-COMMITTED'"

/* params (as in DBDParams) with the options that the store relies on, which override those of
 * params: no automatic reconnection (it would lose the prepared statements), UPDATE counts the rows
 * matched (as SQLite does), long columns are not cut. */
const char *cnops_mysql_params(const char *params, apr_pool_t *pool);

/* From now on each wait for the server fails after wait µs, rounded up to a millisecond. */
void cnops_mysql_bound(const cnops_mysql_t *c, apr_interval_time_t wait);

/* Whether an idle connection is still open, as far as the kernel knows. Sends no packet. */
bool cnops_mysql_is_open(const cnops_mysql_t *c);

/* Whether the server answers; waits no longer than cnops_mysql_bound allows. */
bool cnops_mysql_answers(const cnops_mysql_t *c);

/* Shuts the socket down, so that closing the connection does not wait for the server. */
void cnops_mysql_cut(const cnops_mysql_t *c);

/* What an error says about the connection. */
typedef enum cnops_mysql_loss_e {
    CNOPS_MYSQL_KEPT,   /* it is not lost: the server answered */
    CNOPS_MYSQL_UNDONE, /* it is lost, and the statement was not carried out */
    CNOPS_MYSQL_UNKNOWN /* it is lost, and the statement may have been carried out */
} cnops_mysql_loss_e;

/* number: of the error, as the driver returns it. */
cnops_mysql_loss_e cnops_mysql_loss(int number);

/* The options of a connection that cnopsctl doctor checks. */
typedef struct cnops_mysql_options_t {
    bool finds_rows; /* UPDATE counts the rows matched */
    bool reconnects;
    unsigned connect_timeout; /* s; 0: no bound */
} cnops_mysql_options_t;

void cnops_mysql_options(cnops_mysql_options_t *poptions, const cnops_mysql_t *c);

#endif
