/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every setting of the portal as a table: its type, bounds, default and help. httpd/ makes one
 * Apache directive of each row; tests start from the defaults. To add a setting: a member here and
 * a row in settings.c. To add a value of a choice: a row in its list below. To add a type:
 * setting_values.h.
 *
 * Floor: core. Threads: read-only after start-up. */
#ifndef CNOPS_CORE_SETTINGS_H
#define CNOPS_CORE_SETTINGS_H

#include "base/words.h"
#include "core/setting_values.h"

/* --- settings that are a choice: values, and their words in a configuration --- */

#define CNOPS_STARTTLS(X)                                                                          \
    X(CNOPS_STARTTLS_REQUIRED, "required")           /* and the relay's certificate is verified */ \
    X(CNOPS_STARTTLS_OPPORTUNISTIC, "opportunistic") /* where the relay offers it */               \
    X(CNOPS_STARTTLS_OFF, "off")
typedef enum { CNOPS_STARTTLS(CNOPS_WORDS_NAME) } cnops_starttls_e;

/* What applies a change of lost contacts. */
#define CNOPS_CONTACT_CHANGE(X)                                                                    \
    X(CNOPS_CONTACT_CHANGE_LETTER, "letter")                                                       \
    X(CNOPS_CONTACT_CHANGE_UNOPPOSED, "unopposed")
typedef enum { CNOPS_CONTACT_CHANGE(CNOPS_WORDS_NAME) } cnops_contact_change_e;

/* What opens a new account at once. */
#define CNOPS_ASSURANCE(X)                                                                         \
    X(CNOPS_ASSURANCE_FACTS, "facts")                                                              \
    X(CNOPS_ASSURANCE_ON_FILE, "on-file")                                                          \
    X(CNOPS_ASSURANCE_LETTER, "letter") /* nothing does: the code of a letter opens it later */
typedef enum { CNOPS_ASSURANCE(CNOPS_WORDS_NAME) } cnops_assurance_e;

/* When sign-in asks for a code too. */
#define CNOPS_SECOND_STEP(X)                                                                       \
    X(CNOPS_SECOND_STEP_NEW_BROWSER, "new-browser")                                                \
    X(CNOPS_SECOND_STEP_ALWAYS, "always")                                                          \
    X(CNOPS_SECOND_STEP_NEVER, "never")
typedef enum { CNOPS_SECOND_STEP(CNOPS_WORDS_NAME) } cnops_second_step_e;

/* What a member does not see of the claims of adults who are insured with them. */
#define CNOPS_BENEFICIARY_MASK(X)                                                                  \
    X(CNOPS_BENEFICIARY_MASK_OFF, "off")                                                           \
    X(CNOPS_BENEFICIARY_MASK_NAME, "name") /* initials instead of the name */                      \
    X(CNOPS_BENEFICIARY_MASK_CARE, "care") /* and no kind of care */
typedef enum { CNOPS_BENEFICIARY_MASK(CNOPS_WORDS_NAME) } cnops_beneficiary_mask_e;

/* How a student whose registration was found gets the certificate, without an account. */
#define CNOPS_TRACKING_CERTIFICATE(X)                                                              \
    X(CNOPS_TRACKING_CERTIFICATE_PAGE, "page")       /* by a link on the page */                   \
    X(CNOPS_TRACKING_CERTIFICATE_EMAIL, "email")     /* by a link sent to the e-mail on file */    \
    X(CNOPS_TRACKING_CERTIFICATE_ACCOUNT, "account") /* not at all: after sign-in only */
typedef enum { CNOPS_TRACKING_CERTIFICATE(CNOPS_WORDS_NAME) } cnops_tracking_certificate_e;

#define CNOPS_PASSWORD_POLICY(X)                                                                   \
    X(CNOPS_PASSWORD_POLICY_HOUSE, "house")                                                        \
    X(CNOPS_PASSWORD_POLICY_LONG, "long")
typedef enum { CNOPS_PASSWORD_POLICY(CNOPS_WORDS_NAME) } cnops_password_policy_e;

