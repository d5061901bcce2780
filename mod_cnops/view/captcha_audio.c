/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/captcha_audio.h"

#include "base/buffer.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/noise.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define RATE        CNOPS_CAPTCHA_AUDIO_RATE
#define FIRST       '2'
#define DIGITS      ('9' - FIRST + 1)
#define VOICES      3
#define CLIP_MAX    1048576 /* bytes of a file */
#define HEADER_LEN  44
#define QUIET       400   /* quieter samples at the ends of a clip are cut off */
#define LOUD        15000 /* every clip is amplified to this peak */
#define MURMUR      8     /* the background is this many times quieter than the digits */
#define HISS        300   /* amplitude of the white noise in the background */
#define PAUSE_MIN   0.5   /* seconds */
#define PAUSE_MAX   1.0
#define SPEED_RANGE 0.08 /* a clip is played at 0.92 to 1.08 of its speed */

typedef struct clip_t {
    const int16_t *samples;
    int count;
} clip_t;

typedef struct speech_t {
    clip_t clips[DIGITS][VOICES];
} speech_t;

struct cnops_captcha_audio_t {
    apr_hash_t *speeches; /* by language */
};

/* --- reading clips --- */

/* Little-endian, as everything in a WAV file. */
static unsigned read_number(const char *bytes, int len)
{
    unsigned number = 0;

    while (len-- > 0)
        number = number << 8 | (unsigned char)bytes[len];
    return number;
}

/* Whether the chunk says: PCM, one channel, 22,050 samples a second, 16 bit. */
static bool is_format(const char *chunk, apr_size_t len)
{
    return len >= 16 && read_number(chunk, 2) == 1 && read_number(chunk + 2, 2) == 1 &&
           read_number(chunk + 4, 4) == 2 * RATE && read_number(chunk + 14, 2) == 16;
}

/* The samples within the bytes of a WAV file, *plen bytes; NULL where the file is damaged or
 * has another format. */
static const char *find_samples(apr_size_t *plen, const char *file, apr_size_t len)
{
    apr_size_t at = 12;
    bool good = false;

    if (len < HEADER_LEN || memcmp(file, "RIFF", 4) != 0 || memcmp(file + 8, "WAVE", 4) != 0)
        return NULL;
    while (at + 8 <= len) {
        apr_size_t size = read_number(file + at + 4, 4);
        const char *chunk = file + at + 8;

        if (size > len - at - 8)
            return NULL;
        if (memcmp(file + at, "fmt ", 4) == 0)
            good = is_format(chunk, size);
        if (memcmp(file + at, "data", 4) == 0) {
            *plen = size;
            return good ? chunk : NULL;
        }
        at += 8 + size + (size & 1);
    }
    return NULL;
}

static int sample_at(const char *bytes, int index)
{
    return (int16_t)read_number(bytes + 2 * (apr_size_t)index, 2);
}

/* Keeps every second sample, averaged with its two neighbours. The average removes the high
 * frequencies: the lower rate cannot represent them, and they would be heard as a hum. */
static int16_t *halve(const char *bytes, int count, apr_pool_t *pool)
{
    int16_t *samples = apr_pcalloc(pool, (apr_size_t)(count / 2 + 1) * sizeof *samples);

    for (int i = 1; 2 * i + 1 < count; i++)
        samples[i] = (int16_t)((sample_at(bytes, 2 * i - 1) + 2 * sample_at(bytes, 2 * i) +
                                sample_at(bytes, 2 * i + 1)) /
                               4);
    return samples;
}

static void make_loud(int16_t *samples, int count)
{
    int peak = 1;

    for (int i = 0; i < count; i++)
        peak = abs(samples[i]) > peak ? abs(samples[i]) : peak;
    for (int i = 0; i < count; i++)
        samples[i] = (int16_t)(samples[i] * LOUD / peak);
}

