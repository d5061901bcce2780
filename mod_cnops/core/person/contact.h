/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How e-mail addresses and mobiles are indexed, and shown to who may half know them.
 *
 * Floor: core. Callers: core, pages, ctl. Threads: any. */
#ifndef CNOPS_CORE_PERSON_CONTACT_H
#define CNOPS_CORE_PERSON_CONTACT_H

#include "core/core.h"

/* Blind index of a normalised contact; e-mails are folded to lower case for it. */
const char *cnops_contact_digest(const cnops_core_t *core, cnops_channel_e channel,
                                 const char *contact, apr_pool_t *pool);

/* A contact as its owner writes it: "06 12 34 56 78"; an e-mail as it is. */
const char *cnops_contact_show(cnops_channel_e channel, const char *contact, apr_pool_t *pool);

/* "f•••@e•••.ma", "06 •• •• •• 78": wrapped by the caller in an LTR isolate. */
const char *cnops_contact_mask(cnops_channel_e channel, const char *contact, apr_pool_t *pool);

#endif
