/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The HTML half of an e-mail: the paragraphs of its text, in the appearance of the portal
 * (htdocs/templates/message/page.html).
 *
 * Floor: view. Threads: any. Secrets: the text may hold a code. What is made here is wiped, but for
 * the result, which is wiped with its pool. */
#ifndef CNOPS_VIEW_MAIL_H
#define CNOPS_VIEW_MAIL_H

#include "view/view.h"

/* Colours as "#0f6b6b". */
typedef struct cnops_mail_shades_t {
    const char *primary, *on_primary; /* a button and its label */
    const char *heading, *link;
    const char *tint; /* the ground of a code */
    const char *accent;
} cnops_mail_shades_t;

typedef struct cnops_mail_look_t {
    cnops_mail_shades_t light, dark;
    bool has_emblem; /* the page names a picture, which the courier adds (courier/email.h) */
} cnops_mail_look_t;

typedef struct cnops_mail_t {
    const char *subject, *text; /* paragraphs with blank lines between them */
    const char *lang;
    const char *code; /* a paragraph of its own; NULL: none */
    const char *url;  /* of the portal: addresses that begin with it become links. NULL: none */
    const cnops_tree_t *site; /* cnops_mail_site */
    const cnops_mail_look_t *look;
} cnops_mail_t;

/* What the text of an e-mail has as "site": a copy of the institution's texts, with a telephone
 * number in which no line breaks. An SMS has the institution itself, because a no-break blank
 * halves the number of characters that fit. */
cnops_tree_t *cnops_mail_site(const cnops_tree_t *institution, apr_pool_t *pool);

/* A paragraph of two lines, "[Label]" and an address of the portal, becomes a button with the
 * address under it; the number of the call centre becomes a link wherever it stands. As
 * cnops_view_render. */
apr_status_t cnops_mail_page(const char **phtml, const cnops_view_t *view, const cnops_mail_t *mail,
                             apr_pool_t *pool);

#endif
