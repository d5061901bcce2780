/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/engine.h"

#include "base/errors.h"
#include "view/document/quiet_thread.h"

#include <apr_atomic.h>
#include <apr_file_info.h>
#include <apr_reslist.h>
#include <apr_strings.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

struct cnops_engine_t {
    PangoFontMap *fonts;
    PangoContext *contexts[2]; /* one for each direction, so that a layout stays valid */
    const FcCharSet *letters;
    cnops_quiet_thread_t *thread;
};

/* All but asked is made once, and changed by nobody. */
struct cnops_engines_t {
    apr_reslist_t *list;
    FcConfig *config;
    FcCharSet *letters;          /* those that one of the fonts has */
    apr_uint32_t most;           /* who may have an engine or wait for one, at a time */
    volatile apr_uint32_t asked; /* who has one or waits */
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

static apr_status_t forget_letters(void *letters)
{
    FcCharSetDestroy(letters);
    return APR_SUCCESS;
}

static apr_status_t collect_letters(cnops_engines_t *engines, apr_pool_t *pool)
{
    const FcFontSet *fonts = FcConfigGetFonts(engines->config, FcSetApplication);

    if (!(engines->letters = FcCharSetCreate()))
        return APR_ENOMEM;
    apr_pool_cleanup_register(pool, engines->letters, forget_letters, apr_pool_cleanup_null);
    for (int i = 0; fonts && i < fonts->nfont; i++) {
        FcCharSet *letters;

        if (FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &letters) == FcResultMatch &&
            !FcCharSetMerge(engines->letters, letters, NULL))
            return APR_ENOMEM;
    }
    return APR_SUCCESS;
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

static PangoContext *make_context(PangoFontMap *fonts, PangoDirection direction)
{
    PangoContext *context = pango_font_map_create_context(fonts);

    set_options(context);
    pango_context_set_base_dir(context, direction);
    return context;
}

static apr_status_t make_engine(void **presource, void *params, apr_pool_t *pool)
{
    const cnops_engines_t *engines = params;
    cnops_engine_t *engine = apr_palloc(pool, sizeof *engine);
    apr_status_t rv;

    if ((rv = cnops_quiet_thread_start(&engine->thread, pool)) != APR_SUCCESS)
        return rv;
    engine->letters = engines->letters;
    engine->fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(engine->fonts), engines->config);
    /* Lengths are points: 72 of them are an inch. */
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(engine->fonts), 72.0);
    engine->contexts[false] = make_context(engine->fonts, PANGO_DIRECTION_LTR);
    engine->contexts[true] = make_context(engine->fonts, PANGO_DIRECTION_RTL);
    *presource = engine;
    return APR_SUCCESS;
}

static apr_status_t end_engine(void *resource, void *params, apr_pool_t *pool)
{
    cnops_engine_t *engine = resource;

    (void)params, (void)pool;
    g_object_unref(engine->contexts[false]);
    g_object_unref(engine->contexts[true]);
    g_object_unref(engine->fonts);
    return APR_SUCCESS;
}

/* --- the pool of engines --- */

/* Engines are made while requests are served, under the lock of the list: its memory is not that of
 * a pool which other threads use. */
static apr_status_t make_own_pool(apr_pool_t **pown, apr_pool_t *pool)
{
    apr_allocator_t *allocator;
    apr_status_t rv;

    if ((rv = apr_allocator_create(&allocator)) != APR_SUCCESS)
        return rv;
    if ((rv = apr_pool_create_ex(pown, pool, NULL, allocator)) == APR_SUCCESS)
        apr_allocator_owner_set(allocator, *pown);
    return rv;
}

static apr_status_t make_list(cnops_engines_t *engines, const cnops_engines_config_t *config,
                              apr_pool_t *pool)
{
    apr_pool_t *own;
    apr_status_t rv;

    if ((rv = make_own_pool(&own, pool)) != APR_SUCCESS)
        return rv;
    rv = apr_reslist_create(&engines->list, 0, config->max, config->max, 0, make_engine, end_engine,
                            engines, own);
    if (rv == APR_SUCCESS)
        apr_reslist_timeout_set(engines->list, config->wait);
    return rv;
}

apr_status_t cnops_engines_make(cnops_engines_t **pengines, const char **pfault,
                                const cnops_engines_config_t *config, apr_pool_t *pool)
{
    cnops_engines_t *engines = apr_pcalloc(pool, sizeof *engines);
    apr_status_t rv;

    engines->most = (apr_uint32_t)config->max * (1 + CNOPS_ENGINES_QUEUE);
    *pengines = NULL;
    *pfault = "fontconfig cannot be used";
    if (!(engines->config = FcConfigCreate()))
        return APR_ENOMEM;
    apr_pool_cleanup_register(pool, engines->config, forget_config, apr_pool_cleanup_null);
    *pfault = apr_psprintf(pool, "no font in %s", config->fonts);
    if ((rv = add_fonts(engines->config, config->fonts, pool)) != APR_SUCCESS)
        return rv;
    *pfault = "no memory for the engines of documents";
    if ((rv = collect_letters(engines, pool)) != APR_SUCCESS)
        return rv;
    if ((rv = make_list(engines, config, pool)) != APR_SUCCESS)
        return rv;
    *pfault = NULL;
    *pengines = engines;
    return APR_SUCCESS;
}

apr_status_t cnops_engines_take(cnops_engine_t **pengine, cnops_engines_t *engines)
{
    void *resource = NULL;
    apr_status_t rv = CNOPS_ENOENGINE;

    *pengine = NULL;
    if (apr_atomic_inc32(&engines->asked) < engines->most)
        rv = apr_reslist_acquire(engines->list, &resource);
    if (rv != APR_SUCCESS) {
        apr_atomic_dec32(&engines->asked);
        return APR_STATUS_IS_TIMEUP(rv) ? CNOPS_ENOENGINE : rv;
    }
    *pengine = resource;
    return APR_SUCCESS;
}

void cnops_engines_give(cnops_engines_t *engines, cnops_engine_t *engine)
{
    apr_reslist_release(engines->list, engine);
    apr_atomic_dec32(&engines->asked);
}

int cnops_engines_asked(cnops_engines_t *engines)
{
    return (int)apr_atomic_read32(&engines->asked);
}

void cnops_engine_run(cnops_engine_t *engine, cnops_engine_work_fn *work, void *closure)
{
    cnops_quiet_thread_run(engine->thread, work, closure);
}

/* Where the direction is left to Pango, a line that begins with digits would be of the other one.
 */
PangoLayout *cnops_engine_layout(const cnops_engine_t *engine, bool is_rtl)
{
    PangoLayout *layout = pango_layout_new(engine->contexts[is_rtl]);

    pango_layout_set_auto_dir(layout, FALSE);
    return layout;
}

bool cnops_engine_has(const cnops_engine_t *engine, unsigned letter)
{
    return FcCharSetHasChar(engine->letters, letter);
}
