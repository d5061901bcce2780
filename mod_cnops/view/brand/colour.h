/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Colours: their contrast (WCAG 2.2) and their shades, which are made in OKLab, so that a shade
 * keeps the hue that people see.
 *
 * Floor: view. Threads: any. Source: WCAG 2.2 "relative luminance"; Björn Ottosson, OKLab. */
#ifndef CNOPS_VIEW_BRAND_COLOUR_H
#define CNOPS_VIEW_BRAND_COLOUR_H

#include <apr_pools.h>
#include <stdbool.h>

/* sRGB, as in "#0f6b6b". */
typedef struct cnops_colour_t {
    unsigned char red, green, blue;
} cnops_colour_t;

#define CNOPS_WHITE ((cnops_colour_t){255, 255, 255})
#define CNOPS_BLACK ((cnops_colour_t){0, 0, 0})

/* text: "#" and six hexadecimal digits; false where it has another form, or is NULL. */
bool cnops_colour_parse(cnops_colour_t *pcolour, const char *text);
/* "#0f6b6b" */
const char *cnops_colour_text(cnops_colour_t colour, apr_pool_t *pool);

/* From 1 (the same) to 21 (black and white); the order does not matter. */
double cnops_colour_contrast(cnops_colour_t a, cnops_colour_t b);

/* The colour on its way to end, black or white. share: how far, from 0 to 1. */
cnops_colour_t cnops_colour_shade(cnops_colour_t colour, cnops_colour_t end, double share);

/* The nearest shade of colour, on its way to end, that has the contrast of ratio with against; end
 * itself where none has. */
cnops_colour_t cnops_colour_reach(cnops_colour_t colour, cnops_colour_t end, cnops_colour_t against,
                                  double ratio);

#endif
