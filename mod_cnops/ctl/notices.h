/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Writes messages of commands to the contacts of an account, from the templates in
 * htdocs/templates/message.
 *
 * Floor: ctl. Threads: one. Secrets: contacts are in clear until their message is sealed. */
#ifndef CNOPS_CTL_NOTICES_H
#define CNOPS_CTL_NOTICES_H

#include "ctl/casework.h"

/* *plist gets two cnops_outbox_row_t in the language of the account: one to its e-mail
 * (template NAME), one to its mobile (template NAME-sms). CNOPS_EXIT_DONE, or prints what is
 * wrong. */
cnops_exit_e cnops_notices_write(apr_array_header_t **plist, const cnops_casework_t *work,
                                 const char *name);

#endif
