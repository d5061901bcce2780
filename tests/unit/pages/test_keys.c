/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Every key that the code makes from a word of a table has its sentence. Visitors
 * would read a key without one as it is ("event.shown"). Keys that are written whole
 * in a source: tests/lint/messages. */
#include "core/form/field.h"
#include "core/journal/history.h"
#include "core/ports.h"
#include "core/ports/registrations.h"
#include "core/ticket/complaint.h"
#include "core/ticket/ticket.h"
#include "pages/code/code_form.h"
#include "pages/journey/walk.h"
#include "view/messages.h"

#include <apr_general.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define KEYS "htdocs/messages/keys.txt"

static apr_pool_t *pool;
static apr_hash_t *keys;

static int load(void **state)
{
    apr_array_header_t *rows;
    const char *fault = NULL;

    (void)state;
    apr_pool_create(&pool, NULL);
    keys = apr_hash_make(pool);
    if (cnops_messages_read_keys(&rows, &fault, KEYS, pool) != APR_SUCCESS)
        return -1;
    for (int i = 0; i < rows->nelts; i++) {
        const char *key = APR_ARRAY_IDX(rows, i, cnops_key_row_t).key;

        apr_hash_set(keys, key, APR_HASH_KEY_STRING, key);
    }
    return 0;
}

/* The first key PREFIX.WORD that has no sentence; NULL: all have one. */
static const char *find_missing(const char *prefix, const char *const *words)
{
    for (; *words; words++) {
        const char *key = apr_pstrcat(pool, prefix, ".", *words, NULL);

        if (!apr_hash_get(keys, key, APR_HASH_KEY_STRING))
            return key;
    }
    return NULL;
}

static void assert_all(const char *prefix, const char *const *words)
{
    const char *missing = find_missing(prefix, words);

    assert_non_null(*words);
    if (missing)
        print_error("no sentence for %s in " KEYS "\n", missing);
    assert_null(missing);
}

static void a_missing_key_is_noticed(void **state)
{
    static const char *const words[] = {"signed_in", "planted", "signed_out", NULL};

    (void)state;
    assert_string_equal(find_missing("event", words), "event.planted");
}

static void every_event_has_its_sentence(void **state)
{
    static const char *const words[] = {CNOPS_EVENT(CNOPS_WORDS_TEXT) NULL};

    (void)state;
    assert_all("event", words);
}

static void every_filter_of_the_journal_has_its_label(void **state)
{
    static const char *const words[] = {CNOPS_EVENT_GROUP(CNOPS_WORDS_TEXT) NULL};

    (void)state;
    assert_all("event_group", words);
}

static void every_variant_of_an_event_has_its_sentence(void **state)
{
    const char *word;

    (void)state;
    for (int i = 0; (word = cnops_history_variant(i, pool)); i++)
        assert_non_null(
            apr_hash_get(keys, apr_pstrcat(pool, "event.", word, NULL), APR_HASH_KEY_STRING));
    assert_non_null(apr_hash_get(keys, "event.of_another_release", APR_HASH_KEY_STRING));
}

static void everything_to_do_has_its_sentences(void **state)
{
    static const char *const words[] = {"document", "more_asked", "answer", "late", "rights", NULL};

    (void)state;
    assert_all("todo", words);
    assert_all("todo_action", words);
}

static void every_field_has_its_label(void **state)
{
    (void)state;
    for (int i = CNOPS_FIELD_NONE + 1; i < CNOPS_FIELDS_END; i++) {
        const cnops_field_t *field = cnops_field((cnops_field_e)i);

        assert_all("field", (const char *const[]){cnops_field_word(field), NULL});
        if (field->choices)
            assert_all(apr_pstrcat(pool, "option.", field->name, NULL), field->choices);
    }
}

/* Each field gets a text that it refuses, if it refuses any: the error code has its sentence. */
static void every_refusal_of_a_field_has_its_sentence(void **state)
{
    int refusals = 0;

    (void)state;
    for (int i = CNOPS_FIELD_NONE + 1; i < CNOPS_FIELDS_END; i++) {
        const char *value, *code = cnops_field_check((cnops_field_e)i, &value, "\x01?", pool);

        if (!code)
            continue;
        assert_all("error", (const char *const[]){code, NULL});
        refusals++;
    }
    assert_true(refusals > 15);
}

