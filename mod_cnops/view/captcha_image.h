/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Digits as a picture that people read and machines stumble over.
 *
 * Floor: view. Callers: pages. Threads: any.
 *
 * Our own strokes, not a font: nothing to install, nothing to open in a request, and no
 * training set has them. Each digit is bent, turned and weighted by chance, neighbours touch, and
 * strokes of the same colour and weight run through them. The same digits and seed give the same
 * bytes. */
#ifndef CNOPS_VIEW_CAPTCHA_IMAGE_H
#define CNOPS_VIEW_CAPTCHA_IMAGE_H

#include <apr_pools.h>

#define CNOPS_CAPTCHA_IMAGE_WIDTH  200 /* pixels */
#define CNOPS_CAPTCHA_IMAGE_HEIGHT 70

/* digits: of 2 to 9, at most eight. PNG, in pool. APR_ENOMEM where cairo has none. */
apr_status_t cnops_captcha_image_draw(const char **pbytes, apr_size_t *plen, const char *digits,
                                      apr_uint64_t seed, apr_pool_t *pool);

#endif
