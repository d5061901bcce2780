/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The captcha for browsers that cannot compute: digits to copy from a picture or a sound.
 *
 * Floor: core. Threads: any. Secrets: the solution is only in the id, sealed; nothing is kept in
 * memory or in a table. The id is in the page and in the addresses of picture and sound.
 *
 * An id is valid in the journey that it was made for, until it expires. Any answer spends it, also
 * a wrong one: each picture can be tried once. The same id always gives the same picture (its seed
 * is in the id), so a machine learns nothing by asking for it again.
 *
 * The solution has digits only, without 0 and 1, because people who read French, Arabic or English
 * must be able to read and to hear it. The names of Latin letters differ between French and English
 * (G and J, E and I), and Arabic has none. Some people take 0 for an O, and 1 for a 7 or a stray
 * line. Arabic-Indic digits, blanks and hyphens in the answer are accepted.
 *
 * Machines learn to read six digits. So the protection does not rest on the picture, but on the
 * limits of core/guard/throttle.h. */
#ifndef CNOPS_CORE_GUARD_IMAGE_CAPTCHA_H
#define CNOPS_CORE_GUARD_IMAGE_CAPTCHA_H

#include "core/core.h"

#define CNOPS_IMAGE_CAPTCHA_DIGITS "23456789"
#define CNOPS_IMAGE_CAPTCHA_LEN    6   /* digits of a solution: one guess in 262,144 */
#define CNOPS_IMAGE_CAPTCHA_ID_MAX 200 /* characters; a longer id is not valid */

typedef struct cnops_image_captcha_t {
    char solution[CNOPS_IMAGE_CAPTCHA_LEN + 1]; /* the caller wipes it */
    apr_uint64_t seed;                          /* for drawing and speaking it */
    apr_time_t expires_at;
} cnops_image_captcha_t;

/* The id of a new captcha: letters, digits, '-', '_' and '.'. */
const char *cnops_image_captcha_make(const cnops_core_t *core, const char *journey_id,
                                     apr_pool_t *pool);

/* CNOPS_EFORGED where the id is not of this journey, CNOPS_EEXPIRED where it has expired. */
apr_status_t cnops_image_captcha_open(cnops_image_captcha_t *image, const cnops_core_t *core,
                                      const char *journey_id, const char *id, apr_pool_t *pool);

/* answer: as typed, may be NULL. *pfault: NULL if it is right, else required (then nothing was
 * spent) | expired (or of another journey) | used | wrong. */
apr_status_t cnops_image_captcha_verify(const char **pfault, const cnops_core_t *core,
                                        const char *journey_id, const char *id, const char *answer,
                                        apr_pool_t *pool);

#endif
