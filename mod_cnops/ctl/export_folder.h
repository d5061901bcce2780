/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The folder that an export writes files to: the first operand of the command. There is a whole
 * file or none: it is written under a temporary name, NAME.part, and renamed when it is complete
 * and what it needs is in the database.
 *
 * A second process, the keeper, writes the files. It is made before the privileges of root are
 * dropped, so that the folder may be one that only root can write to, and that the user of httpd
 * cannot read. It knows nothing but this folder. And it outlives a command that is killed: it then
 * removes the temporary file, and prints whose letters are in no file.
 *
 * Floor: ctl. Threads: one, and must be called while there is only one. Secrets: the files have
 * codes of letters; nobody but their owner may read them. */
#ifndef CNOPS_CTL_EXPORT_FOLDER_H
#define CNOPS_CTL_EXPORT_FOLDER_H

#include "ctl/ctl.h"

typedef struct cnops_export_folder_t cnops_export_folder_t;

/* Makes the folder (mode 0700), or takes one that is empty, and starts the keeper. Prints what is
 * wrong. It is closed with ctl->pool; a folder that was made here and has no file then goes. */
cnops_exit_e cnops_export_folder_open(cnops_export_folder_t **pfolder, const cnops_ctl_t *ctl);

/* Writes a file of len bytes, mode 0600, under the temporary name of name (letters, digits, '-' and
 * '.'), and waits until it is on the disk. On an error nothing of it is left. */
apr_status_t cnops_export_folder_write(cnops_export_folder_t *folder, const char *name,
                                       const char *bytes, apr_size_t len);

/* The next act of the command makes the file valid. If the command is killed before it publishes or
 * discards the file, the keeper prints loss: what operators have to do, one line. */
apr_status_t cnops_export_folder_pledge(cnops_export_folder_t *folder, const char *loss);

/* Gives the file its name; or removes it. */
apr_status_t cnops_export_folder_publish(cnops_export_folder_t *folder);
apr_status_t cnops_export_folder_discard(cnops_export_folder_t *folder);

#endif
