/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/sheet.h"

#include "base/buffer.h"

#include <apr_strings.h>

static void add_shades(cnops_buffer_t *out, const cnops_shades_t *shades)
{
    const struct {
        const char *name;
        cnops_colour_t colour;
    } rows[] = {{"primary", shades->primary},
                {"primary-deep", shades->primary_deep},
                {"primary-pale", shades->primary_pale},
                {"on-primary", shades->on_primary},
                {"accent", shades->accent},
                {"accent-pale", shades->accent_pale},
                {"link", shades->link}};

    for (apr_size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cnops_buffer_add_text(out, apr_psprintf(out->pool, "  --%s: %s;\n", rows[i].name,
                                                cnops_colour_text(rows[i].colour, out->pool)));
}

/* Only the family: app.css says what follows it. */
static void add_family(cnops_buffer_t *out, const char *name, const char *family)
{
    if (family)
        cnops_buffer_add_text(out, apr_psprintf(out->pool, "  --face-%s: \"%s\";\n", name, family));
}

static void add_file(cnops_buffer_t *out, const cnops_tree_t *file)
{
    cnops_buffer_add_text(
        out, apr_psprintf(out->pool,
                          "@font-face {\n  font-family: \"%s\";\n  font-weight: %" APR_INT64_T_FMT
                          ";\n  font-display: swap;\n  src: url(\"%s\") format(\"woff2\");\n}\n",
                          cnops_tree_text(file, "family"), cnops_tree_int(file, "weight", 400),
                          cnops_tree_text(file, "file")));
}

const char *cnops_sheet_write(const cnops_palette_t *palette, const cnops_tree_t *face,
                              apr_pool_t *pool)
{
    const cnops_tree_t *files = cnops_tree_get(face, "files");
    cnops_buffer_t out;

    cnops_buffer_init(&out, 1024, pool);
    for (const cnops_tree_t *file = files ? files->first : NULL; file; file = file->next)
        add_file(&out, file);
    cnops_buffer_add_text(&out, ":root {\n");
    add_shades(&out, &palette->light);
    add_family(&out, "latin", cnops_tree_text(face, "latin"));
    add_family(&out, "arabic", cnops_tree_text(face, "arabic"));
    cnops_buffer_add_text(&out, "}\n@media (prefers-color-scheme: dark) {\n:root {\n");
    add_shades(&out, &palette->dark);
    cnops_buffer_add_text(&out, "}\n}\n");
    return cnops_buffer_text(&out);
}
