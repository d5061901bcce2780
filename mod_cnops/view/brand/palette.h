/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The palette of the pages, computed from the two colours of the institution, for light and for
 * dark themes. Whatever the two colours are, as long as they keep the rules, the texts for which
 * each shade is meant are readable: the contrasts below hold.
 *
 * Floor: view. Threads: any. */
#ifndef CNOPS_VIEW_BRAND_PALETTE_H
#define CNOPS_VIEW_BRAND_PALETTE_H

#include "base/faults.h"
#include "base/tree.h"
#include "view/brand/colour.h"

#define CNOPS_CONTRAST_TEXT   4.5 /* WCAG 2.2, 1.4.3 */
#define CNOPS_CONTRAST_STRONG 7.0 /* WCAG 2.2, 1.4.6 */

/* The grounds and texts of app.css that are not of the brand. The style sheet must not use darker
 * grounds in light themes, lighter ones in dark themes, or texts with less contrast. */
#define CNOPS_INK ((cnops_colour_t){0x1a, 0x2b, 0x2f}) /* text, in light themes */
#define CNOPS_LIGHT_GROUND                                                                         \
    ((cnops_colour_t){0xf3, 0xec, 0xde}) /* the darkest one of light themes */
#define CNOPS_DARK_GROUND                                                                          \
    ((cnops_colour_t){0x24, 0x2e, 0x32})                     /* the lightest ground of dark ones */
#define CNOPS_DARK_TEXT ((cnops_colour_t){0xe4, 0xea, 0xec}) /* text, in dark themes */

typedef struct cnops_shades_t {
    cnops_colour_t primary;      /* buttons: 4.5 with on_primary; with the dark ground too */
    cnops_colour_t primary_deep; /* headings: 7 with the ground, 4.5 with primary_pale; light in
                                  * dark themes */
    cnops_colour_t primary_pale; /* a tinted ground: 7 with text, 4.5 with link */
    cnops_colour_t on_primary;   /* text on primary */
    cnops_colour_t accent;       /* 4.5 with ink in light themes, with the ground in dark ones */
    cnops_colour_t accent_pale;  /* a tinted ground: 7 with text, 4.5 with link */
    cnops_colour_t link;         /* 4.5 with the ground and with both tinted grounds */
} cnops_shades_t;

typedef struct cnops_palette_t {
    cnops_shades_t light, dark;
} cnops_palette_t;

/* colours: {primary, accent} of the institution. Adds a fault for each colour that breaks its rule,
 * with the contrast that was measured and a near colour that keeps it. A colour that is missing or
 * is none is not reported: that is for the schema. False where there is no palette. */
bool cnops_palette_make(cnops_palette_t *ppalette, cnops_faults_t *faults,
                        const cnops_tree_t *colours, apr_pool_t *pool);

#endif
