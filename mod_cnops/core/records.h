/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The things the store keeps, as core sees them. Plain data, no behaviour.
 *
 * Floor: core. Callers: core, pages, store, ctl. Memory: the pool given to the
 * call that made them. Digests are 64 lower-case hex characters (core/digest.h);
 * "sealed" is base64url text of core/seal/seal.h. Times are µs since 1970, UTC. */
#ifndef CNOPS_CORE_RECORDS_H
#define CNOPS_CORE_RECORDS_H

#include <apr_tables.h>
#include <apr_time.h>
#include <stdbool.h>

typedef enum { CNOPS_SCHEME_PUBLIC, CNOPS_SCHEME_STUDENT } cnops_scheme_e;
typedef enum {
    CNOPS_PAYMENT_NONE,
    CNOPS_PAYMENT_TRANSFER,
    CNOPS_PAYMENT_MONEY_ORDER
} cnops_payment_e;
typedef enum {
    CNOPS_MEMBER_ACTIVE,
    CNOPS_MEMBER_CLOSED,
    CNOPS_MEMBER_DECEASED
} cnops_member_status_e;
typedef enum { CNOPS_CHANNEL_EMAIL, CNOPS_CHANNEL_SMS } cnops_channel_e;

/* The words of the files and of the database for the enums above. The parsers
 * return false (and leave *pvalue alone) on any other word. */
const char *cnops_scheme_name(cnops_scheme_e scheme);          /* public | student */
const char *cnops_payment_name(cnops_payment_e payment);       /* "" | transfer | money_order */
const char *cnops_member_status_name(cnops_member_status_e s); /* active | closed | deceased */
const char *cnops_channel_name(cnops_channel_e channel);       /* email | sms */
bool cnops_scheme_parse(cnops_scheme_e *pvalue, const char *word);
bool cnops_payment_parse(cnops_payment_e *pvalue, const char *word);
bool cnops_member_status_parse(cnops_member_status_e *pvalue, const char *word);

/* A person: one document. Names, document number and birth date are sealed
 * together (a tree: document_type, cni, birth_date, family_name, given_name,
 * family_name_ar, given_name_ar), read by core/person/identity.h. */
typedef struct cnops_person_t {
    apr_int64_t id; /* > 0; 0 stands for "nobody" */
    const char *document_digest;
    const char *record_sealed;
} cnops_person_t;

/* One membership of a person. The facts are digests or NULL (an empty fact). */
typedef struct cnops_membership_t {
    apr_int64_t id;
    apr_int64_t person_id;
    cnops_scheme_e scheme;
    cnops_member_status_e status;
    cnops_payment_e payment_mode;
    const char *immatriculation_digest;
    const char *employee_digest;
    const char *rib_digest; /* of the last 8 digits */
    const char *civil_status_digest;
    const char *rights_from; /* ISO day or NULL */
    const char *rights_to;
    /* a tree: immatriculation, massar, mutuelle, affiliation_no, address,
     * postal_code, city, address_pending, email_on_file, phone_on_file */
    const char *record_sealed;
} cnops_membership_t;

typedef struct cnops_account_t {
    apr_int64_t id;
    apr_int64_t person_id;
    const char *password_hash; /* Argon2id, PHC string */
    const char *email_digest, *email_sealed;
    const char *phone_digest, *phone_sealed;
    const char *lang; /* fr | ar | en */
    const char *terms_version, *terms_lang;
    apr_time_t terms_at;
    const char *journey_id; /* the creation journey, unique: a repeat is recognised */
    apr_time_t created_at;
    apr_time_t signed_in_at;       /* last successful sign-in, 0 if never */
    const char *state;             /* one of the words below; NULL to account_create: active */
    apr_time_t frozen_until;       /* no contact change, no recovery by request before; 0: free */
    bool prospecting;              /* consents to prospecting */
    apr_time_t password_at;        /* when it was chosen, 0: before this was kept */
    apr_time_t email_at, phone_at; /* when they were bound; likewise */
} cnops_account_t;

#define CNOPS_ACCOUNT_ACTIVE  "active"
#define CNOPS_ACCOUNT_PENDING "pending" /* made, but not proved enough to be used yet */
#define CNOPS_ACCOUNT_CLOSED  "closed"

/* One row of a person's journal: core/journal/journal.h. */
typedef struct cnops_event_row_t {
    apr_int64_t id; /* given by the store */
    apr_int64_t person_id;
    apr_int64_t seq;            /* 1, 2, 3... in the chain of the person */
    const char *kind;           /* a word */
    const char *content_sealed; /* a tree: actor, address_block, user_agent, reason, note */
    const char *mac;            /* a digest over the former row's and this row */
    const char *key_id;
    apr_time_t at;
} cnops_event_row_t;

