/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/sorter.h"

#include "base/errors.h"
#include "base/test_pool.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <unistd.h>

#define LONG_TEXT 2000 /* bytes of a record where many fill the memory several times */

static void put(cnops_sorter_t *sorter, const char *key, const char *value)
{
    const char *texts[] = {key, value};

    assert_int_equal(cnops_sorter_put(sorter, texts), APR_SUCCESS);
}

static void assert_next(cnops_sorter_t *sorter, const char *key, const char *value)
{
    const char **texts;

    assert_int_equal(cnops_sorter_next(&texts, sorter, pool), APR_SUCCESS);
    assert_string_equal(texts[0], key);
    if (value)
        assert_string_equal(texts[1], value);
    else
        assert_null(texts[1]);
}

static void assert_end(cnops_sorter_t *sorter)
{
    const char **texts;

    assert_int_equal(cnops_sorter_next(&texts, sorter, pool), APR_EOF);
    assert_int_equal(cnops_sorter_next(&texts, sorter, pool), APR_EOF);
}

static void test_gives_records_in_the_order_of_their_keys(void **state)
{
    cnops_sorter_t *sorter = cnops_sorter_make("/nowhere", 2, pool);

    (void)state;
    put(sorter, "b", "1");
    put(sorter, "c", "");
    put(sorter, "a", NULL);
    put(sorter, "b", "0");
    assert_int_equal(cnops_sorter_sort(sorter), APR_SUCCESS);
    assert_next(sorter, "a", NULL);
    assert_next(sorter, "b", "1");
    assert_next(sorter, "b", "0");
    assert_next(sorter, "c", "");
    assert_end(sorter);
}

static void test_gives_nothing_where_nothing_was_put(void **state)
{
    cnops_sorter_t *sorter = cnops_sorter_make("/nowhere", 2, pool);

    (void)state;
    assert_int_equal(cnops_sorter_sort(sorter), APR_SUCCESS);
    assert_end(sorter);
}

/* --- more than the memory holds --- */

static const char *scattered_key(int i, int count)
{
    return apr_psprintf(pool, "%08d", (int)((long long)i * 7919 % count) / 2);
}

/* Keys come twice each, and far from each other. Of the two, the first put must come first. */
static void put_many(cnops_sorter_t *sorter, int count)
{
    char value[LONG_TEXT];

    for (int i = 0; i < count; i++) {
        memset(value, 'a' + i % 26, sizeof value);
        value[20 + i % (LONG_TEXT - 21)] = '\0';
        memcpy(value, apr_psprintf(pool, "%08d", i), 8);
        put(sorter, scattered_key(i, count), value);
    }
}

static void assert_many(cnops_sorter_t *sorter, int count)
{
    char key[9] = "", value[9] = "";
    const char **texts;
    apr_pool_t *one;

    apr_pool_create(&one, pool);
    for (int i = 0; i < count; i++) {
        assert_int_equal(cnops_sorter_next(&texts, sorter, one), APR_SUCCESS);
        assert_int_equal(atoi(texts[0]), i / 2);
        assert_string_equal(texts[0], scattered_key(atoi(apr_pstrndup(one, texts[1], 8)), count));
        assert_int_equal(strlen(texts[1]),
                         20 + atoi(apr_pstrndup(one, texts[1], 8)) % (LONG_TEXT - 21));
        if (strcmp(key, texts[0]) == 0)
            assert_true(strncmp(value, texts[1], 8) < 0);
        apr_cpystrn(key, texts[0], sizeof key);
        apr_cpystrn(value, texts[1], sizeof value);
        apr_pool_clear(one);
    }
    assert_end(sorter);
}

static void test_merges_many_runs(void **state)
{
    const int count = 4 * CNOPS_SORTER_MEMORY / (LONG_TEXT / 2) + 1; /* prime to 7919 */
    cnops_sorter_t *sorter = cnops_sorter_make("/tmp", 2, pool);

    (void)state;
    put_many(sorter, count);
    assert_int_equal(cnops_sorter_sort(sorter), APR_SUCCESS);
    assert_many(sorter, count);
}

