/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Numbers that look random and come back the same for the same seed (splitmix64):
 * for drawing and joining sounds. Never for a secret: who sees some can tell the rest.
 *
 * Floor: base. Callers: view. Threads: one at a time for one cnops_noise_t. */
#ifndef CNOPS_BASE_NOISE_H
#define CNOPS_BASE_NOISE_H

#include <apr.h>

typedef struct cnops_noise_t {
    apr_uint64_t state; /* the seed, to begin with */
} cnops_noise_t;

/* 64 bits. */
apr_uint64_t cnops_noise_next(cnops_noise_t *noise);

/* Evenly from low up to high, which is not reached. */
double cnops_noise_between(cnops_noise_t *noise, double low, double high);

/* Evenly from 0 to count - 1; count at least 1. */
int cnops_noise_below(cnops_noise_t *noise, int count);

#endif
