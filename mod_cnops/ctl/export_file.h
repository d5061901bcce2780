/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The file that an export writes: the first operand of the command.
 *
 * Floor: ctl. Threads: one. Secrets: the file has data of persons, or codes of letters; nobody but
 * its owner may read it. */
#ifndef CNOPS_CTL_EXPORT_FILE_H
#define CNOPS_CTL_EXPORT_FILE_H

#include "ctl/ctl.h"

/* Creates the file with mode 0600, or prints what is wrong; a file that exists is refused. Must run
 * before the privileges of root are dropped, so that the folder may be one that only root can
 * write to. what: "letters are", for that refusal. */
cnops_exit_e cnops_export_file_open(apr_file_t **pfile, const cnops_ctl_t *ctl, const char *what);

/* Empties and removes the file. Prints what is left of it where it cannot be removed, for instance
 * because the privileges of root have been dropped since. */
void cnops_export_file_discard(apr_file_t *file, const cnops_ctl_t *ctl);

#endif
