/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The key ring: one master key per key id, a subkey for each purpose.
 *
 * Floor: core. Callers: core (seal, digest), httpd and ctl at start-up.
 * Threads: read-only once loaded. Secrets: lives in sodium_malloc'ed memory;
 * wiped when the pool goes.
 *
 * File: lines "ID HEX64", newest first; '#' starts a comment. ID is 1-16 of
 * [a-z0-9]. The first key seals and digests, every key opens. Subkeys are
 * crypto_kdf (BLAKE2b) of the master key, so no key serves two purposes. */
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
    CNOPS_KEY_CODES,    /* one-time codes in the code store */
    CNOPS_KEY_CAPTCHA,  /* signatures of challenges */
    CNOPS_KEY_DECOY,    /* what an unknown identity is asked */
    CNOPS_KEY_THROTTLE, /* subjects of counters */
    CNOPS_KEY_SESSION,  /* digests of session tokens */
    CNOPS_KEY_IMAGE,    /* sealed solutions of picture captchas */
    CNOPS_KEY_EVENTS,   /* the chains of the journal */
    CNOPS_KEY_RECEIPT,  /* addresses that an SMS gateway reports to */
    CNOPS_KEY_LINKS,    /* rights sent in links: opposition, going on */
    CNOPS_KEY_LETTERS,  /* digests of the codes of letters */
    CNOPS_KEY_PURPOSES  /* how many, not a purpose */
} cnops_key_purpose_e;

typedef struct cnops_keys_t cnops_keys_t;

/* Parses the text of a key file (which the caller wipes). On error *pfault says
 * what is wrong and in which line, never the key. */
apr_status_t cnops_keys_parse(const cnops_keys_t **pkeys, const char **pfault, const char *text,
                              apr_pool_t *pool);

/* The id of the key that seals now. */
const char *cnops_keys_current(const cnops_keys_t *keys);

/* The subkey of a key id for a purpose; NULL for an unknown id. key_id NULL: the current. */
const unsigned char *cnops_keys_get(const cnops_keys_t *keys, const char *key_id,
                                    cnops_key_purpose_e purpose);

/* mlock again, after fork. APR_ENOMEM where the limit does not allow it. */
apr_status_t cnops_keys_lock(const cnops_keys_t *keys);

#endif