static void trim(clip_t *clip, int16_t *samples, int count)
{
    make_loud(samples, count);
    while (count > 0 && abs(samples[count - 1]) < QUIET)
        count--;
    while (count > 0 && abs(*samples) < QUIET)
        samples++, count--;
    clip->samples = samples;
    clip->count = count;
}

/* scratch: of the file. */
static apr_status_t read_clip(clip_t *clip, const char **pfault, const char *path,
                              apr_pool_t *scratch, apr_pool_t *pool)
{
    const char *file, *bytes;
    apr_size_t len;
    apr_status_t rv = cnops_file_read(&file, &len, path, CLIP_MAX, scratch);
    int count;

    *pfault = apr_pstrcat(pool, path, ": cannot be read", NULL);
    if (rv != APR_SUCCESS)
        return rv;
    *pfault = apr_pstrcat(pool, path, ": not a sound of htdocs/build-audio", NULL);
    if (!(bytes = find_samples(&len, file, len)))
        return CNOPS_EMALFORMED;
    count = (int)(len / 2);
    trim(clip, halve(bytes, count, pool), count / 2);
    return clip->count > 0 ? APR_SUCCESS : CNOPS_EMALFORMED;
}

static apr_status_t load_clip(clip_t *clip, const char **pfault, const char *path, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    apr_status_t rv;

    apr_pool_create(&scratch, pool);
    rv = read_clip(clip, pfault, path, scratch, pool);
    apr_pool_destroy(scratch);
    return rv;
}

static apr_status_t load_speech(speech_t *speech, const char **pfault, const char *folder,
                                apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    for (int digit = 0; digit < DIGITS; digit++) {
        for (int voice = 0; voice < VOICES && rv == APR_SUCCESS; voice++) {
            const char *path = apr_psprintf(pool, "%s/%c-%d.wav", folder, FIRST + digit, voice + 1);

            rv = load_clip(&speech->clips[digit][voice], pfault, path, pool);
        }
    }
    return rv;
}

apr_status_t cnops_captcha_audio_load(const cnops_captcha_audio_t **paudio, const char **pfault,
                                      const char *htdocs, const char *const *langs,
                                      apr_pool_t *pool)
{
    cnops_captcha_audio_t *audio = apr_pcalloc(pool, sizeof *audio);
    apr_status_t rv = APR_SUCCESS;

    *paudio = NULL;
    audio->speeches = apr_hash_make(pool);
    for (; *langs && rv == APR_SUCCESS; langs++) {
        speech_t *speech = apr_pcalloc(pool, sizeof *speech);
        const char *folder = apr_pstrcat(pool, htdocs, "/audio/", *langs, NULL);

        rv = load_speech(speech, pfault, folder, pool);
        apr_hash_set(audio->speeches, apr_pstrdup(pool, *langs), APR_HASH_KEY_STRING, speech);
    }
    if (rv == APR_SUCCESS)
        *paudio = audio;
    return rv;
}

/* --- speaking --- */

/* When and how one clip is played. */
typedef struct cue_t {
    const clip_t *clip;
    int start, count; /* in samples of the result */
    double speed;     /* 1: as recorded */
    double volume;    /* 1: as loaded */
    bool backwards;
} cue_t;

static cue_t choose_cue(const clip_t *clip, int start, double volume, cnops_noise_t *noise)
{
    cue_t cue = {.clip = clip, .start = start, .volume = volume};

    cue.speed = cnops_noise_between(noise, 1 - SPEED_RANGE, 1 + SPEED_RANGE);
    cue.count = (int)(clip->count / cue.speed);
    return cue;
}

static int choose_pause(cnops_noise_t *noise)
{
    return (int)(RATE * cnops_noise_between(noise, PAUSE_MIN, PAUSE_MAX));
}