#define CNOPS_REQUEST_CONTACT "contact" /* other contacts for an account whose own are lost */
#define CNOPS_REQUEST_OPENING "opening" /* a pending account */

#define CNOPS_REQUEST_OPEN     "open"
#define CNOPS_REQUEST_ACCEPTED "accepted" /* by a letter's code, an operator or time */
#define CNOPS_REQUEST_DECLINED "declined" /* by an operator; whoever asked is not told yet */
#define CNOPS_REQUEST_APPLIED  "applied"
#define CNOPS_REQUEST_OPPOSED  "opposed" /* by an old contact */
#define CNOPS_REQUEST_REFUSED  "refused" /* by an operator, and told */
#define CNOPS_REQUEST_EXPIRED  "expired"

/* What somebody asks for and others may refuse: core/request/request.h. */
typedef struct cnops_request_t {
    apr_int64_t id;  /* given by the store */
    const char *ref; /* 32 hex, unique: of the journey that made it */
    apr_int64_t person_id;
    const char *kind;                        /* one of the words above, */
    const char *state;                       /* and one of these */
    apr_int64_t version;                     /* of the row that was read; 1 for a new one */
    const char *email_digest, *email_sealed; /* the contacts asked for */
    const char *phone_digest, *phone_sealed;
    const char *lang;
    int reminders;
    const char *letter_digest; /* NULL: no letter exported yet */
    apr_time_t letter_at;      /* 0: likewise */
    const char *hastened_by;   /* an operator, or "" */
    apr_time_t apply_at;       /* of an accepted one; else 0 */
    apr_time_t created_at, settled_at;
} cnops_request_t;

/* What a change of a request does to the person's account, in the same transaction. */
typedef enum {
    CNOPS_EFFECT_NONE,
    CNOPS_EFFECT_BIND,   /* the request's contacts are the account's; every session ends */
    CNOPS_EFFECT_OPEN,   /* a pending account is active */
    CNOPS_EFFECT_FREEZE, /* no new request until a given time */
    CNOPS_EFFECT_DROP    /* a pending account goes; one that is not is left, which is no error */
} cnops_effect_e;

typedef struct cnops_session_t {
    const char *token_digest;
    apr_int64_t account_id;
    apr_time_t created_at, seen_at;
    const char *address_block; /* base/netblock.h */
    const char *user_agent;    /* at most 200 characters */
    const char *browser;       /* cnops_device_t; NULL or "" where it had none yet */
} cnops_session_t;

/* A browser that an account signed in from. */
typedef struct cnops_device_t {
    apr_int64_t account_id;
    const char *browser; /* 32 hex: what its cookie holds, sealed */
    apr_time_t first_at, seen_at;
    const char *address_block, *user_agent; /* of the latest sign-in */
} cnops_device_t;

/* All that happens when a session begins. */
typedef struct cnops_opening_t {
    const cnops_session_t *session;
    const cnops_device_t *device;    /* from where: known from now on */
    int devices_max;                 /* of one account; the longest unseen goes */
    apr_time_t password_at;          /* of the account whose password was looked at */
    const char *former_token_digest; /* a session of this browser that ends, or NULL */
    const char *once_digest;         /* a token that may be spent once, or NULL */
    apr_time_t once_expires_at;
    const apr_array_header_t *messages; /* cnops_outbox_row_t, or NULL */
    const cnops_event_row_t *event;     /* or NULL */
} cnops_opening_t;

/* One live code of one journey on one channel. The code itself is only in the
 * code store, under a key that includes serial. */
typedef struct cnops_challenge_t {
    const char *journey_id;
    cnops_channel_e channel;
    const char *destination_digest;
    apr_int64_t serial; /* 1 for the first code, +1 each time one is sent */
    int tries;          /* wrong ones against this serial */
    int sent_count;     /* codes sent to this destination in this journey */
    apr_time_t sent_at, expires_at;
    apr_time_t consumed_at; /* 0 while unused */
} cnops_challenge_t;

/* A durable counter of core/guard/throttle.h. */
typedef struct cnops_counter_t {
    apr_int64_t count;
    apr_time_t window_at; /* when the window opened, 0 if there is no counter */
    apr_time_t last_at;   /* when it was last raised */
} cnops_counter_t;

/* A message on its way out. */
typedef struct cnops_outbox_row_t {
    apr_int64_t id;         /* given by the store */
    const char *message_id; /* 32 hex, stable over retries: the Message-ID of an e-mail */
    cnops_channel_e channel;
    const char *content_sealed; /* a tree: to, subject, text, html, lang; core/seal/outbox.h */
    int attempts;               /* times leased, this one included */
    apr_time_t created_at;
    apr_time_t expires_at; /* blanked unsent past this; 0: keeps */
} cnops_outbox_row_t;

#endif
