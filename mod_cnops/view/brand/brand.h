/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The appearance that the institution gives to the portal: the files that browsers load for it,
 * kept in memory. Their folder is named after the content of all of them, so that browsers may keep
 * them for a year.
 *
 * Floor: view. Threads: made at start-up, read-only afterwards. */
#ifndef CNOPS_VIEW_BRAND_BRAND_H
#define CNOPS_VIEW_BRAND_BRAND_H

#include "base/faults.h"
#include "base/tree.h"
#include "view/brand/colour.h"
#include "view/mail.h"

#include <apr_tables.h>

typedef struct cnops_brand_file_t {
    const char *name; /* "couleurs.css" */
    const char *type; /* for Content-Type */
    const char *bytes;
    apr_size_t len;
} cnops_brand_file_t;

typedef struct cnops_brand_t {
    const char *folder;        /* 16 hexadecimal digits */
    const char *style;         /* address of the sheet: "/mon_compte/marque/…/couleurs.css" */
    const char *emblem;        /* address of the drawing */
    const char *theme;         /* "#0b4650": for the frame of the browser */
    apr_array_header_t *files; /* of cnops_brand_file_t: what is served */
    /* For e-mails, not served; NULL: the institution has none. */
    const cnops_brand_file_t *emblem_png;
    cnops_mail_look_t mail;         /* the appearance of e-mails */
    cnops_colour_t primary, accent; /* as the institution gives them: for documents */
} cnops_brand_t;

/* Makes the brand of an institution (view/brand/institution.h), whose file is at path; the files
 * that it names are beside it. mount: "/mon_compte" or "". NULL, and lines in faults, where
 * something is wrong with a colour or a file; also NULL, without a line, where something is missing
 * that the schema asks for. */
const cnops_brand_t *cnops_brand_make(cnops_faults_t *faults, const cnops_tree_t *institution,
                                      const char *path, const char *mount, apr_pool_t *pool);

/* The served file at a path below "/marque/": "0123456789abcdef/couleurs.css"; NULL where there is
 * none. */
const cnops_brand_file_t *cnops_brand_file(const cnops_brand_t *brand, const char *path);

#endif
