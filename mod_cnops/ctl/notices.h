/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Writes messages of commands to the contacts of an account, from the templates in
 * htdocs/templates/message.
 *
 * Floor: ctl. Threads: one. Secrets: contacts are in clear until their message is sealed. */
#ifndef CNOPS_CTL_NOTICES_H
#define CNOPS_CTL_NOTICES_H

#include "ctl/casework.h"
#include "view/brand/brand.h"
#include "view/view.h"

/* What messages are written with: loaded once for many of them. */
typedef struct cnops_notices_t {
    const cnops_core_t *core;
    const cnops_view_t *view;
    const cnops_tree_t *site;
    const cnops_brand_t *brand;
} cnops_notices_t;

/* CNOPS_EXIT_DONE, or prints what is wrong. */
cnops_exit_e cnops_notices_open(cnops_notices_t *notices, const cnops_ctl_t *ctl,
                                const cnops_core_t *core);

/* *plist gets one cnops_outbox_row_t in the language of the account, to its e-mail (template
 * NAME). The template may name the portal's address as url, which is missing where no --conf says
 * it. */
apr_status_t cnops_notices_mail(apr_array_header_t **plist, const cnops_notices_t *notices,
                                const cnops_account_t *account, const char *name, apr_pool_t *pool);

/* *plist gets two cnops_outbox_row_t in the language of the account: one to its e-mail
 * (template NAME), one to its mobile (template NAME-sms). CNOPS_EXIT_DONE, or prints what is
 * wrong. */
cnops_exit_e cnops_notices_write(apr_array_header_t **plist, const cnops_casework_t *work,
                                 const char *name);

#endif