/* Adds the cue to sound, which has count samples; what lies beyond its end is left out. */
static void mix(int16_t *sound, int count, const cue_t *cue)
{
    for (int i = 0; i < cue->count && cue->start + i < count; i++) {
        int from = (int)(i * cue->speed);

        if (from >= cue->clip->count)
            return;
        if (cue->backwards)
            from = cue->clip->count - 1 - from;
        sound[cue->start + i] =
            (int16_t)(sound[cue->start + i] + cue->clip->samples[from] * cue->volume);
    }
}

/* Fills the whole sound with digits played backwards, which no listener understands. Without
 * it a program could find the digits by looking for what is not silence. */
static void add_murmur(int16_t *sound, int count, const speech_t *speech, cnops_noise_t *noise)
{
    for (int at = 0; at < count;) {
        const clip_t *clip =
            &speech->clips[cnops_noise_below(noise, DIGITS)][cnops_noise_below(noise, VOICES)];
        cue_t cue = choose_cue(clip, at, 1.0 / MURMUR, noise);

        cue.backwards = true;
        mix(sound, count, &cue);
        at += cue.count;
    }
    for (int i = 0; i < count; i++)
        sound[i] = (int16_t)(sound[i] + cnops_noise_between(noise, -HISS, HISS));
}

static void write_number(cnops_buffer_t *out, unsigned number, int len)
{
    for (; len > 0; len--, number >>= 8)
        cnops_buffer_add_byte(out, (char)(number & 0xff));
}

static void write_header(cnops_buffer_t *out, unsigned count)
{
    cnops_buffer_add(out, "RIFF", 4);
    write_number(out, HEADER_LEN - 8 + count + (count & 1), 4);
    cnops_buffer_add(out, "WAVEfmt ", 8);
    write_number(out, 16, 4);
    write_number(out, 1, 2); /* PCM */
    write_number(out, 1, 2); /* channels */
    write_number(out, RATE, 4);
    write_number(out, RATE, 4); /* bytes a second */
    write_number(out, 1, 2);    /* bytes a sample */
    write_number(out, 8, 2);    /* bits */
    cnops_buffer_add(out, "data", 4);
    write_number(out, count, 4);
}

/* 8 bit samples are unsigned in a WAV file: 128 is silence. A chunk has an even length. */
static void write_sound(cnops_buffer_t *out, const int16_t *sound, int count)
{
    write_header(out, (unsigned)count);
    for (int i = 0; i < count; i++)
        cnops_buffer_add_byte(out, (char)(128 + sound[i] / 256));
    if (count & 1)
        cnops_buffer_add_byte(out, (char)128);
}

apr_status_t cnops_captcha_audio_speak(const char **pbytes, apr_size_t *plen,
                                       const cnops_captcha_audio_t *audio, const char *lang,
                                       const char *digits, apr_uint64_t seed, apr_pool_t *pool)
{
    const speech_t *speech = apr_hash_get(audio->speeches, lang, APR_HASH_KEY_STRING);
    int spoken = (int)strlen(digits), count;
    cue_t *cues = apr_pcalloc(pool, (apr_size_t)(spoken + 1) * sizeof *cues);
    cnops_noise_t noise = {seed};
    cnops_buffer_t out;
    int16_t *sound;

    if (!speech)
        return CNOPS_ENOTFOUND;
    count = choose_pause(&noise);
    for (int i = 0; i < spoken; i++) {
        int voice = cnops_noise_below(&noise, VOICES);

        cues[i] = choose_cue(&speech->clips[digits[i] - FIRST][voice], count,
                             cnops_noise_between(&noise, 0.75, 1), &noise);
        count += cues[i].count + choose_pause(&noise);
    }
    sound = apr_pcalloc(pool, (apr_size_t)count * sizeof *sound);
    add_murmur(sound, count, speech, &noise);
    for (int i = 0; i < spoken; i++)
        mix(sound, count, &cues[i]);
    cnops_buffer_init(&out, HEADER_LEN + (apr_size_t)count + 2, pool);
    write_sound(&out, sound, count);
    *pbytes = out.bytes;
    *plen = out.len;
    return APR_SUCCESS;
}
