/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every statement the store may run, in one table: nothing else can. To add one:
 * a name here, a row in statements.c.
 *
 * Floor: store. Callers: store; httpd and ctl prepare them on each connection.
 * Threads: read-only. */
#ifndef CNOPS_STORE_STATEMENTS_H
#define CNOPS_STORE_STATEMENTS_H

#include <apr_pools.h>
#include <stdbool.h>

#define CNOPS_SQL_ROWS 50 /* of a statement behind CNOPS_SQL_MANY */

typedef enum {
    CNOPS_SQL_PERSON_BY_DOCUMENT,
    CNOPS_SQL_PERSON_BY_IMMATRICULATION,
    CNOPS_SQL_PERSON_BY_ID,
    CNOPS_SQL_MEMBERSHIPS_OF,

    CNOPS_SQL_ACCOUNT_BY_PERSON,
    CNOPS_SQL_ACCOUNT_BY_ID,
    CNOPS_SQL_ACCOUNT_COUNT_EMAIL,
    CNOPS_SQL_ACCOUNT_COUNT_PHONE,
    CNOPS_SQL_ACCOUNT_INSERT,
    CNOPS_SQL_ACCOUNT_SIGNED_IN,
    CNOPS_SQL_ACCOUNT_PASSWORD,
    CNOPS_SQL_ACCOUNT_EMAIL,
    CNOPS_SQL_ACCOUNT_PHONE,
    CNOPS_SQL_ACCOUNT_STATE,
    CNOPS_SQL_ACCOUNT_PREFERENCES,
    CNOPS_SQL_ACCOUNT_DELETE,
    CNOPS_SQL_PASSWORD_UPGRADE,

    CNOPS_SQL_EVENT_TAIL,
    CNOPS_SQL_EVENT_INSERT,
    CNOPS_SQL_EVENTS_OF,
    CNOPS_SQL_EVENTS_AFTER,

    CNOPS_SQL_SESSION_INSERT,
    CNOPS_SQL_SESSION_GET,
    CNOPS_SQL_SESSION_SEEN,
    CNOPS_SQL_SESSION_DELETE,
    CNOPS_SQL_SESSIONS_OF,
    CNOPS_SQL_SESSIONS_END,
    CNOPS_SQL_SESSION_END_ONE,

    CNOPS_SQL_CHALLENGE_GET,
    CNOPS_SQL_CHALLENGE_INSERT,
    CNOPS_SQL_CHALLENGE_RENEW,
    CNOPS_SQL_CHALLENGE_VOID,
    CNOPS_SQL_CHALLENGE_TRY,
    CNOPS_SQL_CHALLENGE_UNTRY,
    CNOPS_SQL_CHALLENGE_CONSUME,

    CNOPS_SQL_COUNTER_GET,
    CNOPS_SQL_COUNTER_RAISE,
    CNOPS_SQL_COUNTER_INSERT,
    CNOPS_SQL_COUNTER_GIVE,
    CNOPS_SQL_COUNTER_CLEAR,

    CNOPS_SQL_TOKEN_SPEND,

    CNOPS_SQL_OUTBOX_INSERT,
    CNOPS_SQL_OUTBOX_DUE,
    CNOPS_SQL_OUTBOX_LEASE,
    CNOPS_SQL_OUTBOX_SETTLE,
    CNOPS_SQL_OUTBOX_RETRY,
    CNOPS_SQL_OUTBOX_WITHDRAW,
    CNOPS_SQL_OUTBOX_RELEASE,
    CNOPS_SQL_OUTBOX_BURY,
    CNOPS_SQL_OUTBOX_RECEIPT,
    CNOPS_SQL_OUTBOX_EXISTS,
    CNOPS_SQL_OUTBOX_LIST,
    CNOPS_SQL_OUTBOX_REVIVE,
    CNOPS_SQL_OUTBOX_BACKLOG,

    CNOPS_SQL_PURGE_SESSIONS,
    CNOPS_SQL_PURGE_CHALLENGES,
    CNOPS_SQL_PURGE_TOKENS,
    CNOPS_SQL_PURGE_COUNTERS,
    CNOPS_SQL_PURGE_OUTBOX_EXPIRED,
    CNOPS_SQL_PURGE_OUTBOX_DEAD,
    CNOPS_SQL_PURGE_OUTBOX_SETTLED,
    CNOPS_SQL_PING,

    CNOPS_SQL_IMPORT_CLAIM,
    CNOPS_SQL_IMPORT_STATE,
    CNOPS_SQL_IMPORT_START,
    CNOPS_SQL_IMPORT_RENEW,
    CNOPS_SQL_IMPORT_SWITCH,
    CNOPS_SQL_IMPORT_RELEASE,
    CNOPS_SQL_IMPORT_SEE,
    CNOPS_SQL_IMPORT_PERSON_ADD,
    CNOPS_SQL_IMPORT_PERSON_VERSION,
    CNOPS_SQL_IMPORT_PERSON_AGAIN,
    CNOPS_SQL_IMPORT_MEMBERSHIP_ADD,
    CNOPS_SQL_IMPORT_MEMBERSHIP_VERSION,
    CNOPS_SQL_IMPORT_CLOSE_ABSENT,
    CNOPS_SQL_IMPORT_DROP_OLD_PERSONS,
    CNOPS_SQL_IMPORT_DROP_OLD_MEMBERSHIPS,
    CNOPS_SQL_IMPORT_DROP_NEW_PERSONS,
    CNOPS_SQL_IMPORT_DROP_NEW_MEMBERSHIPS,
    CNOPS_SQL_IMPORT_DROP_PERSONS,
    CNOPS_SQL_IMPORT_DROP_MEMBERSHIPS,
    CNOPS_SQL_IMPORT_FORGET_SEEN,

    /* From here on, CNOPS_SQL_ROWS rows or keys in one statement: long ones, for imports alone. */
    CNOPS_SQL_MANY,
    CNOPS_SQL_IMPORT_FORMERS = CNOPS_SQL_MANY,
    CNOPS_SQL_IMPORT_PERSONS,
    CNOPS_SQL_IMPORT_SEE_MANY,
    CNOPS_SQL_IMPORT_PERSON_ADD_MANY,
    CNOPS_SQL_IMPORT_PERSON_VERSION_MANY,
    CNOPS_SQL_IMPORT_MEMBERSHIP_ADD_MANY,
    CNOPS_SQL_IMPORT_MEMBERSHIP_VERSION_MANY,

    CNOPS_STATEMENTS /* how many, not a statement */
} cnops_statement_e;

/* "cnops_person_by_document": what it is prepared under. */
const char *cnops_statement_label(cnops_statement_e statement);
/* In the notation of apr_dbd_prepare. */
const char *cnops_statement_text(cnops_statement_e statement, bool is_mysql);

typedef apr_status_t (*cnops_statement_fn)(void *self, const char *label, const char *text);

/* Hands each statement of the dialect, those of many rows excepted, to prepare; stops at the
 * first that is not APR_SUCCESS. */
apr_status_t cnops_statements_each(bool is_mysql, cnops_statement_fn prepare, void *self);
/* Those of many rows likewise: they would cost every connection of httpd time and the server
 * memory. */
apr_status_t cnops_statements_each_many(bool is_mysql, cnops_statement_fn prepare, void *self);

#endif
