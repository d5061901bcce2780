/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every column of the database whose value was made with a key: what is in it, which key made it,
 * and how it is moved to a new key.
 *
 * Floor: core. Threads: any. Secrets: a text that is opened here is in the caller's pool and is
 * wiped with it; a text that is sealed again is wiped before return.
 *
 * A sealed text can be opened, so it can be sealed again (cnops_column_reseal). A keyed digest
 * cannot be opened: either it is made again from its value, or it is of no use after some time.
 * Code that seals or digests for a column says here what it writes, and needs to know neither the
 * purpose nor the word. tests/lint/columns compares the table with the schema. */
#ifndef CNOPS_CORE_SEAL_COLUMNS_H
#define CNOPS_CORE_SEAL_COLUMNS_H

#include "core/core.h"

/* What is sealed. A contact is moved from a request to an account without sealing it again, so its
 * columns share one name. */
typedef enum {
    CNOPS_SEALED_PERSON = 1, /* names, document, birth date: a tree (core/ports/persons.h) */
    CNOPS_SEALED_MEMBERSHIP, /* numbers, address, contacts on file: a tree (core/ports/persons.h) */
    CNOPS_SEALED_CONTACT,    /* an e-mail address or a mobile */
    CNOPS_SEALED_MESSAGE,    /* a message on its way out: a tree (core/seal/outbox.h) */
    CNOPS_SEALED_EVENT,      /* content of an event */
    CNOPS_SEALED_LINK,       /* what a link in a message is about: a tree (core/seal/link.h) */
    CNOPS_SEALED_CLAIM, /* everything of a claim but its day and status (core/claim/record.h) */
    CNOPS_SEALED_CLAIM_TOTAL,  /* sums over claims (core/claim/total.h) */
    CNOPS_SEALED_TICKET,       /* what a member asks: a tree of texts (core/ticket/ticket.h) */
    CNOPS_SEALED_ANSWER,       /* the reason of a decision about it */
    CNOPS_SEALED_CERTIFICATE,  /* what is printed: a tree (core/certificate/certificate.h) */
    CNOPS_SEALED_REGISTRATION, /* what a student is registered with (core/registration/record.h) */
    CNOPS_SEALED_BATCH_CHUNK,  /* rows of a batch that wait for work (core/batch/spool.h) */
    CNOPS_SEALED_BATCH_KEY,    /* year and CINE of a row that was refused, as sent */
    CNOPS_SEALED_END
} cnops_sealed_e;

/* What is kept as a keyed digest. */
typedef enum {
    CNOPS_KEYED_DOCUMENT = 1,    /* type and number of a person's document */
    CNOPS_KEYED_IMMATRICULATION, /* the number of a membership */
    CNOPS_KEYED_EMAIL,
    CNOPS_KEYED_PHONE,
    CNOPS_KEYED_EMPLOYEE,      /* this one and the next two: digest of the document, value */
    CNOPS_KEYED_RIB,           /* the last digits */
    CNOPS_KEYED_CIVIL_STATUS,  /* a number */
    CNOPS_KEYED_IMPORT_ROW,    /* every cell of a row of members.csv or claims.csv */
    CNOPS_KEYED_LETTER,        /* the code of a letter */
    CNOPS_KEYED_SESSION,       /* the token of a session */
    CNOPS_KEYED_SUBJECT,       /* what a counter counts: the word of its rule, then who or what */
    CNOPS_KEYED_SPENT_IMAGE,   /* the id of a picture captcha */
    CNOPS_KEYED_SPENT_JOURNEY, /* the id of one that has opened a session or closed an account */
    CNOPS_KEYED_EVENT,         /* the former event's mac, and this event */
    CNOPS_KEYED_LINK,          /* kind and token of a link in a message */
    CNOPS_KEYED_CLAIM,         /* the reference of a claim */
    CNOPS_KEYED_BENEFICIARY,   /* the id of a membership, and the name of a beneficiary */
    CNOPS_KEYED_ADDRESS,       /* id of a membership, and its address as it was shown */
    CNOPS_KEYED_CERTIFICATE,   /* the code that is printed on it */
    CNOPS_KEYED_STUDENT,    /* the number of a student's document, as an establishment sends it */
    CNOPS_KEYED_API_KEY,    /* the key of an establishment's programs */
    CNOPS_KEYED_OFFICER,    /* the token of an officer's session */
    CNOPS_KEYED_BATCH_BODY, /* hash of a body, and how it was to be treated */
    CNOPS_KEYED_BATCH_ROW,  /* year and CINE of a row of a batch */
    CNOPS_KEYED_END
} cnops_keyed_e;