static void every_code_that_is_not_sent_says_why(void **state)
{
    (void)state;
    assert_null(cnops_code_form_refusal(CNOPS_CODE_SENT));
    assert_null(cnops_code_form_refusal(CNOPS_CODE_LIVE));
    for (int sent = CNOPS_CODE_TOO_SOON; sent <= CNOPS_CODE_TOO_MANY; sent++)
        assert_all("error",
                   (const char *const[]){cnops_code_form_refusal((cnops_code_sent_e)sent), NULL});
}

static void every_membership_has_its_words(void **state)
{
    static const char *const schemes[] = {CNOPS_SCHEME(CNOPS_WORDS_TEXT) NULL};
    static const char *const statuses[] = {CNOPS_MEMBER_STATUS(CNOPS_WORDS_TEXT) NULL};

    (void)state;
    assert_all("scheme", schemes);
    assert_all("member_status", statuses);
}

static void every_stage_has_its_name(void **state)
{
    static const char *const words[] = {CNOPS_STAGES(CNOPS_WORDS_TEXT) NULL};

    (void)state;
    assert_all("stage", words);
}

static void every_claim_has_its_words(void **state)
{
    static const char *const statuses[] = {CNOPS_CLAIM_STATUS(CNOPS_WORDS_TEXT) NULL};

    (void)state;
    assert_all("claim_status", statuses);
    assert_all("payment_mode", (const char *const[]){"transfer", "money_order", NULL});
    assert_all("relation", (const char *const[]){"insured", "spouse", "child", "parent", NULL});
    assert_all("field",
               (const char *const[]){"statut", "annee", "beneficiaire", "reference", NULL});
    assert_all("error", (const char *const[]){"invalid_reference", "invalid_place", NULL});
}

static void every_ticket_has_its_words(void **state)
{
    static const char *const kinds[] = {CNOPS_TICKET_KIND(CNOPS_WORDS_TEXT) NULL};
    static const char *const states[] = {CNOPS_TICKET_STATE(CNOPS_WORDS_TEXT) NULL};

    (void)state;
    assert_all("ticket_kind", kinds);
    assert_all("ticket_state", states);
    assert_all("ticket_asked", (const char *const[]){CNOPS_TICKET_CLAIM, CNOPS_COMPLAINT_SUBJECT,
                                                     CNOPS_COMPLAINT_MESSAGE, "immatriculation",
                                                     "address", "postal_code", "city", NULL});
}

static void every_registration_has_its_words(void **state)
{
    static const char *const statuses[] = {CNOPS_REGISTRATION_STATUS(CNOPS_WORDS_TEXT) NULL};

    (void)state;
    assert_all("registration_status", statuses);
    assert_all("registration_advice", statuses);
    assert_all("registration_whom", statuses);
    assert_all("registration_field",
               (const char *const[]){"academic_year", "cine", "massar", "birth_date", "family_name",
                                     "given_name", "sex", "address", "email", NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_key_is_noticed),
        cmocka_unit_test(every_event_has_its_sentence),
        cmocka_unit_test(every_filter_of_the_journal_has_its_label),
        cmocka_unit_test(every_variant_of_an_event_has_its_sentence),
        cmocka_unit_test(everything_to_do_has_its_sentences),
        cmocka_unit_test(every_field_has_its_label),
        cmocka_unit_test(every_refusal_of_a_field_has_its_sentence),
        cmocka_unit_test(every_code_that_is_not_sent_says_why),
        cmocka_unit_test(every_membership_has_its_words),
        cmocka_unit_test(every_stage_has_its_name),
        cmocka_unit_test(every_claim_has_its_words),
        cmocka_unit_test(every_ticket_has_its_words),
        cmocka_unit_test(every_registration_has_its_words),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, load, NULL);
    apr_terminate();
    return failed;
}
