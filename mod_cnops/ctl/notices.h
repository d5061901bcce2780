/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Messages to the contacts of an account, from commands: templates of htdocs/templates/message.
 *
 * Floor: ctl. Callers: ctl. Threads: one. Secrets: contacts in clear, until they are sealed. */
#ifndef CNOPS_CTL_NOTICES_H
#define CNOPS_CTL_NOTICES_H

#include "ctl/casework.h"

/* *plist: cnops_outbox_row_t, to the account's e-mail (template NAME) and its mobile (NAME-sms),
 * in the account's language. CNOPS_EXIT_DONE, or the reason is told. */
cnops_exit_e cnops_notices_write(apr_array_header_t **plist, const cnops_casework_t *work,
                                 const char *name);

#endif
