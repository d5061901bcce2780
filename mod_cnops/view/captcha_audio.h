/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Speaks the digits of a picture captcha, for people who cannot see the picture.
 *
 * Floor: view. Threads: read-only once loaded.
 *
 * When the server starts, the recordings htdocs/audio/LANG/DIGIT-VOICE.wav are read (PCM, mono,
 * 16 bit, 22,050 Hz, made by htdocs/build-audio), trimmed and kept at half that rate: about
 * 700 KB. A request joins recordings into one sound: each digit in a voice chosen at random, a
 * little faster or slower than recorded, with pauses of different length and a murmur in the
 * background. The same digits, language and seed give the same bytes, because browsers fetch a
 * sound in several parts. */
#ifndef CNOPS_VIEW_CAPTCHA_AUDIO_H
#define CNOPS_VIEW_CAPTCHA_AUDIO_H

#include <apr_pools.h>

#define CNOPS_CAPTCHA_AUDIO_RATE 11025 /* samples a second, 8 bit each: 80 KB for six digits */

typedef struct cnops_captcha_audio_t cnops_captcha_audio_t;

/* htdocs: the folder of the built htdocs. langs: NULL-terminated. On error *pfault names the
 * file and the reason. */
apr_status_t cnops_captcha_audio_load(const cnops_captcha_audio_t **paudio, const char **pfault,
                                      const char *htdocs, const char *const *langs,
                                      apr_pool_t *pool);

/* digits: each from '2' to '9'. *pbytes: *plen bytes of a WAV file, allocated from pool.
 * CNOPS_ENOTFOUND where lang was not loaded. */
apr_status_t cnops_captcha_audio_speak(const char **pbytes, apr_size_t *plen,
                                       const cnops_captcha_audio_t *audio, const char *lang,
                                       const char *digits, apr_uint64_t seed, apr_pool_t *pool);

#endif
