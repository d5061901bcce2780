/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Letters as one text file, for a printing house that sets its own paper: each letter begins with a
 * line "# ID KIND LANG", and is in the language of its request.
 *
 * Floor: ctl. Threads: one. Secrets: the file has codes. */
#ifndef CNOPS_CTL_LETTERS_TEXT_H
#define CNOPS_CTL_LETTERS_TEXT_H

#include "ctl/letters.h"

/* Exports all letters that are due to the file, one transaction for each. What is in the file when
 * it fails is valid. */
apr_status_t cnops_letters_text(cnops_letters_t *letters, apr_file_t *file);

#endif
