/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The digits of a picture captcha as a sound, for people who do not see them.
 *
 * Floor: view. Callers: httpd (load), pages (speak). Threads: read-only once loaded.
 *
 * htdocs/audio/LANG/DIGIT-VOICE.wav, as htdocs/build-audio makes them (PCM, mono, 16 bit,
 * 22,050 Hz), are read when the server starts, trimmed and halved in rate: some 700 KB.
 * A request joins them: voices by turns, each a little faster or slower, pauses of different
 * length, murmur behind. The same digits, language and seed give the same bytes (browsers ask for
 * a sound in parts). */
#ifndef CNOPS_VIEW_CAPTCHA_AUDIO_H
#define CNOPS_VIEW_CAPTCHA_AUDIO_H

#include <apr_pools.h>

#define CNOPS_CAPTCHA_AUDIO_RATE 11025 /* samples a second, 8 bit each: 80 KB for six digits */

typedef struct cnops_captcha_audio_t cnops_captcha_audio_t;

/* langs: NULL-terminated. On error *pfault names the file and the reason. */
apr_status_t cnops_captcha_audio_load(const cnops_captcha_audio_t **paudio, const char **pfault,
                                      const char *htdocs, const char *const *langs,
                                      apr_pool_t *pool);

/* digits: of 2 to 9. A WAV file, in pool. CNOPS_ENOTFOUND for a language not loaded. */
apr_status_t cnops_captcha_audio_speak(const char **pbytes, apr_size_t *plen,
                                       const cnops_captcha_audio_t *audio, const char *lang,
                                       const char *digits, apr_uint64_t seed, apr_pool_t *pool);

#endif
