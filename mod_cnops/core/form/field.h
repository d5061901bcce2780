/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every field that a visitor may fill in: its name, its longest input, how it is normalised, and
 * what can be wrong with it. To add a field: a row of CNOPS_FIELDS, a check function in field.c if
 * none fits, and its label and errors in htdocs/messages.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_FORM_FIELD_H
#define CNOPS_CORE_FORM_FIELD_H

#include "base/words.h"

#include <apr_pools.h>
#include <stdbool.h>

/* What a field holds. Templates choose keyboard and autocomplete by it. */
#define CNOPS_KINDS(X)                                                                             \
    X(CNOPS_KIND_TEXT, "text")                                                                     \
    X(CNOPS_KIND_IDENTIFIER, "identifier") /* for sign-in: autocomplete=username */                \
    X(CNOPS_KIND_DIGITS, "digits")                                                                 \
    X(CNOPS_KIND_DATE, "date")                                                                     \
    X(CNOPS_KIND_EMAIL, "email")                                                                   \
    X(CNOPS_KIND_PHONE, "phone")                                                                   \
    X(CNOPS_KIND_CODE, "code")         /* one-time-code */                                         \
    X(CNOPS_KIND_PASSWORD, "password") /* current-password */                                      \
    X(CNOPS_KIND_NEW_PASSWORD, "new_password")                                                     \
    X(CNOPS_KIND_CHOICE, "choice")                                                                 \
    X(CNOPS_KIND_TICK, "tick")                                                                     \
    X(CNOPS_KIND_NOTE, "note") /* a few lines in the visitor's own words */
typedef enum { CNOPS_KINDS(CNOPS_WORDS_NAME) } cnops_kind_e;

/* The fields: constant, name (contract.md §1), kind, longest input in characters, and the other
 * members of its cnops_field_t. The longest input leaves room for blanks between groups of
 * digits. */
