/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Uses the recordings of build/htdocs, the same that visitors hear, and damaged ones. */
#include "view/captcha_audio.h"

#include "base/errors.h"
#include "base/language.h"
#include "base/test_pool.h"
#include "view/htdocs_fixture.h"

#include <stdlib.h>

#define HTDOCS "build/htdocs"
#define HEADER 44

typedef struct sound_t {
    const char *bytes;
    apr_size_t len;
} sound_t;

static const cnops_captcha_audio_t *load(void)
{
    const cnops_captcha_audio_t *audio;
    const char *fault;

    assert_int_equal(cnops_captcha_audio_load(&audio, &fault, HTDOCS, cnops_languages, pool),
                     APR_SUCCESS);
    return audio;
}

static sound_t speak(const char *lang, const char *digits, apr_uint64_t seed)
{
    sound_t sound;

    assert_int_equal(
        cnops_captcha_audio_speak(&sound.bytes, &sound.len, load(), lang, digits, seed, pool),
        APR_SUCCESS);
    return sound;
}

static bool is_same(sound_t one, sound_t other)
{
    return one.len == other.len && memcmp(one.bytes, other.bytes, one.len) == 0;
}

static unsigned number_at(sound_t sound, int at)
{
    const unsigned char *bytes = (const unsigned char *)sound.bytes + at;

    return bytes[0] | (unsigned)bytes[1] << 8 | (unsigned)bytes[2] << 16 | (unsigned)bytes[3] << 24;
}

static void makes_a_wav_of_4_to_14_seconds(void **state)
{
    (void)state;
    for (const char *const *lang = cnops_languages; *lang; lang++) {
        sound_t sound = speak(*lang, "234567", 1);
        unsigned count = number_at(sound, 40);

        assert_memory_equal(sound.bytes, "RIFF", 4);
        assert_memory_equal(sound.bytes + 8, "WAVEfmt ", 8);
        assert_memory_equal(sound.bytes + 36, "data", 4);
        assert_int_equal(number_at(sound, 4), sound.len - 8);
        assert_int_equal(sound.len, HEADER + count + count % 2);
        assert_int_equal(number_at(sound, 20), 1 | 1 << 16);
        assert_int_equal(number_at(sound, 24), CNOPS_CAPTCHA_AUDIO_RATE);
        assert_in_range(count, 4 * CNOPS_CAPTCHA_AUDIO_RATE, 14 * CNOPS_CAPTCHA_AUDIO_RATE);
    }
}

/* Counts loud stretches with at least 0.45 seconds of quiet before each. */
static int count_words(sound_t sound)
{
    int words = 0, quiet = CNOPS_CAPTCHA_AUDIO_RATE;

    for (apr_size_t i = HEADER; i < sound.len; i++) {
        if (abs((unsigned char)sound.bytes[i] - 128) < 16) {
            quiet++;
            continue;
        }
        words += quiet > CNOPS_CAPTCHA_AUDIO_RATE * 45 / 100;
        quiet = 0;
    }
    return words;
}

static void says_one_word_for_each_digit(void **state)
{
    (void)state;
    for (const char *const *lang = cnops_languages; *lang; lang++) {
        for (apr_uint64_t seed = 0; seed < 10; seed++)
            assert_int_equal(count_words(speak(*lang, "243579", seed)), 6);
    }
}

static void says_the_same_for_the_same_seed(void **state)
{
    (void)state;
    assert_true(is_same(speak("fr", "352974", 5), speak("fr", "352974", 5)));
    assert_false(is_same(speak("fr", "352974", 5), speak("fr", "352974", 6)));
    assert_false(is_same(speak("fr", "352974", 5), speak("fr", "352973", 5)));
    assert_false(is_same(speak("fr", "352974", 5), speak("ar", "352974", 5)));
    assert_false(is_same(speak("fr", "352974", 5), speak("en", "352974", 5)));
}

static void is_never_silent_and_never_clips(void **state)
{
    sound_t sound = speak("ar", "864297", 3);
    int ends = 0, run = 0;

    (void)state;
    for (apr_size_t i = HEADER; i < sound.len; i++) {
        run = sound.bytes[i] == (char)128 ? run + 1 : 0;
        assert_true(run < CNOPS_CAPTCHA_AUDIO_RATE / 4);
        ends += sound.bytes[i] == 0 || sound.bytes[i] == (char)255;
    }
    assert_int_equal(ends, 0);
}

static void refuses_a_language_that_was_not_loaded(void **state)
{
    sound_t sound;

    (void)state;
    assert_int_equal(
        cnops_captcha_audio_speak(&sound.bytes, &sound.len, load(), "xx", "222222", 1, pool),
        CNOPS_ENOTFOUND);
}

static void names_a_missing_or_damaged_clip(void **state)
{
    static const char *const langs[] = {"fr", NULL};
    const char *htdocs = cnops_htdocs_make(pool), *fault;
    const cnops_captcha_audio_t *audio;

    (void)state;
    assert_int_not_equal(cnops_captcha_audio_load(&audio, &fault, htdocs, langs, pool),
                         APR_SUCCESS);
    assert_null(audio);
    assert_non_null(strstr(fault, "audio/fr/2-1.wav"));
    cnops_htdocs_write(htdocs, "audio/fr/2-1.wav", "not a sound", pool);
    assert_int_equal(cnops_captcha_audio_load(&audio, &fault, htdocs, langs, pool),
                     CNOPS_EMALFORMED);
    assert_non_null(strstr(fault, "audio/fr/2-1.wav"));
    cnops_htdocs_write(htdocs, "audio/fr/2-1.wav",
                       "RIFFxxxxWAVEfmt zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", pool);
    assert_int_equal(cnops_captcha_audio_load(&audio, &fault, htdocs, langs, pool),
                     CNOPS_EMALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(makes_a_wav_of_4_to_14_seconds),
        POOL_TEST(says_one_word_for_each_digit),
        POOL_TEST(says_the_same_for_the_same_seed),
        POOL_TEST(is_never_silent_and_never_clips),
        POOL_TEST(refuses_a_language_that_was_not_loaded),
        POOL_TEST(names_a_missing_or_damaged_clip),
    };

    return RUN_TESTS(tests);
}
