/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/palette.h"

/* --- the rules --- */

/* A colour of the institution, and the text that is written on it. */
typedef struct rule_t {
    const char *name;
    cnops_colour_t text;
    cnops_colour_t end; /* the way to it raises the contrast */
    const char *text_name;
} rule_t;

/* Two places after the point, cut and not rounded: 4.499 must not be told as 4.50. apr_psprintf
 * would round. */
static int hundredths(double ratio)
{
    return (int)(ratio * 100);
}

static bool read_colour(cnops_colour_t *pcolour, cnops_faults_t *faults,
                        const cnops_tree_t *colours, const rule_t *rule, apr_pool_t *pool)
{
    double ratio;

    if (!cnops_colour_parse(pcolour, cnops_tree_text(colours, rule->name)))
        return false;
    ratio = cnops_colour_contrast(*pcolour, rule->text);
    if (ratio >= CNOPS_CONTRAST_TEXT)
        return true;
    cnops_faults_add(
        faults,
        "/colours/%s: %s has a contrast of %d.%02d with %s text, and 4.50 is needed "
        "to read it; for example \"%s\"",
        rule->name, cnops_colour_text(*pcolour, pool), hundredths(ratio) / 100,
        hundredths(ratio) % 100, rule->text_name,
        cnops_colour_text(cnops_colour_reach(*pcolour, rule->end, rule->text, CNOPS_CONTRAST_TEXT),
                          pool));
    return false;
}

/* --- the shades --- */

static cnops_colour_t darken(cnops_colour_t colour, cnops_colour_t against, double ratio)
{
    return cnops_colour_reach(colour, CNOPS_BLACK, against, ratio);
}

static cnops_colour_t lighten(cnops_colour_t colour, cnops_colour_t against, double ratio)
{
    return cnops_colour_reach(colour, CNOPS_WHITE, against, ratio);
}

static void make_light(cnops_shades_t *light, cnops_colour_t primary, cnops_colour_t accent)
{
    light->primary = primary;
    light->on_primary = CNOPS_WHITE;
    light->primary_pale = cnops_colour_shade(primary, CNOPS_WHITE, 0.9);
    light->accent = accent;
    light->accent_pale = cnops_colour_shade(accent, CNOPS_WHITE, 0.8);
    light->primary_deep = darken(cnops_colour_shade(primary, CNOPS_BLACK, 0.25),
                                 light->primary_pale, CNOPS_CONTRAST_STRONG);
    light->primary_deep = darken(light->primary_deep, CNOPS_LIGHT_GROUND, CNOPS_CONTRAST_STRONG);
    light->link = darken(primary, CNOPS_LIGHT_GROUND, CNOPS_CONTRAST_TEXT);
    light->link = darken(light->link, light->primary_pale, CNOPS_CONTRAST_TEXT);
    light->link = darken(light->link, light->accent_pale, CNOPS_CONTRAST_TEXT);
}

static void make_dark(cnops_shades_t *dark, cnops_colour_t primary, cnops_colour_t accent)
{
    dark->primary = lighten(cnops_colour_shade(primary, CNOPS_WHITE, 0.4), CNOPS_DARK_GROUND,
                            CNOPS_CONTRAST_TEXT);
    dark->on_primary = darken(cnops_colour_shade(dark->primary, CNOPS_BLACK, 0.8), dark->primary,
                              CNOPS_CONTRAST_TEXT);
    dark->primary_pale = darken(cnops_colour_shade(primary, CNOPS_BLACK, 0.4), CNOPS_DARK_TEXT,
                                CNOPS_CONTRAST_STRONG);
    dark->accent = lighten(accent, CNOPS_DARK_GROUND, CNOPS_CONTRAST_TEXT);
    dark->accent_pale = darken(cnops_colour_shade(accent, CNOPS_BLACK, 0.7), CNOPS_DARK_TEXT,
                               CNOPS_CONTRAST_STRONG);
    dark->primary_deep = lighten(cnops_colour_shade(primary, CNOPS_WHITE, 0.7), CNOPS_DARK_GROUND,
                                 CNOPS_CONTRAST_STRONG);
    dark->primary_deep = lighten(dark->primary_deep, dark->primary_pale, CNOPS_CONTRAST_TEXT);
    dark->link = lighten(cnops_colour_shade(primary, CNOPS_WHITE, 0.5), CNOPS_DARK_GROUND,
                         CNOPS_CONTRAST_TEXT);
    dark->link = lighten(dark->link, dark->primary_pale, CNOPS_CONTRAST_TEXT);
    dark->link = lighten(dark->link, dark->accent_pale, CNOPS_CONTRAST_TEXT);
}

bool cnops_palette_make(cnops_palette_t *ppalette, cnops_faults_t *faults,
                        const cnops_tree_t *colours, apr_pool_t *pool)
{
    const rule_t of_primary = {"primary", CNOPS_WHITE, CNOPS_BLACK, "white"};
    const rule_t of_accent = {"accent", CNOPS_INK, CNOPS_WHITE, "dark"};
    cnops_colour_t primary, accent;
    bool has_primary = read_colour(&primary, faults, colours, &of_primary, pool);
    bool has_accent = read_colour(&accent, faults, colours, &of_accent, pool);

    if (!has_primary || !has_accent)
        return false;
    make_light(&ppalette->light, primary, accent);
    make_dark(&ppalette->dark, primary, accent);
    return true;
}