#define CNOPS_FIELDS(X)                                                                            \
    X(CNOPS_FIELD_ACCEPTE, "accepte", CNOPS_KIND_TICK, 10, .check = check_tick)                    \
    X(CNOPS_FIELD_MODE, "mode", CNOPS_KIND_CHOICE, 20, .choices = modes)                           \
    X(CNOPS_FIELD_IMMATRICULATION, "immatriculation", CNOPS_KIND_TEXT, 40, .masked = true,         \
      .check = cnops_field_check_immatriculation)                                                  \
    X(CNOPS_FIELD_IDENTIFIANT_EMPLOYEUR, "identifiant_employeur", CNOPS_KIND_TEXT, 40,             \
      .secret = true, .check = check_employee_number)                                              \
    X(CNOPS_FIELD_CNI, "cni", CNOPS_KIND_TEXT, 40, .masked = true,                                 \
      .check = cnops_field_check_document)                                                         \
    X(CNOPS_FIELD_DATE_NAISSANCE, "date_naissance", CNOPS_KIND_DATE, 20, .masked = true,           \
      .check = check_past_date)                                                                    \
    X(CNOPS_FIELD_CINE, "cine", CNOPS_KIND_TEXT, 40, .masked = true,                               \
      .check = cnops_field_check_document)                                                         \
    X(CNOPS_FIELD_MASSAR, "massar", CNOPS_KIND_TEXT, 40, .masked = true,                           \
      .check = cnops_field_check_massar)                                                           \
    X(CNOPS_FIELD_RIB, "rib", CNOPS_KIND_DIGITS, 40, .secret = true, .check = check_rib)           \
    X(CNOPS_FIELD_ETAT_CIVIL, "etat_civil", CNOPS_KIND_TEXT, 60, .secret = true,                   \
      .check = check_civil_status)                                                                 \
    X(CNOPS_FIELD_COURRIEL, "courriel", CNOPS_KIND_EMAIL, EMAIL_MAX,                               \
      .check = cnops_field_check_email)                                                            \
    X(CNOPS_FIELD_COURRIEL_CONFIRMATION, "courriel_confirmation", CNOPS_KIND_EMAIL, EMAIL_MAX,     \
      .same_as = CNOPS_FIELD_COURRIEL, .check = cnops_field_check_email)                           \
    X(CNOPS_FIELD_CLE, "cle", CNOPS_KIND_TEXT, 80, .secret = true, .check = check_line)            \
    X(CNOPS_FIELD_CODE, "code", CNOPS_KIND_CODE, 20, .secret = true, .check = check_code)          \
    X(CNOPS_FIELD_CODE_ATTESTATION, "code", CNOPS_KIND_TEXT, 40, .word = "code_attestation",       \
      .check = check_certificate_code)                                                             \
    X(CNOPS_FIELD_TELEPHONE, "telephone", CNOPS_KIND_PHONE, 30, .check = cnops_field_check_phone)  \
    X(CNOPS_FIELD_TELEPHONE_CONFIRMATION, "telephone_confirmation", CNOPS_KIND_PHONE, 30,          \
      .same_as = CNOPS_FIELD_TELEPHONE, .check = cnops_field_check_phone)                          \
    X(CNOPS_FIELD_MOT_DE_PASSE, "mot_de_passe", CNOPS_KIND_NEW_PASSWORD, 128, .secret = true,      \
      .check = check_password)                                                                     \
    X(CNOPS_FIELD_MOT_DE_PASSE_CONFIRMATION, "mot_de_passe_confirmation", CNOPS_KIND_NEW_PASSWORD, \
      128, .secret = true, .same_as = CNOPS_FIELD_MOT_DE_PASSE, .check = check_password)           \
    X(CNOPS_FIELD_MOT_DE_PASSE_ACTUEL, "mot_de_passe_actuel", CNOPS_KIND_PASSWORD, 128,            \
      .secret = true, .check = check_password)                                                     \
    X(CNOPS_FIELD_CANAL, "canal", CNOPS_KIND_CHOICE, 20, .choices = canals)                        \
    X(CNOPS_FIELD_LANGUE, "langue", CNOPS_KIND_CHOICE, 8, .choices = cnops_languages)              \
    X(CNOPS_FIELD_PROSPECTION, "prospection", CNOPS_KIND_TICK, 10, .check = check_consent)         \
    X(CNOPS_FIELD_NOUVELLES, "nouvelles", CNOPS_KIND_CHOICE, 10, .choices = news)                  \
    X(CNOPS_FIELD_CODE_LETTRE, "code_lettre", CNOPS_KIND_TEXT, 40, .secret = true,                 \
      .check = cnops_letter_code_check)                                                            \
    X(CNOPS_FIELD_TYPE, "type", CNOPS_KIND_CHOICE, 20, .choices = certificate_types)               \
    X(CNOPS_FIELD_ANNEE, "annee", CNOPS_KIND_TEXT, 9, .check = check_academic_year)                \
    X(CNOPS_FIELD_MOTIF, "motif", CNOPS_KIND_NOTE, 500, .check = check_note)                       \
    X(CNOPS_FIELD_OBJET, "objet", CNOPS_KIND_CHOICE, 20, .choices = subjects)                      \
    X(CNOPS_FIELD_DONNEE, "donnee", CNOPS_KIND_CHOICE, 20, .choices = data_kinds)                  \
    X(CNOPS_FIELD_USAGE, "usage", CNOPS_KIND_CHOICE, 20, .choices = data_uses)                     \
    X(CNOPS_FIELD_MESSAGE, "message", CNOPS_KIND_NOTE, CNOPS_COMPLAINT_MESSAGE_MAX,                \
      .check = check_message)                                                                      \
    X(CNOPS_FIELD_ADHESION, "adhesion", CNOPS_KIND_TEXT, 40,                                       \
      .check = cnops_field_check_immatriculation)                                                  \
    X(CNOPS_FIELD_ADRESSE, "adresse", CNOPS_KIND_TEXT, 200, .check = check_line)                   \
    X(CNOPS_FIELD_CODE_POSTAL, "code_postal", CNOPS_KIND_DIGITS, 10, .check = check_postal_code)   \
    X(CNOPS_FIELD_VILLE, "ville", CNOPS_KIND_TEXT, 80, .check = check_line)                        \
    X(CNOPS_FIELD_IDENTIFIANT, "identifiant", CNOPS_KIND_IDENTIFIER, 40,                           \
      .check = cnops_field_check_immatriculation)

