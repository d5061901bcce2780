/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/mail_look.h"

#include <string.h>

/* The code is the only number of six digits in an e-mail, so that programs find it. A colour of six
 * digits ends in a letter instead, which nobody sees. */
static const char *write_colour(cnops_colour_t colour, apr_pool_t *pool)
{
    const char *text = cnops_colour_text(colour, pool);

    if (strspn(text + 1, "0123456789") < 6)
        return text;
    colour.blue = (unsigned char)((colour.blue & 0xf0) | 0x0a);
    return cnops_colour_text(colour, pool);
}

static cnops_mail_shades_t write_shades(const cnops_shades_t *shades, apr_pool_t *pool)
{
    return (cnops_mail_shades_t){.primary = write_colour(shades->primary, pool),
                                 .on_primary = write_colour(shades->on_primary, pool),
                                 .heading = write_colour(shades->primary_deep, pool),
                                 .link = write_colour(shades->link, pool),
                                 .tint = write_colour(shades->primary_pale, pool),
                                 .accent = write_colour(shades->accent, pool)};
}

void cnops_mail_look_make(cnops_mail_look_t *look, const cnops_palette_t *palette, bool has_emblem,
                          apr_pool_t *pool)
{
    look->light = write_shades(&palette->light, pool);
    look->dark = write_shades(&palette->dark, pool);
    look->has_emblem = has_emblem;
}
