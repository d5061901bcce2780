/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the query of /espace/dossiers asks for: statut, annee, beneficiaire, reference and suite
 * (contract.md §9).
 *
 * Floor: pages. Threads: one request, one thread. */
#ifndef CNOPS_PAGES_CLAIM_SEARCH_H
#define CNOPS_PAGES_CLAIM_SEARCH_H

#include "core/claim/list.h"
#include "pages/frame/page.h"

typedef enum {
    CNOPS_SEARCH_STATUS,
    CNOPS_SEARCH_YEAR,
    CNOPS_SEARCH_BENEFICIARY,
    CNOPS_SEARCH_REFERENCE,
    CNOPS_SEARCH_PLACE,
    CNOPS_SEARCH_FIELDS /* their number */
} cnops_search_field_e;

typedef struct cnops_search_t {
    cnops_claim_filter_t filter;
    const char *beneficiary; /* its handle, or NULL */
    const char *reference;   /* NULL: none. It is exact, so the filter does not matter */
    bool has_place;
    cnops_claim_place_t place;
    const char *faults[CNOPS_SEARCH_FIELDS]; /* error codes; NULL: none */
    bool is_faulty;
} cnops_search_t;

/* A field that is empty asks for nothing. A value that is unknown is a fault. */
void cnops_search_read(cnops_search_t *psearch, const cnops_req_t *req,
                       cnops_claim_reader_t *reader, const cnops_claim_summary_t *summary);

/* Whether anything is asked for: a filter or a reference. */
bool cnops_search_is_narrow(const cnops_search_t *search);

/* Adds "fields", "errors" and "mistyped" to page data, as pages with forms have them. The reference
 * is not among the values: a stranger can write it into a link, and no text of a stranger may stand
 * in a compressed page beside what the page says of the member. */
void cnops_search_show(cnops_tree_t *data, const cnops_req_t *req, const cnops_search_t *search,
                       const cnops_claim_summary_t *summary);

/* The address of path with the same filter, on this host. place: suite, or NULL. */
const char *cnops_search_href(const cnops_req_t *req, const char *path,
                              const cnops_search_t *search, const char *place);

#endif