/* What must be done to a column before the key that made its values may be removed. */
typedef enum {
    CNOPS_ROTATION_RESEAL = 1, /* cnops_column_reseal, each row by itself */
    /* The digest is made again from the value in source. Where key_from is that same column, both
     * must be written at once: if the sealed text were written first, it would name the new key
     * while the digest is of the former. */
    CNOPS_ROTATION_REMAKE,
    /* The value is not in the database: the next import brings it. Until then the digest stays, and
     * an answer is compared under the key that made the digest. */
    CNOPS_ROTATION_IMPORT,
    /* The macs of a person's events cover the sealed texts and the macs before. All events of a
     * person are sealed again, and their macs made again from the first changed one on, in one
     * transaction. The heads of the last checkpoint are of no use after that. */
    CNOPS_ROTATION_CHAIN,
    /* The value is not in the database: who uses it brings it, and it is digested anew then
     * (core/establishment/api_key.h). A row that nobody has used since the new key came must be
     * made anew before the former key may go. */
    CNOPS_ROTATION_USE,
    CNOPS_ROTATION_EXPIRES /* nothing: the value is of no use after cnops_column_life */
} cnops_rotation_e;

#define CNOPS_COLUMN_NAMES 4 /* at most, of a list below */

/* In the lists of names, the first NULL (or 0) is the end. All names but source are of columns of
 * the same table. A row may have NULL or an empty text in the column: then nothing is kept. */
typedef struct cnops_column_t {
    const char *table, *column;
    const char *primary[CNOPS_COLUMN_NAMES]; /* the primary key of the table */
    cnops_sealed_e sealed;                   /* what is sealed in it; 0: it has digests */
    cnops_keyed_e keyed[CNOPS_COLUMN_NAMES]; /* which digests may be in it */
    const char *key_from; /* the column that names the key (cnops_column_key_id); or NULL */
    cnops_rotation_e rotation;
    const char *source;                   /* CNOPS_ROTATION_REMAKE: TABLE.COLUMN, a sealed one */
    apr_size_t lives[CNOPS_COLUMN_NAMES]; /* CNOPS_ROTATION_EXPIRES: offsets of the settings that
                                             say for how long, or: */
    apr_interval_time_t life;             /* µs */
} cnops_column_t;

/* Ends with a row whose table is NULL. */
extern const cnops_column_t cnops_columns[];

/* --- sealed columns --- */

/* The columns of the same row whose values a sealed text is bound to: it does not open in another
 * row. A NULL ends them; values are given in this order, with a NULL at the end. */
const char *const *cnops_column_bound(cnops_sealed_e what);

/* bound: the values as SQL writes them, or NULL where the text is bound to none. NULL where the
 * sealed text would be over CNOPS_SEAL_MAX, or bound has too few or too many values. */
const char *cnops_column_seal(const cnops_core_t *core, cnops_sealed_e what,
                              const char *const *bound, const char *text, apr_pool_t *pool);

/* Opens a text with the key of the ring that sealed it. *ptext lives in pool and is wiped with it.
 * CNOPS_EFORGED for a text that was not sealed for this use and this row. */
apr_status_t cnops_column_open(char **ptext, const cnops_core_t *core, cnops_sealed_e what,
                               const char *const *bound, const char *sealed, apr_pool_t *pool);

/* Opens a value and seals it with the current key. *pnew_value NULL with APR_SUCCESS: the row may
 * stay as it is, because the value is NULL or empty, or is sealed with the current key (and opens).
 * CNOPS_EFORGED, with *pnew_value NULL, where it does not open, because it is broken or its key is
 * not in the ring: leave the row alone and report it. */
apr_status_t cnops_column_reseal(const char **pnew_value, const cnops_core_t *core,
                                 cnops_sealed_e what, const char *const *bound, const char *sealed,
                                 apr_pool_t *pool);

/* --- columns of digests --- */

/* The digest under the current key, over a and b. A NULL ends the parts early. */
const char *cnops_column_digest(const cnops_core_t *core, cnops_keyed_e what, const char *a,
                                const char *b, apr_pool_t *pool);

/* The digest under key_id (NULL: the current key), over parts, the last one NULL. NULL where the
 * ring does not have the key. */
const char *cnops_column_digest_with(const cnops_core_t *core, cnops_keyed_e what,
                                     const char *key_id, const char *const *parts,
                                     apr_pool_t *pool);

/* The id of the key that made the value of a column. key_from: the value of its key_from column in
 * the same row, which is the id, or a sealed text that begins with it. NULL or empty where key_from
 * is. The ring may or may not have that key. */
const char *cnops_column_key_id(const char *key_from, apr_pool_t *pool);

/* How long a value can be of use after it was made, in µs: the longest time that the settings give
 * it now. 0 for a column that does not expire. */
apr_interval_time_t cnops_column_life(const cnops_column_t *column,
                                      const cnops_settings_t *settings);

/* No window of core/guard/throttle.c is longer. µs. */
#define CNOPS_COLUMN_COUNTER_LIFE apr_time_from_sec(86400)

/* After this time without the key of the answer, the member is asked once more. µs. */
#define CNOPS_COLUMN_ADDRESS_LIFE (365 * apr_time_from_sec(86400))

/* No link is valid for longer, but one about a request, which is valid as long as it. µs. */
#define CNOPS_COLUMN_LINK_LIFE (30 * apr_time_from_sec(86400))

/* Idempotency keys are kept for so long, and no batch waits for longer. µs. */
#define CNOPS_COLUMN_BATCH_LIFE (7 * apr_time_from_sec(86400))

#endif
