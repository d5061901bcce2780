/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificates and the public keys that check them (core/certificate/). A trail may be NULL
 * (core/ports/trail.h).
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_CERTIFICATES_H
#define CNOPS_CORE_PORTS_CERTIFICATES_H

#include "base/words.h"
#include "core/ports/purging.h"
#include "core/ports/trail.h"

#include <stdbool.h>

/* With the words of the database. Their numbers are in signed payloads: they never change. */
#define CNOPS_CERTIFICATE_KIND(X)                                                                  \
    X(CNOPS_CERTIFICATE_IMMATRICULATION, "immatriculation")                                        \
    X(CNOPS_CERTIFICATE_COVERAGE, "coverage")                                                      \
    X(CNOPS_CERTIFICATE_YEAR, "year") /* coverage of a student's academic year */
typedef enum {
    CNOPS_CERTIFICATE_KIND(CNOPS_WORDS_NAME) CNOPS_CERTIFICATE_KINDS
} cnops_certificate_kind_e;

const char *cnops_certificate_kind_name(cnops_certificate_kind_e kind);
/* Returns false (and leaves *pvalue alone) on any other word. */
bool cnops_certificate_kind_parse(cnops_certificate_kind_e *pvalue, const char *word);

typedef struct cnops_certificate_t {
    apr_int64_t id;            /* given by the store */
    const char *code_digest;   /* unique */
    const char *key_id;        /* of the key that made the digest */
    apr_int64_t number;        /* 0 to 2^32 - 1, unique */
    apr_int64_t person_id;     /* 0: of a student whom no membership names */
    apr_int64_t membership_id; /* 0: it says what a registration says */
    cnops_certificate_kind_e kind;
    int academic_year; /* 2025 for 2025-2026; 0: none */
    int renderer;
    const char *facts_sealed; /* core/certificate/certificate.h */
    apr_time_t issued_at;
    const char *expires_on; /* ISO day */
    apr_time_t revoked_at;  /* 0: it is not */
} cnops_certificate_t;

/* Certificates of a person, newest first. */
typedef struct cnops_certificates_wanted_t {
    apr_int64_t person_id;
    apr_int64_t membership_id; /* about which they are; 0: any */
    apr_int64_t before_id;     /* those with a smaller id; 0: any */
    int max;
} cnops_certificates_wanted_t;

typedef struct cnops_signing_key_t {
    const char *id;         /* 8 hex characters */
    const char *public_key; /* 64 hex characters */
    apr_time_t since;
} cnops_signing_key_t;

typedef struct cnops_certificates_port_t {
    /* certificate->id is ignored. The key is kept too, where it is not yet. CNOPS_EDUPLICATE if the
     * code or the number is known. */
    apr_status_t (*insert)(void *self, const cnops_certificate_t *certificate,
                           const cnops_signing_key_t *key, const cnops_trail_t *trail,
                           apr_pool_t *pool);
    /* CNOPS_ENOTFOUND where there is none that is not revoked yet. */
    apr_status_t (*revoke)(void *self, apr_int64_t id, apr_time_t at, const cnops_trail_t *trail,
                           apr_pool_t *pool);
    /* The person's certificate with this id. */
    apr_status_t (*find)(void *self, const cnops_certificate_t **pcertificate,
                         apr_int64_t person_id, apr_int64_t id, apr_pool_t *pool);
    apr_status_t (*by_code)(void *self, const cnops_certificate_t **pcertificate,
                            const char *code_digest, apr_pool_t *pool);
    apr_status_t (*by_number)(void *self, const cnops_certificate_t **pcertificate,
                              apr_int64_t number, apr_pool_t *pool);
    /* *plist: cnops_certificate_t. */
    apr_status_t (*of_person)(void *self, apr_array_header_t **plist,
                              const cnops_certificates_wanted_t *wanted, apr_pool_t *pool);
    /* *plist: cnops_certificate_t that were revoked and would still be valid on this day, those
     * with a larger id than after_id, by id, at most max. Only id and number of them are read:
     * there may be thousands. */
    apr_status_t (*revoked)(void *self, apr_array_header_t **plist, const char *day,
                            apr_int64_t after_id, int max, apr_pool_t *pool);
    /* The key is kept, where it is not yet: it has signed something else than a certificate. */
    apr_status_t (*keep_key)(void *self, const cnops_signing_key_t *key, apr_pool_t *pool);
    /* *plist: cnops_signing_key_t, oldest first. */
    apr_status_t (*keys)(void *self, apr_array_header_t **plist, apr_pool_t *pool);
    /* Certificates whose last day was before the day (UTC) of this time. */
    cnops_purge_fn purge;
} cnops_certificates_port_t;

#endif
