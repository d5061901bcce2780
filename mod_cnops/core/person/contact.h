/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* How e-mail addresses and mobiles are indexed, shown in full and masked.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PERSON_CONTACT_H
#define CNOPS_CORE_PERSON_CONTACT_H

#include "core/core.h"

/* The keyed digest by which a normalised contact is found. E-mails are folded to lower case for
 * it. */
const char *cnops_contact_digest(const cnops_core_t *core, cnops_channel_e channel,
                                 const char *contact, apr_pool_t *pool);

/* A contact as its owner writes it: "06 12 34 56 78"; an e-mail as it is. */
const char *cnops_contact_show(cnops_channel_e channel, const char *contact, apr_pool_t *pool);

/* A masked contact for a visitor who may know it only in part: "f•••@e•••.ma", "06 •• •• •• 78".
 * The caller wraps it in an LTR isolate. */
const char *cnops_contact_mask(cnops_channel_e channel, const char *contact, apr_pool_t *pool);

#endif