static void test_its_file_has_no_name(void **state)
{
    char *dir = apr_pstrdup(pool, "/tmp/cnops-sorter-XXXXXX");
    cnops_sorter_t *sorter;

    (void)state;
    assert_non_null(mkdtemp(dir));
    sorter = cnops_sorter_make(dir, 2, pool);
    put_many(sorter, 2 * CNOPS_SORTER_MEMORY / (LONG_TEXT / 2));
    assert_int_equal(rmdir(dir), 0); /* would fail if a name were left in it */
    assert_int_equal(cnops_sorter_sort(sorter), APR_SUCCESS);
}

/* Of all files this program has open, only the sorter's has no name. */
static int find_unnamed(void)
{
    char name[256];
    ssize_t len;

    for (int fd = 3; fd < 256; fd++) {
        len = readlink(apr_psprintf(pool, "/proc/self/fd/%d", fd), name, sizeof name - 1);
        name[len > 0 ? len : 0] = '\0';
        if (strstr(name, " (deleted)"))
            return fd;
    }
    return -1;
}

/* APR_EOF would tell the caller that these were all. */
static void test_a_file_that_became_short_is_an_error(void **state)
{
    cnops_sorter_t *sorter = cnops_sorter_make("/tmp", 2, pool);
    const char **texts;
    apr_pool_t *one;
    apr_status_t rv = APR_SUCCESS;

    (void)state;
    put_many(sorter, 2 * CNOPS_SORTER_MEMORY / (LONG_TEXT / 2));
    assert_int_equal(cnops_sorter_sort(sorter), APR_SUCCESS);
    assert_int_equal(ftruncate(find_unnamed(), CNOPS_SORTER_MEMORY), 0);
    apr_pool_create(&one, pool);
    while (rv == APR_SUCCESS) {
        apr_pool_clear(one);
        rv = cnops_sorter_next(&texts, sorter, one);
    }
    assert_int_equal(rv, CNOPS_EMALFORMED);
}

static void test_a_file_that_cannot_be_made_is_an_error(void **state)
{
    cnops_sorter_t *sorter = cnops_sorter_make("/nowhere", 2, pool);
    char value[LONG_TEXT];
    const char *texts[] = {"a", value};
    apr_status_t rv = APR_SUCCESS;

    (void)state;
    memset(value, 'x', sizeof value);
    value[sizeof value - 1] = '\0';
    for (int i = 0; i <= CNOPS_SORTER_MEMORY / LONG_TEXT && rv == APR_SUCCESS; i++)
        rv = cnops_sorter_put(sorter, texts);
    assert_true(APR_STATUS_IS_ENOENT(rv));
}

static void test_refuses_a_record_that_is_too_long(void **state)
{
    cnops_sorter_t *sorter = cnops_sorter_make("/nowhere", 2, pool);
    char *value = apr_palloc(pool, CNOPS_SORTER_RECORD_MAX);
    const char *texts[] = {"a", value};

    (void)state;
    memset(value, 'x', CNOPS_SORTER_RECORD_MAX);
    value[CNOPS_SORTER_RECORD_MAX - 8] = '\0'; /* the rest of the record has 9 bytes */
    assert_int_equal(cnops_sorter_put(sorter, texts), CNOPS_ETOOLARGE);
    value[CNOPS_SORTER_RECORD_MAX - 9] = '\0';
    assert_int_equal(cnops_sorter_put(sorter, texts), APR_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(test_gives_records_in_the_order_of_their_keys),
        POOL_TEST(test_gives_nothing_where_nothing_was_put),
        POOL_TEST(test_merges_many_runs),
        POOL_TEST(test_its_file_has_no_name),
        POOL_TEST(test_a_file_that_became_short_is_an_error),
        POOL_TEST(test_a_file_that_cannot_be_made_is_an_error),
        POOL_TEST(test_refuses_a_record_that_is_too_long),
    };

    return RUN_TESTS(tests);
}
