/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Establishments that send registrations of students, the keys of their programs, their officers,
 * and the sessions of officers (core/establishment/).
 *
 * Floor: core. Threads: any. Secrets: keys and tokens are digests here, e-mails are sealed. */
#ifndef CNOPS_CORE_PORTS_ESTABLISHMENTS_H
#define CNOPS_CORE_PORTS_ESTABLISHMENTS_H

#include "base/words.h"
#include "core/ports/purging.h"

#include <apr_tables.h>
#include <stdbool.h>

/* With the words of the database. A revoked one never becomes active again. */
#define CNOPS_ESTABLISHMENT_STATE(X)                                                               \
    X(CNOPS_ESTABLISHMENT_ACTIVE, "active") X(CNOPS_ESTABLISHMENT_REVOKED, "revoked")
typedef enum { CNOPS_ESTABLISHMENT_STATE(CNOPS_WORDS_NAME) } cnops_establishment_state_e;

const char *cnops_establishment_state_name(cnops_establishment_state_e state);
/* Returns false (and leaves *pvalue alone) on any other word. */
bool cnops_establishment_state_parse(cnops_establishment_state_e *pvalue, const char *word);

typedef struct cnops_establishment_t {
    apr_int64_t id;   /* given by the store; from 1 on */
    const char *code; /* unique: core/establishment/establishment.h */
    const char *name; /* UTF-8 */
    cnops_establishment_state_e state;
    apr_time_t created_at;
    const char *webhook_url; /* "": none */
    apr_int64_t day_rows;    /* rows that it may send in a day; 0: as the setting says */
} cnops_establishment_t;

typedef struct cnops_establishment_key_t {
    apr_int64_t id; /* given by the store */
    apr_int64_t establishment_id;
    const char *key_digest; /* unique */
    const char *key_id;     /* of the key that made the digest */
    apr_time_t created_at;
    apr_time_t ends_at;      /* 0: no end is set */
    apr_time_t last_used_at; /* 0: never */
} cnops_establishment_key_t;

/* A key and whose it is. */
typedef struct cnops_key_holder_t {
    const cnops_establishment_key_t *key; /* NULL: there is none, and the other is NULL too */
    const cnops_establishment_t *establishment;
} cnops_key_holder_t;

typedef struct cnops_officer_t {
    apr_int64_t id; /* given by the store; from 1 on */
    apr_int64_t establishment_id;
    const char *email_sealed;
    const char *email_digest; /* unique in the establishment; by the key that sealed */
    apr_time_t added_at;
    apr_time_t removed_at; /* 0: it may act */
} cnops_officer_t;

typedef struct cnops_officer_session_t {
    const char *token_digest;
    apr_int64_t establishment_id, officer_id;
    apr_time_t created_at, used_at;
} cnops_officer_session_t;

/* A session of an officer, and all that its pages need. */
typedef struct cnops_officer_signed_in_t {
    const cnops_officer_session_t *session; /* NULL: there is none, and the rest is NULL too */
    const cnops_officer_t *officer;
    const cnops_establishment_t *establishment;
} cnops_officer_signed_in_t;

typedef struct cnops_establishments_port_t {
    /* Adds it with its first key; their ids and key->establishment_id are ignored. CNOPS_EDUPLICATE
     * if its code is taken. */
    apr_status_t (*add)(void *self, const cnops_establishment_t *establishment,
                        const cnops_establishment_key_t *key, apr_pool_t *pool);
    apr_status_t (*by_code)(void *self, const cnops_establishment_t **pestablishment,
                            const char *code, apr_pool_t *pool);
    apr_status_t (*get)(void *self, const cnops_establishment_t **pestablishment, apr_int64_t id,
                        apr_pool_t *pool);
    /* *plist: cnops_establishment_t with a larger code than this ("": all), by code, at most max.
     */
    apr_status_t (*list)(void *self, apr_array_header_t **plist, const char *after_code, int max,
                         apr_pool_t *pool);
    /* Writes webhook_url and day_rows of the establishment with this id. */
    apr_status_t (*set)(void *self, const cnops_establishment_t *establishment, apr_pool_t *pool);
    /* Its state becomes revoked; its keys end at this time, unless they ended before; the sessions
     * of its officers are deleted. CNOPS_ENOTFOUND where it is not active. */
    apr_status_t (*revoke)(void *self, apr_int64_t id, apr_time_t at, apr_pool_t *pool);

    /* --- keys --- */

    /* Adds the key to key->establishment_id; its other keys end at former_end, unless they end
     * before. CNOPS_ENOTFOUND where the establishment is not active. */
    apr_status_t (*rotate)(void *self, const cnops_establishment_key_t *key, apr_time_t former_end,
                           apr_pool_t *pool);
    /* The key with this digest, whether it has ended or not. */
    apr_status_t (*by_key)(void *self, cnops_key_holder_t *pholder, const char *key_digest,
                           apr_pool_t *pool);
    /* Writes last_used_at, key_digest and key_id of the key with this id. */
    apr_status_t (*key_used)(void *self, const cnops_establishment_key_t *key, apr_pool_t *pool);
    /* *plist: cnops_establishment_key_t, oldest first, at most 100. */
    apr_status_t (*keys_of)(void *self, apr_array_header_t **plist, apr_int64_t establishment_id,
                            apr_pool_t *pool);

    /* --- officers --- */

    /* Its id and removed_at are ignored. One that was removed may act again, with the same id.
     * CNOPS_EDUPLICATE where the establishment has an officer of this email_digest who may act. */
    apr_status_t (*add_officer)(void *self, const cnops_officer_t *officer, apr_pool_t *pool);
    /* Its sessions are deleted. CNOPS_ENOTFOUND where it may not act already. */
    apr_status_t (*remove_officer)(void *self, apr_int64_t officer_id, apr_time_t at,
                                   apr_pool_t *pool);
    /* Removed ones too. */
    apr_status_t (*officer)(void *self, const cnops_officer_t **pofficer, apr_int64_t officer_id,
                            apr_pool_t *pool);
    apr_status_t (*officer_by_email)(void *self, const cnops_officer_t **pofficer,
                                     apr_int64_t establishment_id, const char *email_digest,
                                     apr_pool_t *pool);
    /* *plist: cnops_officer_t that may act, oldest first, at most 1000. */
    apr_status_t (*officers_of)(void *self, apr_array_header_t **plist,
                                apr_int64_t establishment_id, apr_pool_t *pool);

    /* --- their sessions --- */

    /* CNOPS_ENOTFOUND, and nothing is written, where the officer may not act or the establishment
     * is not active. */
    apr_status_t (*begin_session)(void *self, const cnops_officer_session_t *session,
                                  apr_pool_t *pool);
    apr_status_t (*session)(void *self, cnops_officer_signed_in_t *pfound, const char *token_digest,
                            apr_pool_t *pool);
    apr_status_t (*session_used)(void *self, const char *token_digest, apr_time_t at,
                                 apr_pool_t *pool);
    apr_status_t (*end_session)(void *self, const char *token_digest, apr_pool_t *pool);

    /* Age: of keys, since they ended; of officers, since they were removed; of sessions, since
     * their latest use. */
    cnops_purge_fn purge_keys;
    cnops_purge_fn purge_officers;
    cnops_purge_fn purge_sessions;
} cnops_establishments_port_t;

#endif
