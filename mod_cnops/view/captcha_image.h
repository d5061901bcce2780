/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Draws digits as a picture that people can read and that is hard for programs to read.
 *
 * Floor: view. Threads: any.
 *
 * The digits are drawn from strokes of our own instead of a font: no font has to be installed
 * or opened during a request, and no existing training set contains them. Each digit is bent,
 * rotated and drawn in a random line width, neighbours touch each other, and curves of the same
 * colour and a similar width run through them. The same digits and seed give the same bytes. */
#ifndef CNOPS_VIEW_CAPTCHA_IMAGE_H
#define CNOPS_VIEW_CAPTCHA_IMAGE_H

#include <apr_pools.h>

#define CNOPS_CAPTCHA_IMAGE_WIDTH  200 /* pixels */
#define CNOPS_CAPTCHA_IMAGE_HEIGHT 70

/* digits: at most eight, each from '2' to '9'. *pbytes: *plen bytes of a PNG file, allocated
 * from pool. APR_ENOMEM where cairo runs out of memory. */
apr_status_t cnops_captcha_image_draw(const char **pbytes, apr_size_t *plen, const char *digits,
                                      apr_uint64_t seed, apr_pool_t *pool);

#endif
