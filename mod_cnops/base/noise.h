/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A pseudo-random generator (splitmix64) for captchas: the same seed always gives the same
 * numbers, hence the same image and the same sound. Never use it for a secret: an observer
 * of some numbers can compute all others.
 *
 * Floor: base. Threads: a cnops_noise_t belongs to one thread. Source: S. Vigna,
 * splitmix64.c. */
#ifndef CNOPS_BASE_NOISE_H
#define CNOPS_BASE_NOISE_H

#include <apr.h>

typedef struct cnops_noise_t {
    apr_uint64_t state; /* set it to the seed */
} cnops_noise_t;

/* The next 64 bits. */
apr_uint64_t cnops_noise_next(cnops_noise_t *noise);

/* A number from low (included) to high (excluded), evenly distributed. */
double cnops_noise_between(cnops_noise_t *noise, double low, double high);

/* An integer from 0 to count - 1, nearly evenly distributed. count is at least 1. */
int cnops_noise_below(cnops_noise_t *noise, int count);

#endif
