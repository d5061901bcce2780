/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/engine.h"

#include "base/errors.h"

#include <apr_file_info.h>
#include <apr_reslist.h>
#include <apr_strings.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

struct cnops_engine_t {
    PangoFontMap *fonts;
    PangoContext *context;
};

struct cnops_engines_t {
    apr_reslist_t *list;
    FcConfig *config; /* read by all engines, changed by none */
};

/* --- fonts --- */

static apr_status_t forget_config(void *config)
{
    FcConfigDestroy(config);
    return APR_SUCCESS;
}

static bool is_font(const char *name)
{
    apr_size_t len = strlen(name);

    return len > 4 && (strcmp(name + len - 4, ".ttf") == 0 || strcmp(name + len - 4, ".otf") == 0);
}

static apr_status_t add_fonts(FcConfig *config, const char *folder, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t entry;
    apr_status_t rv = apr_dir_open(&dir, folder, pool);
    bool added = false;

    if (rv != APR_SUCCESS)
        return rv;
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        const char *path = apr_pstrcat(pool, folder, "/", entry.name, NULL);

        if (is_font(entry.name))
            added |= FcConfigAppFontAddFile(config, (const FcChar8 *)path) == FcTrue;
    }
    apr_dir_close(dir);
    return added ? APR_SUCCESS : APR_ENOENT;
}

/* --- one engine --- */

/* Nothing is fitted to the pixels of a screen: lines break at the same places everywhere. */
static void set_options(PangoContext *context)
{
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_destroy(options);
}

static apr_status_t make_engine(void **presource, void *params, apr_pool_t *pool)
{
    const cnops_engines_t *engines = params;
    cnops_engine_t *engine = apr_palloc(pool, sizeof *engine);

    engine->fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (!engine->fonts)
        return APR_ENOMEM;
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(engine->fonts), engines->config);
    /* Lengths are points: 72 of them are an inch. */
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(engine->fonts), 72.0);
    engine->context = pango_font_map_create_context(engine->fonts);
    set_options(engine->context);
    *presource = engine;
    return APR_SUCCESS;
}

static apr_status_t end_engine(void *resource, void *params, apr_pool_t *pool)
{
    cnops_engine_t *engine = resource;

    (void)params, (void)pool;
    g_object_unref(engine->context);
    g_object_unref(engine->fonts);
    return APR_SUCCESS;
}

/* --- the pool of engines --- */

apr_status_t cnops_engines_make(cnops_engines_t **pengines, const char **pfault,
                                const cnops_engines_config_t *config, apr_pool_t *pool)
{
    cnops_engines_t *engines = apr_pcalloc(pool, sizeof *engines);
    apr_status_t rv;

    *pengines = NULL;
    *pfault = "fontconfig cannot be used";
    if (!(engines->config = FcConfigCreate()))
        return APR_ENOMEM;
    apr_pool_cleanup_register(pool, engines->config, forget_config, apr_pool_cleanup_null);
    *pfault = apr_psprintf(pool, "no font in %s", config->fonts);
    if ((rv = add_fonts(engines->config, config->fonts, pool)) != APR_SUCCESS)
        return rv;
    rv = apr_reslist_create(&engines->list, 0, config->max, config->max, 0, make_engine, end_engine,
                            engines, pool);
    *pfault = "no memory for the engines of documents";
    if (rv != APR_SUCCESS)
        return rv;
    apr_reslist_timeout_set(engines->list, config->wait);
    *pfault = NULL;
    *pengines = engines;
    return APR_SUCCESS;
}

apr_status_t cnops_engines_take(cnops_engine_t **pengine, cnops_engines_t *engines)
{
    void *resource = NULL;
    apr_status_t rv = apr_reslist_acquire(engines->list, &resource);

    *pengine = resource;
    return APR_STATUS_IS_TIMEUP(rv) ? CNOPS_EUNAVAILABLE : rv;
}

void cnops_engines_give(cnops_engines_t *engines, cnops_engine_t *engine)
{
    apr_reslist_release(engines->list, engine);
}

/* Where the direction is left to Pango, a line that begins with digits would be of the other one.
 */
PangoLayout *cnops_engine_layout(const cnops_engine_t *engine, bool is_rtl)
{
    PangoLayout *layout;

    pango_context_set_base_dir(engine->context, is_rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    layout = pango_layout_new(engine->context);
    pango_layout_set_auto_dir(layout, FALSE);
    return layout;
}
