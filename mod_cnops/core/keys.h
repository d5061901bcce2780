/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The key ring: one master key for each key id, and a subkey of it for each purpose.
 *
 * Floor: core. Threads: read-only once loaded. Secrets: the keys live in memory of sodium_malloc
 * and are wiped when the pool is destroyed.
 *
 * The file has lines "ID HEX64", the newest first; '#' starts a comment. An ID is 1-16 of [a-z0-9].
 * The first key makes new seals and digests; every key opens what it sealed. Subkeys are derived
 * with crypto_kdf (BLAKE2b) from the master key, so that no key serves two purposes. */
#ifndef CNOPS_CORE_KEYS_H
#define CNOPS_CORE_KEYS_H

#include <apr_pools.h>

#define CNOPS_KEY_LEN 32 /* bytes */

typedef enum {
    CNOPS_KEY_FACTS = 1, /* digests of RIB, civil status, employee number */
    CNOPS_KEY_INDEX,     /* blind indexes: document, immatriculation, contacts */
    CNOPS_KEY_RECORDS,   /* sealed columns */
    CNOPS_KEY_OUTBOX,    /* sealed messages */
    CNOPS_KEY_JOURNEY,   /* the journey cookie */
    CNOPS_KEY_DEVICE,    /* the device cookie */
    CNOPS_KEY_CSRF,
    CNOPS_KEY_CODES,         /* one-time codes in the code store */
    CNOPS_KEY_CAPTCHA,       /* signatures of challenges */
    CNOPS_KEY_DECOY,         /* what an unknown identity is asked */
    CNOPS_KEY_THROTTLE,      /* subjects of counters */
    CNOPS_KEY_SESSION,       /* digests of session tokens */
    CNOPS_KEY_IMAGE,         /* sealed solutions of picture captchas */
    CNOPS_KEY_EVENTS,        /* the chains of the journal */
    CNOPS_KEY_RECEIPT,       /* addresses that an SMS gateway reports to */
    CNOPS_KEY_LINKS,         /* rights that links carry: opposition, passes */
    CNOPS_KEY_LETTERS,       /* digests of the codes of letters */
    CNOPS_KEY_HANDLE_TAGS,   /* names of rows in addresses: what proves them */
    CNOPS_KEY_HANDLE_VALUES, /* and what hides their value */
    CNOPS_KEY_CERTIFICATES,  /* seeds of the keys that sign certificates */
    CNOPS_KEY_STUDENT_CODES, /* codes of certificates of students */
    CNOPS_KEY_PURPOSES       /* the number of purposes */
} cnops_key_purpose_e;

typedef struct cnops_keys_t cnops_keys_t;

/* Parses the text of a key file. The caller wipes the text. On error *pfault says what is wrong and
 * in which line, but never shows the key. */
apr_status_t cnops_keys_parse(const cnops_keys_t **pkeys, const char **pfault, const char *text,
                              apr_pool_t *pool);

/* The id of the key that makes new seals and digests. */
const char *cnops_keys_current(const cnops_keys_t *keys);

/* The id of each key, the newest first: i from 0 on; NULL after the last one. */
const char *cnops_keys_id(const cnops_keys_t *keys, int i);

/* The subkey of a key id for a purpose; NULL where the id is unknown. key_id NULL: the newest
 * key. */
const unsigned char *cnops_keys_get(const cnops_keys_t *keys, const char *key_id,
                                    cnops_key_purpose_e purpose);

/* Locks the keys in memory again, after a fork. APR_ENOMEM where the limit does not allow it. */
apr_status_t cnops_keys_lock(const cnops_keys_t *keys);

#endif
