/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Engines that set text: each has a font map with warm fonts and a thread, and draws one document
 * at a time.
 *
 * Floor: view. Threads: the pool serves all threads of a process; an engine belongs to one thread
 * at a time, because Pango's font maps do. Nothing is written to a file.
 *
 * Their number is bounded, so that a flood of papers slows only papers. A font map for each
 * document would cost 3.6 times as much as a kept one. The fonts are the portal's own
 * (htdocs/build-documents), found by a configuration of fontconfig that knows no others: the same
 * text gives the same bytes on each machine that has the same release. */
#ifndef CNOPS_VIEW_DOCUMENT_ENGINE_H
#define CNOPS_VIEW_DOCUMENT_ENGINE_H

#include <apr_pools.h>
#include <apr_time.h>
#include <pango/pango.h>
#include <stdbool.h>

typedef struct cnops_engines_t cnops_engines_t;
typedef struct cnops_engine_t cnops_engine_t;

typedef struct cnops_engines_config_t {
    const char *fonts;        /* folder of the font files */
    int max;                  /* engines of this process */
    apr_interval_time_t wait; /* how long cnops_engines_take waits for one, in µs */
} cnops_engines_config_t;

/* Made at start-up; each process makes its own engines, when they are first needed. *pfault: what
 * is wrong with the fonts. */
apr_status_t cnops_engines_make(cnops_engines_t **pengines, const char **pfault,
                                const cnops_engines_config_t *config, apr_pool_t *pool);

/* Who waits for an engine keeps a thread of httpd from the pages: this many may wait for each. */
#define CNOPS_ENGINES_QUEUE 4

/* CNOPS_ENOENGINE where all are busy for too long, and at once where too many wait already. */
apr_status_t cnops_engines_take(cnops_engine_t **pengine, cnops_engines_t *engines);
void cnops_engines_give(cnops_engines_t *engines, cnops_engine_t *engine);

typedef void cnops_engine_work_fn(void *closure);

/* Does the work in the thread of the engine, at the lowest priority, and waits for it: papers take
 * only the time of processors that pages leave. */
void cnops_engine_run(cnops_engine_t *engine, cnops_engine_work_fn *work, void *closure);

/* How many have an engine or wait for one. */
int cnops_engines_asked(cnops_engines_t *engines);

/* --- for the files of this room --- */

/* A layout of the engine, which the caller frees with g_object_unref. is_rtl: the direction of its
 * paragraph. */
PangoLayout *cnops_engine_layout(const cnops_engine_t *engine, bool is_rtl);

/* Whether a font has this letter (a number of Unicode). */
bool cnops_engine_has(const cnops_engine_t *engine, unsigned letter);

#endif
