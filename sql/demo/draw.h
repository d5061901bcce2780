/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Draws of the demonstration's generators: the same numbers at every run. */
#ifndef CNOPS_DEMO_DRAW_H
#define CNOPS_DEMO_DRAW_H

#include <apr_general.h>
#include <stdbool.h>

#define DEMO_COUNT(table) ((apr_uint64_t)(sizeof(table) / sizeof *(table)))

/* The next number of this state; equal states give equal numbers. */
static inline apr_uint64_t demo_draw(apr_uint64_t *state)
{
    apr_uint64_t z = (*state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline apr_uint64_t demo_below(apr_uint64_t *state, apr_uint64_t bound)
{
    return demo_draw(state) % bound;
}

static inline bool demo_chance(apr_uint64_t *state, apr_uint64_t percent)
{
    return demo_below(state, 100) < percent;
}

#endif
