/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Accounts. A person has one at most. An account is created completely or not at all.
 *
 * Floor: core. Threads: any. Secrets: the password is hashed here; the code that read it from the
 * form wipes it. Contacts are sealed. */
#ifndef CNOPS_CORE_ACCOUNT_ACCOUNT_H
#define CNOPS_CORE_ACCOUNT_ACCOUNT_H

#include "core/core.h"
#include "core/seal/outbox.h"

typedef struct cnops_account_request_t {
    const char *journey_id;
    apr_int64_t person_id;
    const char *password;
    const char *email, *phone; /* normalised, proved by codes */
    const char *lang;
    const char *terms_version, *terms_lang;
    apr_time_t terms_at;
    const char *ip, *user_agent; /* for the journal; may be NULL */
    bool is_pending;             /* the code of a letter will open it: core/request/request.h */
} cnops_account_request_t;

typedef enum {
    CNOPS_ACCOUNT_CREATED,
    CNOPS_ACCOUNT_REPEATED,      /* the same journey has made it already */
    CNOPS_ACCOUNT_EXISTS,        /* the person has one that another journey made */
    CNOPS_ACCOUNT_CONTACT_TAKEN, /* a contact has reached its limit of accounts */
    CNOPS_ACCOUNT_SPENT          /* this journey made another person's: a replayed cookie */
} cnops_account_created_e;

/* messages: const cnops_outbox_row_t, queued in the same transaction; may be NULL. */
apr_status_t cnops_account_create(cnops_account_created_e *pcreated, const cnops_core_t *core,
                                  const cnops_account_request_t *request,
                                  const apr_array_header_t *messages, apr_pool_t *pool);

/* Hashes the password again where its hash is weaker than the settings require now. To be called
 * after the password has proved right. Does nothing while many callers wait for a slot, or where
 * anything fails: the next sign-in tries it again. */
void cnops_account_upgrade_hash(const cnops_core_t *core, const cnops_account_t *account,
                                const char *password, apr_pool_t *pool);

/* *pis_free: false where settings->contact_accounts accounts have this contact already. */
apr_status_t cnops_account_contact_is_free(bool *pis_free, const cnops_core_t *core,
                                           cnops_channel_e channel, const char *contact,
                                           apr_pool_t *pool);

/* The account's e-mail or mobile in clear. */
apr_status_t cnops_account_contact(const char **pcontact, const cnops_core_t *core,
                                   const cnops_account_t *account, cnops_channel_e channel,
                                   apr_pool_t *pool);
/* A contact in the sealed form that accounts keep. */
const char *cnops_account_seal_contact(const cnops_core_t *core, const char *contact,
                                       apr_pool_t *pool);

#endif
