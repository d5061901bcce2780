/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* An export of letters: what it has read, what it has written so far, and which requests it is for.
 *
 * Floor: ctl. Threads: one. */
#ifndef CNOPS_CTL_LETTERS_H
#define CNOPS_CTL_LETTERS_H

#include "core/request/letter.h"
#include "core/request/letter_batch.h"
#include "ctl/ctl.h"
#include "ctl/portal.h"
#include "view/brand/brand.h"
#include "view/view.h"

typedef struct cnops_letters_t {
    cnops_ctl_t *ctl;
    cnops_portal_t *portal;
    const cnops_view_t *view;
    const cnops_tree_t *site; /* the institution */
    const cnops_brand_t *brand;
    cnops_operator_t by;
    apr_time_t began_at;         /* of this run: the names of its batches are made of it */
    bool all;                    /* also letters that were exported before */
    bool some;                   /* only those of span */
    cnops_letter_span_t span;    /* of an earlier export */
    apr_int64_t written;         /* letters */
    apr_int64_t without_address; /* requests of persons without an address on file */
    apr_int64_t left; /* requests for which a run has no more files: the next run exports them */
} cnops_letters_t;

/* Whether a letter is to be made for this request. */
bool cnops_letters_is_due(const cnops_letters_t *letters, const cnops_request_t *request);

/* Fills data, what both forms of a letter say: kind, name, address, postal_code, city, email and
 * phone (masked). lang: "ar" for the name in Arabic letters where the record has it. *pfound: the
 * person has an address on file. */
apr_status_t cnops_letters_fill(bool *pfound, cnops_tree_t *data, const cnops_letters_t *letters,
                                const cnops_request_t *request, const char *lang, apr_pool_t *pool);

#endif