#define CNOPS_FIELD_CONSTANT(constant, ...) constant,
typedef enum {
    CNOPS_FIELD_NONE, /* no field; ends a list of fields */
    CNOPS_FIELDS(CNOPS_FIELD_CONSTANT) CNOPS_FIELDS_END
} cnops_field_e;

/* The choices of the field mode. The choices of canal are the channels (core/ports/channel.h),
 * those of langue are the languages, those of objet are in core/ticket/complaint.h,
 * those of nouvelles are in the order of cnops_news_e. */
typedef enum { CNOPS_MODE_IMMATRICULATION, CNOPS_MODE_EMPLOYEUR } cnops_mode_e;

/* Returns NULL and sets *pvalue to the normalised value, or an error code. */
typedef const char *(*cnops_field_check_fn)(const char **pvalue, const char *typed,
                                            apr_pool_t *pool);

typedef struct cnops_field_t {
    const char *name;
    const char *word; /* under which keys.txt has its sentences; NULL: name */
    cnops_kind_e kind;
    apr_size_t max;             /* characters as typed */
    bool secret;                /* never shown again, never stored as typed */
    bool masked;                /* shown masked on a later page: core/form/mask.h */
    cnops_field_e same_as;      /* must equal this field (a confirmation), or NONE */
    const char *const *choices; /* CHOICE: the words it may be, NULL after the last */
    cnops_field_check_fn check; /* all other kinds */
} cnops_field_t;

/* field: any but NONE and END. */
const cnops_field_t *cnops_field(cnops_field_e field);

/* Returns NULL and sets *pvalue to the normal form, or returns an error code: "invalid_choice"
 * where a choice has no such word. */
const char *cnops_field_check(cnops_field_e field, const char **pvalue, const char *typed,
                              apr_pool_t *pool);

/* The index of word among the choices of the field; -1 if it is none of them. */
int cnops_field_choice(cnops_field_e field, const char *word);

/* Under which keys.txt has its sentences. */
const char *cnops_field_word(const cnops_field_t *field);

const char *cnops_field_kind_name(cnops_kind_e kind); /* "text", "email", … */

/* The checks that other callers need too. Each returns NULL and sets *pvalue, or returns an error
 * code. */
/* Any document of a person: 4 to 20 of A-Z and 0-9 without blanks, or 2 or 3 in the form of a
 * national card's number. Else "invalid_document". */
const char *cnops_field_check_document(const char **pvalue, const char *typed, apr_pool_t *pool);
/* A student's code: a letter and 9 digits (Massar), or 10 digits (an older CNE). Else
 * "invalid_massar". */
const char *cnops_field_check_massar(const char **pvalue, const char *typed, apr_pool_t *pool);
/* Digits, or a document (a student's immatriculation). Else "invalid_immatriculation". */
const char *cnops_field_check_immatriculation(const char **pvalue, const char *typed,
                                              apr_pool_t *pool);
/* One @, a dot in the domain, at most 254 bytes (RFC 5321), no blanks. Else "invalid_email". The
 * domain becomes lower case; the local part is kept. */
const char *cnops_field_check_email(const char **pvalue, const char *typed, apr_pool_t *pool);
/* A Moroccan mobile, in the normal form +2126XXXXXXXX or +2127XXXXXXXX. Else "invalid_phone". */
const char *cnops_field_check_phone(const char **pvalue, const char *typed, apr_pool_t *pool);

#endif
