/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What an element of the structure says beside its text.
 *
 * Floor: view, private to this room. Threads: any. */
#ifndef CNOPS_VIEW_DOCUMENT_ELEMENT_H
#define CNOPS_VIEW_DOCUMENT_ELEMENT_H

typedef struct cnops_element_t {
    const char *tag;   /* PDF 32000-1 §14.8.4: "P" */
    const char *lang;  /* of its text */
    const char *scope; /* of TH: "Row" or "Column"; else NULL */
    const char *alt;   /* of Figure: what it shows, in words; else NULL */
    double box[4];     /* of Figure: left, bottom, right, top on its page, in points */
} cnops_element_t;

#endif
