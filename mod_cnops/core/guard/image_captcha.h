/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The captcha for browsers that cannot compute: digits to copy from a picture or a sound.
 *
 * Floor: core. Callers: pages. Threads: any.
 * Secrets: the solution exists in the id alone, sealed; nothing waits in memory or in a
 * table. The id goes into the page and into the addresses of picture and sound.
 *
 * An id opens in the journey that it was made for, until it expires. Any answer spends it, a
 * wrong one too: nobody tries twice on one picture. The same id always draws the same
 * picture (its seed comes with it), so asking again teaches a machine nothing.
 *
 * Digits only, without 0 and 1: the same answer must be read and heard, by people who read
 * French, Arabic or English. Names of Latin letters differ between French and English (G and
 * J, E and I), and Arabic has none. 0 is an O to some, and 1 is a 7 or a stray line. Arabic-Indic
 * digits, blanks and hyphens in the answer are all right. Whatever can see six digits can answer,
 * and machines learn to see: the limits of core/guard/throttle.h carry the weight, not the picture.
 */
#ifndef CNOPS_CORE_GUARD_IMAGE_CAPTCHA_H
#define CNOPS_CORE_GUARD_IMAGE_CAPTCHA_H

#include "core/core.h"

#define CNOPS_IMAGE_CAPTCHA_DIGITS "23456789"
#define CNOPS_IMAGE_CAPTCHA_LEN    6   /* digits of a solution: one guess in 262,144 */
#define CNOPS_IMAGE_CAPTCHA_ID_MAX 200 /* characters; a longer one is none */

typedef struct cnops_image_captcha_t {
    char solution[CNOPS_IMAGE_CAPTCHA_LEN + 1]; /* the caller wipes it */
    apr_uint64_t seed;                          /* of how it is drawn and spoken */
    apr_time_t expires_at;
} cnops_image_captcha_t;

/* The id of a new one: letters, digits, '-', '_' and '.'. */
const char *cnops_image_captcha_make(const cnops_core_t *core, const char *journey_id,
                                     apr_pool_t *pool);

/* CNOPS_EFORGED where this journey has no such id, CNOPS_EEXPIRED where it has no more. */
apr_status_t cnops_image_captcha_open(cnops_image_captcha_t *image, const cnops_core_t *core,
                                      const char *journey_id, const char *id, apr_pool_t *pool);

/* answer: as typed, may be NULL. *pfault: NULL if it is right, else required (nothing was
 * spent) | expired (or not of this journey) | used | wrong. */
apr_status_t cnops_image_captcha_verify(const char **pfault, const cnops_core_t *core,
                                        const char *journey_id, const char *id, const char *answer,
                                        apr_pool_t *pool);

#endif
