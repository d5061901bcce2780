/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What stands on a paper, and the list of revoked ones: each has one form, and nothing but what the
 * portal has signed is genuine. */

#include "base/base64.h"
#include "core/certificate/paper.h"
#include "core/certificate/revocations.h"
#include "fuzz.h"

#include <apr_strings.h>
#include <string.h>

/* --- digits and facts, each in any form --- */

static void check_facts(const unsigned char *bytes, apr_size_t len, apr_pool_t *pool)
{
    unsigned char again[CNOPS_PAYLOAD_FACTS_MAX];
    cnops_facts_t facts;

    if (len > CNOPS_PAYLOAD_FACTS_MAX || !cnops_payload_read(&facts, bytes, len, pool))
        return;
    FUZZ_CHECK(facts.issued_on && facts.expires_on && facts.birth_date && facts.name &&
               facts.name_ar && facts.document_type && facts.document_end);
    FUZZ_CHECK(cnops_payload_write(again, &facts) == len);
    FUZZ_CHECK(memcmp(again, bytes, len) == 0);
}

static void fuzz_facts(fuzz_input_t *input, apr_pool_t *pool)
{
    check_facts((const unsigned char *)input->bytes, input->len, pool);
}

static void check_false(const char *digits, apr_pool_t *pool)
{
    const cnops_core_t *core = &fuzz_core()->core;
    const cnops_public_keys_t *keys;
    cnops_paper_t paper;

    FUZZ_CHECK(cnops_public_keys_list(&keys, core, pool) == APR_SUCCESS);
    FUZZ_CHECK(cnops_paper_check(&paper, core, keys, digits, pool) == APR_SUCCESS);
    FUZZ_CHECK(paper.verdict == CNOPS_PAPER_FALSE && paper.why && !paper.facts.name);
}

static void fuzz_digits(fuzz_input_t *input, apr_pool_t *pool)
{
    const char *digits = fuzz_take_text(input, pool);
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    apr_size_t len = cnops_payload_from_digits(bytes, digits);

    FUZZ_CHECK(len <= CNOPS_PAYLOAD_MAX);
    if (len > 0) {
        FUZZ_CHECK(strcmp(cnops_payload_digits(bytes, len, pool), digits) == 0);
        check_facts(bytes, len, pool);
    }
    check_false(digits, pool);
}

/* --- a paper of the portal, as it is and changed --- */

static void fuzz_changed(fuzz_input_t *input, apr_pool_t *pool)
{
    const cnops_core_t *core = &fuzz_core()->core;
    unsigned char bytes[CNOPS_PAYLOAD_MAX];
    cnops_public_key_t key;
    cnops_facts_t facts = {.issued_on = "2017-07-14",
                           .expires_on = "9999-12-31",
                           .birth_date = "1980",
                           .document_type = "cnie",
                           .document_end = "0001",
                           .name = "Amina Bennani",
                           .name_ar = "أمينة"};
    const char *digits, *changed;
    apr_size_t len;

    cnops_signature_public_key(&key, core->keys, NULL);
    memcpy(facts.key, key.id, sizeof facts.key);
    facts.number = fuzz_take_byte(input);
    len = cnops_payload_write(bytes, &facts);
    FUZZ_CHECK(len > 0);
    cnops_signature_add(bytes, len, core->keys, NULL);
    digits = cnops_payload_digits(bytes, len + CNOPS_PAYLOAD_SIGNATURE_LEN, pool);
    changed = fuzz_mutate(digits, input, pool);
    if (strcmp(changed, digits) != 0)
        check_false(changed, pool);
}

/* --- a list of revoked ones with any numbers, rightly signed --- */

static void check_numbers(const apr_array_header_t *numbers, int count)
{
    FUZZ_CHECK(numbers->nelts == count);
    for (int i = 1; i < count; i++)
        FUZZ_CHECK(APR_ARRAY_IDX(numbers, i - 1, apr_uint32_t) <
                   APR_ARRAY_IDX(numbers, i, apr_uint32_t));
}

static void fuzz_list(fuzz_input_t *input, apr_pool_t *pool)
{
    const cnops_core_t *core = &fuzz_core()->core;
    const int count = (int)fuzz_take_byte(input);
    const char *list = cnops_base64_encode((const unsigned char *)input->bytes, input->len, pool);
    const char *text = apr_psprintf(pool, "mod_cnops revocations 1\na b %d\n%s", count, list);
    unsigned char signature[CNOPS_PAYLOAD_SIGNATURE_LEN];
    cnops_tree_t *tree = cnops_tree_object(pool);
    const cnops_public_keys_t *keys;
    apr_array_header_t *numbers;
    cnops_public_key_t key;

    cnops_signature_make(signature, &key, text, strlen(text), core->keys);
    cnops_tree_set_text(tree, "issued_at", "a");
    cnops_tree_set_text(tree, "next_at", "b");
    cnops_tree_set_int(tree, "count", count);
    cnops_tree_set_text(tree, "list", list);
    cnops_tree_set_text(tree, "kid", cnops_public_key_name(&key, pool));
    cnops_tree_set_text(tree, "signature", cnops_base64_encode(signature, sizeof signature, pool));
    FUZZ_CHECK(cnops_public_keys_list(&keys, core, pool) == APR_SUCCESS);
    if (!cnops_revocations_read(&numbers, tree, keys, pool))
        check_numbers(numbers, count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const cases[])(fuzz_input_t *, apr_pool_t *) = {fuzz_facts, fuzz_digits,
                                                                  fuzz_changed, fuzz_list};
    apr_pool_t *pool = fuzz_pool_open();
    fuzz_input_t input = {(const char *)data, size};

    cases[fuzz_take_byte(&input) % (sizeof cases / sizeof *cases)](&input, pool);
    fuzz_pool_close();
    return 0;
}