/* --- all of them --- */

typedef struct cnops_settings_t {
    /* what and where */
    const char *public_url;  /* absolute, with the mount: https://host/mon_compte */
    const char *key_file;    /* 0600, made by cnopsctl key new */
    const char *htdocs;      /* folder with templates/, messages/, assets/ as built */
    const char *institution; /* JSON: names, contacts, links, filings, appearance */
    const char *default_lang;
    const char *outbox_dir; /* the demonstration writes messages there */
    bool outbox_echo;       /* ... and to the error log's terminal */
    bool styles;            /* the page that shows every component */

    /* how e-mail is sent */
    const char *mail_from; /* "" : the institution's short name, at the portal's host */
    const char *smtp_url;  /* "" : none */
    cnops_starttls_e smtp_starttls;
    const char *smtp_credentials, *smtp_ca; /* files, or "" */
    apr_interval_time_t smtp_connect_timeout, smtp_timeout;
    apr_int64_t mail_rate; /* messages a second, 0: no bound */

    const char *webhook_hosts; /* words: hosts that may be told of their batches; "": none */

    /* how SMS are sent */
    cnops_gateway_setting_t sms_gateway;
    const char *sms_credentials, *sms_ca; /* files, or "" */
    const char *sms_headers;              /* file, or "" */
    const char *sms_from;                 /* sender shown; "" : the gateway's own */
    const char *sms_receipts;             /* base address for receipts; "" : public_url */
    apr_interval_time_t sms_timeout;
    apr_int64_t sms_rate;

    /* ... where the gateway is of kind json; lists are of cnops_setting_test_t */
    const char *sms_json_body; /* a template of courier/gateway_json.c, or "" */
    apr_array_header_t *sms_json_accepted, *sms_json_refused; /* paths in an answer */
    const char *sms_json_id;                                  /* a path in an answer, or "" */
    apr_array_header_t *sms_json_delivered, *sms_json_failed; /* names in a receipt's query */

    /* journeys and codes */
    apr_interval_time_t journey_ttl;
    apr_interval_time_t code_ttl;
    apr_int64_t code_digits;
    apr_int64_t code_tries;
    apr_interval_time_t resend_after; /* doubles each time */
    apr_int64_t destination_codes;    /* an hour, to one e-mail or mobile */
    apr_int64_t journey_codes;        /* sent in one journey */
    apr_int64_t sms_budget;           /* a day, for all */
    apr_int64_t news_rate;            /* messages about claims a minute */
    apr_int64_t news_sms_budget;      /* SMS about claims a day; 0: none */
    apr_int64_t news_sms_from;        /* o'clock: they are sent between these hours */
    apr_int64_t news_sms_until;
    apr_int64_t contact_accounts;     /* accounts that one contact may serve, at most */
    apr_array_header_t *code_servers; /* const char *, "host:port"; empty: shared memory */
    apr_interval_time_t code_timeout; /* of one call to them */

    /* throttles */
    apr_int64_t journey_identities;
    apr_int64_t journey_answers;
    apr_int64_t person_answers; /* wrong ones, a day */
    apr_int64_t person_codes;   /* wrong ones, a day */
    apr_int64_t signin_free;    /* failures before a proof of work */
    apr_interval_time_t signin_delay_max;
    apr_int64_t block_failures;           /* an hour */
    apr_array_header_t *block_allowances; /* cnops_block_allowance_t */

    /* contacts that are lost, letters, creation */
    cnops_contact_change_e contact_change;
    cnops_assurance_e creation_assurance;
    apr_interval_time_t opposition_delay;
    apr_interval_time_t opposition_freeze;
    apr_interval_time_t request_ttl;

    /* requests of members to the insurer */
    apr_int64_t answer_days_address; /* within which the insurer answers: core/ticket/clock.h */
    apr_int64_t answer_days_rectification, answer_days_opposition;
    apr_int64_t answer_days_complaint, answer_days_closing;
    apr_int64_t open_tickets; /* of one person, at most */
    apr_int64_t day_tickets;  /* opened by one person in 24 hours, at most */

    /* data rights */
    apr_interval_time_t closing_delay;
    apr_int64_t data_exports;     /* a day, for one account */
    apr_int64_t claim_statements; /* likewise */

    /* establishments */
    apr_int64_t api_day_rows; /* rows that one may send in a day */

    /* certificates */
    apr_int64_t certificate_days;      /* for which one is valid */
    apr_int64_t day_certificates;      /* drawn by one person in 24 hours, at most */
    const char *signed_keys;           /* file that the root key has signed; "": none */
    apr_int64_t document_engines;      /* documents that one process makes at a time */
    apr_interval_time_t document_wait; /* how long a document waits for its turn */

    /* students without an account */
    cnops_tracking_certificate_e tracking_certificate;
    apr_interval_time_t tracking_link_ttl;
    apr_int64_t day_tracking_emails; /* with links, to one student in 24 hours, at most */

    /* proof of work */
    apr_int64_t pow_cost;   /* SHA-256 iterations of one try */
    apr_int64_t pow_bits;   /* zero bits asked at level 0; each level doubles the work */
    apr_int64_t pow_levels; /* the highest level */
    apr_interval_time_t pow_ttl;

    /* picture captcha */
    apr_interval_time_t image_ttl;
    apr_int64_t journey_images; /* wrong answers in one journey */
    apr_int64_t block_images;   /* answers an hour, where a block may fail block_failures times */

    /* database */
    apr_interval_time_t database_timeout; /* of a request, all its statements together */

    /* how long rows are kept: core/purge.c */
    apr_interval_time_t device_kept;
    apr_interval_time_t link_kept;
    apr_interval_time_t request_kept;
    apr_interval_time_t ticket_kept;
    apr_interval_time_t certificate_kept;
    apr_interval_time_t establishment_kept;
    apr_interval_time_t batch_kept, batch_spool_kept;
    apr_interval_time_t outbox_kept, outbox_dead_kept;
    apr_interval_time_t journal_kept;

    /* sign-in and sessions */
    cnops_second_step_e signin_second_step;
    apr_int64_t signin_codes; /* sent an hour, for one account */
    apr_interval_time_t session_idle;
    apr_interval_time_t session_max;

    /* claims */
    apr_int64_t claim_years;
    cnops_beneficiary_mask_e beneficiary_mask;
    apr_array_header_t *claim_delays; /* cnops_claim_delay_t */

    /* students */
    apr_int64_t registration_years;

    /* passwords */
    cnops_password_policy_e password_policy;
    apr_int64_t password_min; /* characters; core/signin/password.h says what is in force */
    apr_int64_t password_max;
    apr_int64_t password_bits; /* guessing effort below which it is "common" */
    apr_int64_t argon2_memory; /* KiB */
    apr_int64_t argon2_passes;
    apr_int64_t hash_slots; /* 0: one a core */
    bool hash_arena;
    apr_interval_time_t hash_deadline;
} cnops_settings_t;

/* The longest that session_idle and session_max may be. */
#define CNOPS_SESSION_IDLE_LONGEST apr_time_from_sec(24 * 3600)
#define CNOPS_SESSION_MAX_LONGEST  (30 * CNOPS_SESSION_IDLE_LONGEST)

/* The table. Its last row has a NULL name. */
extern const cnops_setting_t cnops_settings_table[];

/* All settings at their defaults; mandatory ones are NULL. */
cnops_settings_t *cnops_settings_make(apr_pool_t *pool);

/* Returns NULL, or what is wrong with the settings as a whole: a mandatory one is missing, or two
 * contradict each other. */
const char *cnops_settings_check(const cnops_settings_t *settings, apr_pool_t *pool);

/* The path of public_url ("/mon_compte"), "" for the root. */
const char *cnops_settings_mount(const cnops_settings_t *settings, apr_pool_t *pool);
/* Its host with port, for the last line of an SMS. */
const char *cnops_settings_host(const cnops_settings_t *settings, apr_pool_t *pool);
bool cnops_settings_is_https(const cnops_settings_t *settings);

#endif
