/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The command export letters: makes a letter for each open request that has none yet. The code of a
 * letter is in the exported file only; the database has its digest. */
#include "base/language.h"
#include "ctl/casework.h"
#include "ctl/export_file.h"
#include "ctl/letters_pdf.h"
#include "ctl/letters_text.h"
#include "ctl/site.h"

#include <string.h>

/* --- what is needed --- */

static cnops_exit_e read_again(cnops_letters_t *letters)
{
    const char *again = letters->ctl->again;

    letters->all = again && strcmp(again, "all") == 0;
    letters->some = again && !letters->all;
    if (letters->some && !cnops_letter_batch_parse(&letters->span, again))
        return cnops_ctl_refuse(letters->ctl,
                                "--again %s: want the batch of an earlier export, as in "
                                "20261130T215200Z-001 (a file) or 20261130T215200Z (all of its "
                                "files), or all",
                                again);
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e load_texts(cnops_letters_t *letters)
{
    const cnops_ctl_t *ctl = letters->ctl;
    const char *fault = NULL;
    cnops_exit_e verdict = cnops_ctl_brand(&letters->site, &letters->brand, ctl);

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    if (cnops_view_load(&letters->view, &fault, ctl->htdocs, "", cnops_languages, ctl->pool) !=
        APR_SUCCESS)
        return cnops_ctl_refuse(ctl, "--htdocs %s: %s", ctl->htdocs,
                                fault ? fault : "it cannot be read");
    return CNOPS_EXIT_DONE;
}

static cnops_exit_e open_portal(cnops_letters_t *letters)
{
    cnops_exit_e verdict = cnops_portal_open(&letters->portal, letters->ctl);

    if (verdict == CNOPS_EXIT_DONE)
        letters->began_at = cnops_core_now(&letters->portal->core);
    return verdict;
}

static cnops_exit_e report(const cnops_letters_t *letters, cnops_tree_t *files)
{
    cnops_ctl_t *ctl = letters->ctl;
    cnops_tree_t *tree = cnops_tree_object(ctl->pool);

    if (letters->some && !letters->written && !letters->without_address)
        return cnops_ctl_refuse(ctl, "no open request has a letter of batch %s", ctl->again);
    cnops_tree_set_int(tree, "letters", letters->written);
    cnops_tree_set_int(tree, "without_address", letters->without_address);
    if (letters->written)
        cnops_tree_set_text(
            tree, "batch",
            cnops_letter_batch_name(cnops_letter_batch_at(letters->began_at, 0), ctl->pool));
    if (letters->left)
        cnops_tree_set_int(tree, "left", letters->left);
    if (files)
        cnops_tree_set(tree, "files", files);
    cnops_casework_print(ctl, tree);
    return CNOPS_EXIT_DONE;
}

/* --- the text file --- */

/* The letters that are in the file already are valid, so a file with letters stays. */
static cnops_exit_e report_text_failure(const cnops_letters_t *letters, apr_file_t *file,
                                        apr_status_t rv)
{
    const cnops_ctl_t *ctl = letters->ctl;

    if (!letters->written) {
        /* A next call would refuse to write over it. */
        cnops_export_file_discard(file, ctl);
        return cnops_casework_failed(ctl, letters->portal, rv);
    }
    return cnops_ctl_refuse(ctl, "only %" APR_INT64_T_FMT " letter(s) are in %s: status %d %s",
                            letters->written, ctl->operands[0], rv,
                            letters->portal->database->failure);
}

static cnops_exit_e export_text(cnops_letters_t *letters)
{
    apr_file_t *file;
    cnops_exit_e verdict = cnops_export_file_open(&file, letters->ctl, "letters are");
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE)
        return verdict;
    if ((verdict = open_portal(letters)) != CNOPS_EXIT_DONE) {
        cnops_export_file_discard(file, letters->ctl);
        return verdict;
    }
    rv = cnops_letters_text(letters, file);
    return rv == APR_SUCCESS ? report(letters, NULL) : report_text_failure(letters, file, rv);
}

/* --- the PDF files --- */

static cnops_exit_e report_pdf_failure(const cnops_letters_pdf_t *pdf, apr_status_t rv)
{
    const cnops_letters_t *letters = pdf->letters;
    const cnops_ctl_t *ctl = letters->ctl;

    if (pdf->fault)
        return cnops_ctl_refuse(ctl, "no document can be made: %s", pdf->fault);
    if (letters->written)
        cnops_ctl_refuse(ctl,
                         "only %" APR_INT64_T_FMT " letter(s) are in %s; they are good. The others "
                         "are exported by the next call, to another folder",
                         letters->written, ctl->operands[0]);
    if (pdf->loss)
        cnops_ctl_refuse(ctl, "%s", pdf->loss);
    return cnops_ctl_refuse(ctl, "%s: status %d %s", letters->written ? "why" : "no file was made",
                            rv, letters->portal->database->failure);
}

static cnops_exit_e export_pdf(cnops_letters_t *letters)
{
    cnops_letters_pdf_t pdf = {.letters = letters,
                               .per_file = CNOPS_LETTER_BATCH_MAX,
                               .files = cnops_tree_list(letters->ctl->pool)};
    cnops_exit_e verdict = cnops_export_folder_open(&pdf.folder, letters->ctl);
    apr_status_t rv;

    if (verdict != CNOPS_EXIT_DONE || (verdict = open_portal(letters)) != CNOPS_EXIT_DONE)
        return verdict;
    rv = cnops_letters_pdf(&pdf);
    return rv == APR_SUCCESS ? report(letters, pdf.files) : report_pdf_failure(&pdf, rv);
}

cnops_exit_e cnops_command_export_letters(cnops_ctl_t *ctl)
{
    cnops_letters_t letters = {.ctl = ctl};
    cnops_exit_e verdict;

    if ((verdict = cnops_casework_operator(&letters.by, ctl)) != CNOPS_EXIT_DONE ||
        (verdict = read_again(&letters)) != CNOPS_EXIT_DONE ||
        (verdict = load_texts(&letters)) != CNOPS_EXIT_DONE)
        return verdict;
    return ctl->text ? export_text(&letters) : export_pdf(&letters);
}
