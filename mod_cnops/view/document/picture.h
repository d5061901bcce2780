/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Pictures of documents, as PDF has them (PDF 32000-1 §8.9.5, §8.10): cairo would unpack a PNG file
 * and pack its points again for each document, and write each number of a drawing three times.
 *
 * Floor: view, private to this room. Threads: any; a picture is read-only once made.
 *
 * cairo draws a stand-in, whose width says which picture it stands for. view/document/finish.c puts
 * the picture in its place. */
#ifndef CNOPS_VIEW_DOCUMENT_PICTURE_H
#define CNOPS_VIEW_DOCUMENT_PICTURE_H

#include "view/document/flow.h"

/* Packs a PNG file into memory of pool. CNOPS_EMALFORMED: it is no PNG file. */
apr_status_t cnops_picture_pack(cnops_document_picture_t *picture, const char *name,
                                const char *png, apr_size_t len, apr_pool_t *pool);

/* Where a picture stands, in points. */
typedef struct cnops_picture_box_t {
    double x, y, width, height;
} cnops_picture_box_t;

/* Draws a stand-in, and adds the picture to flow->pictures. The picture lives as long as the flow.
 */
void cnops_picture_place(cnops_flow_t *flow, const cnops_document_picture_t *picture,
                         const cnops_picture_box_t *box);

/* The number in flow->pictures of the picture for which an image of this size stands; -1: none. */
int cnops_picture_number(int width, int height);

#endif
