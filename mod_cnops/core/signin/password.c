/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/signin/password.h"

#include "base/errors.h"
#include "base/strength.h"
#include "base/text.h"

#include <apr_strings.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define LONG_MIN_LEN 15 /* characters, of the long policy */

/* --- the rule --- */

/* Words that Moroccans often choose, but that dictionaries of leaked passwords rank too low,
 * because these are mostly English. */
static const char *const local_words[] = {
    "motdepasse", "azerty",    "azertyuiop", "qsdfgh",    "wxcvbn",    "bonjour",    "bonsoir",
    "salam",      "bismillah", "mohamed",    "mohammed",  "ahmed",     "fatima",     "khadija",
    "youssef",    "amine",     "maroc",      "morocco",   "maghreb",   "casablanca", "rabat",
    "marrakech",  "tanger",    "agadir",     "meknes",    "oujda",     "tetouan",    "kenitra",
    "raja",       "wydad",     "cnops",      "mutuelle",  "assurance", "assure",     "etudiant",
    "universite", "amo",       "amoe",       "moncompte", "famille",   "soleil",     "chouchou",
    "doudou",     "loulou",    "jetaime",    "habibi",    "hbibi",     "atlas"};

#define LOCAL_WORDS    ((int)(sizeof local_words / sizeof *local_words))
#define PERSONAL_WORDS 16 /* words beyond these are not compared */

static bool is_common(const cnops_core_t *core, const char *password, const char *const *words)
{
    const char *all[PERSONAL_WORDS + LOCAL_WORDS + 1];
    int count = 0;

    while (words && *words && count < PERSONAL_WORDS)
        all[count++] = *words++;
    memcpy(all + count, local_words, sizeof local_words);
    all[count + LOCAL_WORDS] = NULL;
    return cnops_strength_bits(password, all) < (double)core->settings->password_bits;
}

apr_int64_t cnops_password_shortest(const cnops_core_t *core)
{
    apr_int64_t asked = core->settings->password_min;

    return cnops_password_is_composed(core) || asked > LONG_MIN_LEN ? asked : LONG_MIN_LEN;
}

bool cnops_password_is_composed(const cnops_core_t *core)
{
    return core->settings->password_policy != CNOPS_PASSWORD_POLICY_LONG;
}

static const char *composition_fault(const char *password)
{
    if (!strpbrk(password, "abcdefghijklmnopqrstuvwxyz"))
        return "needs_lower";
    return strpbrk(password, "0123456789") ? NULL : "needs_digit";
}

const char *cnops_password_fault(const cnops_core_t *core, const char *password,
                                 const char *const *words)
{
    apr_int64_t length = (apr_int64_t)cnops_text_length(password);
    const char *fault = NULL;

    if (length < cnops_password_shortest(core))
        return "too_short";
    if (length > core->settings->password_max)
        return "too_long";
    if (cnops_password_is_composed(core))
        fault = composition_fault(password);
    if (fault)
        return fault;
    return is_common(core, password, words) ? "common" : NULL;
}

/* --- the hash --- */

bool cnops_password_is_busy(const cnops_core_t *core, cnops_slots_rank_e rank)
{
    return cnops_slots_is_full(core->slots, rank, core->settings->hash_deadline);
}

bool cnops_password_is_crowded(const cnops_core_t *core)
{
    return cnops_slots_is_full(core->slots, CNOPS_SLOTS_STRANGER,
                               core->settings->hash_deadline / 2);
}

/* Other errors mean that the text is not a hash of Argon2id. */
static apr_status_t failure_of(int error)
{
    return error == ENOMEM ? APR_ENOMEM : CNOPS_EMALFORMED;
}

apr_status_t cnops_password_hash(const char **phash, const cnops_core_t *core, const char *password,
                                 apr_pool_t *pool)
{
    const cnops_settings_t *settings = core->settings;
    char *hash = apr_palloc(pool, crypto_pwhash_STRBYTES);
    cnops_arena_task_t task = {.password = password,
                               .password_len = strlen(password),
                               .passes = (unsigned long long)settings->argon2_passes,
                               .memory = (apr_size_t)settings->argon2_memory * 1024,
                               .new_hash = hash};
    apr_status_t rv;
    int slot, error;

    *phash = NULL;
    rv = cnops_slots_acquire(&slot, core->slots, CNOPS_SLOTS_KNOWN, settings->hash_deadline);
    if (rv != APR_SUCCESS)
        return rv;
    error = cnops_hasher_hash(core->hasher, slot, &task);
    cnops_slots_release(core->slots, slot);
    if (error)
        return APR_ENOMEM;
    *phash = hash;
    return APR_SUCCESS;
}

bool cnops_password_is_weak_hash(const cnops_core_t *core, const char *hash)
{
    const cnops_settings_t *settings = core->settings;
    unsigned long long memory, passes;

    /* A text that cannot be read is not our hash, so it cannot be upgraded. A stronger hash is
     * kept. */
    /* NOLINTNEXTLINE(cert-err34-c): nineteen digits cannot overflow */
    if (sscanf(hash, "$argon2id$v=19$m=%19llu,t=%19llu,", &memory, &passes) != 2)
        return false;
    return memory < (unsigned long long)settings->argon2_memory ||
           passes < (unsigned long long)settings->argon2_passes;
}

/* A well-formed hash of an unknown password, at the cost of the settings: comparing with it takes
 * as long as with a real one. */
static const char *decoy_hash(const cnops_settings_t *settings, apr_pool_t *pool)
{
    return apr_psprintf(pool,
                        "$argon2id$v=19$m=%" APR_INT64_T_FMT ",t=%" APR_INT64_T_FMT
                        ",p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                        settings->argon2_memory, settings->argon2_passes);
}

apr_status_t cnops_password_verify(bool *pmatches, const cnops_core_t *core,
                                   const cnops_guess_t *guess, apr_pool_t *pool)
{
    bool is_usable = guess->hash && strcmp(guess->hash, CNOPS_PASSWORD_VOID) != 0;
    cnops_arena_task_t task = {.hash = is_usable ? guess->hash : decoy_hash(core->settings, pool),
                               .password = guess->password,
                               .password_len = strlen(guess->password)};
    apr_status_t rv;
    int slot, error;

    *pmatches = false;
    rv = cnops_slots_acquire(&slot, core->slots, guess->rank, core->settings->hash_deadline);
    if (rv != APR_SUCCESS)
        return rv;
    error = cnops_hasher_verify(core->hasher, slot, &task);
    cnops_slots_release(core->slots, slot);
    *pmatches = error == 0 && is_usable;
    /* EINVAL: the password does not match. */
    return error == 0 || error == EINVAL ? APR_SUCCESS : failure_of(error);
}
