/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Prints a care sheet (feuille de soins): the form that a member, a doctor, a pharmacist and others
 * fill in with a pen, and that is sent to be refunded.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: a personalised sheet has names and
 * numbers of the member; it goes to the member alone. */
#ifndef CNOPS_PAGES_SHEET_SHEET_H
#define CNOPS_PAGES_SHEET_SHEET_H

#include "core/ports.h"
#include "pages/frame/request.h"

typedef struct cnops_sheet_t {
    cnops_scheme_e scheme;
    /* Of the institution's file: where public-sector members send the sheet. NULL: not known, and
     * there is a line to write it on. */
    const cnops_tree_t *mutuelle;
    const char *mutuelle_name; /* as the record spells it, where mutuelle is NULL; may be NULL */
    /* The insured member; NULL in a blank sheet, which has boxes for them instead. */
    const char *name, *name_ar, *immatriculation, *affiliation_no;
    apr_time_t made_at; /* the day, from which the file has its date */
} cnops_sheet_t;

/* *pbytes: the *plen bytes of the PDF file, in the request's pool. CNOPS_ENOENGINE where too many
 * papers are asked for. */
apr_status_t cnops_sheet_print(const char **pbytes, apr_size_t *plen, const cnops_req_t *req,
                               const cnops_sheet_t *sheet);

#endif
