/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every column of the database whose value was made with a key: what is in it, which key made
 * it, and what it takes to move it to a new key.
 *
 * Floor: core. Threads: any. Secrets: a text that is opened here lives in the caller's pool and
 * is wiped with it; what is sealed anew is wiped before return.
 *
 * A sealed text can be opened, so it can be sealed anew (cnops_column_reseal). A keyed digest
 * cannot be opened: it is made again from its value, or it is of no use after a time.
 * Code that seals or digests for a column names here what it writes, and knows neither purpose
 * nor word. tests/lint/columns compares the table with the schema. */
#ifndef CNOPS_CORE_SEAL_COLUMNS_H
#define CNOPS_CORE_SEAL_COLUMNS_H

#include "core/core.h"

/* What is sealed. A contact moves from a request to an account as it is: it is one, in four
 * columns. */
typedef enum {
    CNOPS_SEALED_PERSON = 1, /* names, document, birth date: a tree (core/ports/persons.h) */
    CNOPS_SEALED_MEMBERSHIP, /* numbers, address, contacts on file: a tree (core/ports/persons.h) */
    CNOPS_SEALED_CONTACT,    /* an e-mail address or a mobile */
    CNOPS_SEALED_MESSAGE,    /* a message on its way out: a tree (core/seal/outbox.h) */
    CNOPS_SEALED_EVENT,      /* what the journal tells: a tree (core/journal/journal.h) */
    CNOPS_SEALED_END
} cnops_sealed_e;

/* What is kept as a keyed digest. */
typedef enum {
    CNOPS_KEYED_DOCUMENT = 1,    /* type and number of a person's document */
    CNOPS_KEYED_IMMATRICULATION, /* the number of a membership */
    CNOPS_KEYED_EMAIL,
    CNOPS_KEYED_PHONE,
    CNOPS_KEYED_EMPLOYEE,     /* this fact and the next two: digest of the document, value */
    CNOPS_KEYED_RIB,          /* the last digits */
    CNOPS_KEYED_CIVIL_STATUS, /* a number */
    CNOPS_KEYED_IMPORT_ROW,   /* every cell of a row of members.csv */
    CNOPS_KEYED_LETTER,       /* the code of a letter */
    CNOPS_KEYED_SESSION,      /* the token of a session */
    CNOPS_KEYED_SUBJECT,      /* what a counter counts: the word of its rule, then who or what */
    CNOPS_KEYED_SPENT_PROOF,  /* the signature of a proof of work */
    CNOPS_KEYED_SPENT_IMAGE,  /* the id of a picture captcha */
    CNOPS_KEYED_SPENT_SIGNIN, /* the id of a journey that has opened a session */
    CNOPS_KEYED_EVENT,        /* the former event's mac, and this event */
    CNOPS_KEYED_END
} cnops_keyed_e;

/* What has to happen to a column before the key that made its values may go. */
typedef enum {
    CNOPS_ROTATION_RESEAL = 1, /* cnops_column_reseal, each row by itself */
    /* The digest is made again from what source holds. Where key_from is that same column, both
     * are written at once: sealed anew first, it would tell the new key for the former digest. */
    CNOPS_ROTATION_REMAKE,
    /* The value is nowhere in the database: the next import brings it. Until then the digest
     * stays, and an answer is compared under the key that made it. */
    CNOPS_ROTATION_IMPORT,
    /* The macs of a person's events cover the sealed texts, and each other. Those of one person
     * are sealed anew and their macs made again from the first changed one on, all in one
     * transaction; the heads of the last checkpoint are of no use afterwards. */
    CNOPS_ROTATION_CHAIN,
    CNOPS_ROTATION_EXPIRES /* nothing: of no use after cnops_column_life */
} cnops_rotation_e;

#define CNOPS_COLUMN_NAMES 3 /* at most, of a list below */

/* Of the lists of names, the first NULL (or 0) ends. All names are of columns of the same table,
 * but for source. A row of the database may have NULL or an empty text in the column: nothing
 * was kept then. */
typedef struct cnops_column_t {
    const char *table, *column;
    const char *primary[CNOPS_COLUMN_NAMES]; /* the primary key of the table */
    cnops_sealed_e sealed;                   /* what is sealed in it; 0: it has digests */
    cnops_keyed_e keyed[CNOPS_COLUMN_NAMES]; /* which digests may be in it */
    const char *key_from; /* the column that tells the key (cnops_column_key_id); NULL: none does */
    cnops_rotation_e rotation;
    const char *source;                   /* CNOPS_ROTATION_REMAKE: TABLE.COLUMN, a sealed one */
    apr_size_t lives[CNOPS_COLUMN_NAMES]; /* CNOPS_ROTATION_EXPIRES: offsets of the settings that
                                             say for how long, or: */
    apr_interval_time_t life;             /* µs */
} cnops_column_t;

/* Ends with a row whose table is NULL. */
extern const cnops_column_t cnops_columns[];

/* --- sealed columns --- */

/* The columns (of the same row) whose values a sealed text is bound to: it opens in no other
 * row. The first NULL ends; the values are given in this order, NULL at their end. */
const char *const *cnops_column_bound(cnops_sealed_e what);

/* bound: the values as SQL writes them, or NULL where the text is bound to none. NULL where the
 * sealed text would be over CNOPS_SEAL_MAX, or bound has too few or too many values. */
const char *cnops_column_seal(const cnops_core_t *core, cnops_sealed_e what,
                              const char *const *bound, const char *text, apr_pool_t *pool);

/* With whichever key of the ring sealed it. *ptext lives in pool and is wiped with it.
 * CNOPS_EFORGED on anything that was not sealed for this, and for this row. */
apr_status_t cnops_column_open(char **ptext, const cnops_core_t *core, cnops_sealed_e what,
                               const char *const *bound, const char *sealed, apr_pool_t *pool);

/* Opens a value and seals it with the current key. *presealed NULL with APR_SUCCESS: the row may
 * stay as it is, for the value is NULL or empty, or the current key's already (and opens).
 * CNOPS_EFORGED, with *presealed NULL, where it does not open: it is broken, or its key is not in
 * the ring; leave the row alone and report it. */
apr_status_t cnops_column_reseal(const char **presealed, const cnops_core_t *core,
                                 cnops_sealed_e what, const char *const *bound, const char *sealed,
                                 apr_pool_t *pool);

/* --- columns of digests --- */

/* Under the current key, over a and b; a NULL ends them early. */
const char *cnops_column_digest(const cnops_core_t *core, cnops_keyed_e what, const char *a,
                                const char *b, apr_pool_t *pool);

/* Under key_id (NULL: the current), over parts, the last one NULL. NULL where the ring has no
 * such key. */
const char *cnops_column_digest_with(const cnops_core_t *core, cnops_keyed_e what,
                                     const char *key_id, const char *const *parts,
                                     apr_pool_t *pool);

/* Which key made the value of a column: told by the value of its key_from in the same row, which
 * is the id, or a sealed text that begins with it; NULL, or empty, like that value. Whether the
 * ring has that key is not said. */
const char *cnops_column_key_id(const char *key_from, apr_pool_t *pool);

/* How long after it was made a value can be of use, in µs: the longest that the settings have
 * for it now. 0 for a column that does not expire. */
apr_interval_time_t cnops_column_life(const cnops_column_t *column,
                                      const cnops_settings_t *settings);

/* No window of core/guard/throttle.c is longer. µs. */
#define CNOPS_COLUMN_COUNTER_LIFE apr_time_from_sec(86400)

#endif
