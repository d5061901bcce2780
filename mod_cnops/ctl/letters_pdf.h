/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Letters as PDF files for a printing house: a page each, in French and Arabic, with the address
 * where the window of an envelope shows it. At most CNOPS_LETTER_BATCH_MAX letters a file.
 *
 * Floor: ctl. Threads: one. Secrets: the files have codes. Memory: that of one file, and the
 * numbers of the requests. */
#ifndef CNOPS_CTL_LETTERS_PDF_H
#define CNOPS_CTL_LETTERS_PDF_H

#include "ctl/export_folder.h"
#include "ctl/letters.h"

typedef struct cnops_letters_pdf_t {
    cnops_letters_t *letters;
    cnops_export_folder_t *folder;
    int per_file;        /* letters at most: CNOPS_LETTER_BATCH_MAX */
    cnops_tree_t *files; /* filled here: list of {file, batch, letters} */

    /* where it fails */
    const char *fault; /* of a document that could not be made; NULL: none */
    const char *loss; /* what operators must do about letters that may be marked and are in no file;
                       * NULL: nothing is lost, the next call exports the others */
} cnops_letters_pdf_t;

/* Exports all letters that are due. A file is published after one transaction has marked its
 * letters. Requests that change meanwhile get no letter. */
apr_status_t cnops_letters_pdf(cnops_letters_pdf_t *pdf);

#endif
