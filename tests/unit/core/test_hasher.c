/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The arena library is loaded once for all tests: a process has few namespaces. */
#include "core/hasher.h"

#include "core/signin/password.h"
#include "twins/core_fixture.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define KIB      ((apr_size_t)1024)
#define MIB      (1024 * KIB)
#define PASSWORD "tulipe-42-nuage"

static apr_pool_t *pool;
static cnops_hasher_t *hasher;

/* build/cnops_arena.so, found from this program in build/unit/core. */
static const char *library(void)
{
    char self[1024];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);

    assert_true(len > 0);
    self[len] = '\0';
    for (int up = 0; up < 3; up++)
        *strrchr(self, '/') = '\0';
    return apr_pstrcat(pool, self, "/cnops_arena.so", NULL);
}

static int setup_all(void **state)
{
    const char *fault;

    (void)state;
    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS ||
        sodium_init() < 0)
        return -1;
    if (cnops_hasher_load(&hasher, &fault, library(), pool) == APR_SUCCESS)
        return 0;
    print_error("%s: %s\n", library(), fault);
    return -1;
}

static int setup(void **state)
{
    (void)state;
    return cnops_hasher_resize(hasher, 2, 20 * MIB) == APR_SUCCESS ? 0 : -1;
}

static cnops_arena_task_t task_of(const char *password, const char *hash)
{
    return (cnops_arena_task_t){
        .password = password, .password_len = strlen(password), .hash = hash};
}

static int verify(const char *hash, const char *password)
{
    cnops_arena_task_t task = task_of(password, hash);

    return cnops_hasher_verify(hasher, 0, &task);
}

/* --- the same as libsodium --- */

static const char *const passwords[] = {"", "a", PASSWORD,
                                        "\xd8\xb3\xd9\x84\xd9\x85 zellige figue"};
static const struct {
    unsigned long long passes;
    size_t memory;
} costs[] = {{1, 8 * KIB}, {2, 19 * MIB}, {3, MIB + 4 * KIB}, {1, 20 * MIB}};

/* One of them knows exactly the hashes that the other one makes: with the same salt, the bytes are
 * the same. */
static void test_hashes_are_those_of_libsodium(void **state)
{
    char made[crypto_pwhash_STRBYTES];

    (void)state;
    for (size_t c = 0; c < sizeof costs / sizeof *costs; c++) {
        for (size_t p = 0; p < sizeof passwords / sizeof *passwords; p++) {
            cnops_arena_task_t task = task_of(passwords[p], NULL);

            task.passes = costs[c].passes;
            task.memory = costs[c].memory;
            task.new_hash = made;
            assert_int_equal(cnops_hasher_hash(hasher, 1, &task), 0);
            assert_true(task.used >= costs[c].memory);
            assert_int_equal(crypto_pwhash_str_verify(made, passwords[p], strlen(passwords[p])), 0);
            assert_int_equal(crypto_pwhash_str_needs_rehash(made, costs[c].passes, costs[c].memory),
                             0);
            assert_int_equal(verify(made, passwords[p]), 0);
            assert_int_equal(crypto_pwhash_str(made, passwords[p], strlen(passwords[p]),
                                               costs[c].passes, costs[c].memory),
                             0);
            assert_int_equal(verify(made, passwords[p]), 0);
            assert_int_equal(verify(made, "another"), EINVAL);
        }
    }
}

static void test_salts_differ(void **state)
{
    char first[crypto_pwhash_STRBYTES], second[crypto_pwhash_STRBYTES];
    cnops_arena_task_t task = task_of(PASSWORD, NULL);

    (void)state;
    task.passes = 1;
    task.memory = 8 * KIB;
    task.new_hash = first;
    assert_int_equal(cnops_hasher_hash(hasher, 0, &task), 0);
    task.new_hash = second;
    assert_int_equal(cnops_hasher_hash(hasher, 0, &task), 0);
    assert_string_not_equal(first, second);
}

static void test_errors_are_those_of_libsodium(void **state)
{
    static const char *const broken[] = {"", "$argon2id$v=19$m=8192,t=1", "$2y$10$no-hash-of-ours"};

    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        cnops_arena_task_t task = task_of(PASSWORD, broken[i]);

        assert_int_equal(verify(broken[i], PASSWORD), cnops_hasher_verify(NULL, 0, &task));
        assert_int_not_equal(verify(broken[i], PASSWORD), 0);
    }
}

/* --- the arenas --- */

/* Finds the arena of a slot: the task has it after a call. */
static const unsigned char *arena_of(int slot)
{
    cnops_arena_task_t task = task_of(PASSWORD, "");

    cnops_hasher_verify(hasher, slot, &task);
    return task.arena;
}

/* The line of /proc/self/smaps that begins with name, of the mapping in which the arenas are. */
static void read_mapping(char line[256], const char *name)
{
    FILE *smaps = fopen("/proc/self/smaps", "r");
    unsigned long arena = (unsigned long)arena_of(0), from, to;
    bool is_in = false, is_found = false;

    assert_non_null(smaps);
    while (!is_found && fgets(line, 256, smaps)) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            is_in = from <= arena && arena < to;
        is_found = is_in && strncmp(line, name, strlen(name)) == 0;
    }
    fclose(smaps);
    assert_true(is_found);
}

static unsigned long resident_kib(void)
{
    char line[256];
    unsigned long kib = 0;

    read_mapping(line, "Rss:");
    assert_int_equal(sscanf(line, "Rss: %lu kB", &kib), 1);
    return kib;
}

static void make_hash(char hash[crypto_pwhash_STRBYTES], size_t memory)
{
    assert_int_equal(crypto_pwhash_str(hash, PASSWORD, strlen(PASSWORD), 2, memory), 0);
}

static void test_an_arena_is_wiped_after_each_hash(void **state)
{
    char hash[crypto_pwhash_STRBYTES] = "";
    const unsigned char *arena = arena_of(0);
    cnops_arena_task_t task = task_of(PASSWORD, hash);

    (void)state;
    make_hash(hash, 19 * MIB);
    assert_int_equal(cnops_hasher_verify(hasher, 0, &task), 0);
    assert_int_equal(task.used, 19 * MIB);
    /* It has pages: else they would read as zeros without having been wiped. */
    assert_true(resident_kib() >= 19 * KIB);
    assert_true(sodium_is_zero(arena, 20 * MIB));
    task.password_len--;
    assert_int_equal(cnops_hasher_verify(hasher, 0, &task), EINVAL);
    assert_true(sodium_is_zero(arena, 20 * MIB));
}

/* As a process leaves it that is killed during a hash. */
static void test_what_an_arena_held_does_not_matter(void **state)
{
    char hash[crypto_pwhash_STRBYTES] = "";

    (void)state;
    make_hash(hash, 19 * MIB);
    memset((unsigned char *)arena_of(0), 0xa5, 20 * MIB);
    assert_int_equal(verify(hash, PASSWORD), 0);
    assert_true(sodium_is_zero(arena_of(0), 19 * MIB));
}

static void test_arenas_are_left_out_of_core_dumps(void **state)
{
    char line[256];

    (void)state;
    read_mapping(line, "VmFlags:");
    assert_non_null(strstr(line, " dd"));
}

static long faults_of(const char *hash)
{
    struct rusage before, after;

    getrusage(RUSAGE_SELF, &before);
    assert_int_equal(verify(hash, PASSWORD), 0);
    getrusage(RUSAGE_SELF, &after);
    return after.ru_minflt - before.ru_minflt;
}

/* 19 MiB are 4,864 pages. */
static void test_a_second_hash_has_no_page_faults(void **state)
{
    char hash[crypto_pwhash_STRBYTES] = "";

    (void)state;
    make_hash(hash, 19 * MIB);
    faults_of(hash);
    assert_true(faults_of(hash) < 500);
}

static void test_a_hash_that_needs_more_is_made_outside(void **state)
{
    char hash[crypto_pwhash_STRBYTES] = "";
    cnops_arena_task_t task = task_of(PASSWORD, hash);

    (void)state;
    make_hash(hash, 24 * MIB);
    assert_int_equal(cnops_hasher_verify(hasher, 0, &task), 0);
    assert_int_equal(task.used, 0);
}

static void test_memory_is_given_back_when_idle(void **state)
{
    char hash[crypto_pwhash_STRBYTES] = "";
    cnops_slots_t *slots;
    int slot;

    (void)state;
    assert_int_equal(cnops_slots_make(&slots, 2, pool), APR_SUCCESS);
    make_hash(hash, 19 * MIB);
    assert_int_equal(verify(hash, PASSWORD), 0);
    cnops_hasher_rest(hasher, slots, apr_time_from_sec(600));
    assert_true(resident_kib() >= 19 * KIB);
    assert_int_equal(cnops_slots_acquire(&slot, slots, CNOPS_SLOTS_KNOWN, 0), APR_SUCCESS);
    cnops_hasher_rest(hasher, slots, 0);
    assert_true(resident_kib() >= 19 * KIB);
    cnops_slots_release(slots, slot);
    cnops_hasher_rest(hasher, slots, 0);
    assert_true(resident_kib() < 100);
    /* The slots are free again, and the arenas work. */
    for (int i = 0; i < 2; i++)
        assert_int_equal(cnops_slots_acquire(&slot, slots, CNOPS_SLOTS_KNOWN, 0), APR_SUCCESS);
    assert_int_equal(verify(hash, PASSWORD), 0);
}

static void test_arenas_follow_the_settings(void **state)
{
    char hash[crypto_pwhash_STRBYTES] = "";
    cnops_arena_task_t task = task_of(PASSWORD, hash);

    (void)state;
    make_hash(hash, 24 * MIB);
    assert_int_equal(cnops_hasher_resize(hasher, 0, 24 * MIB), APR_EINVAL);
    assert_int_equal(cnops_hasher_resize(hasher, 3, 24 * MIB), APR_SUCCESS);
    assert_int_equal(cnops_hasher_verify(hasher, 2, &task), 0);
    assert_int_equal(task.used, 24 * MIB);
}

/* --- threads and processes --- */

#define ROUNDS 10

typedef struct worker_t {
    int slot;
    const char *hash, *password;
    int right;
    pthread_t thread;
} worker_t;

static void *work(void *self)
{
    worker_t *worker = self;

    for (int i = 0; i < ROUNDS; i++) {
        cnops_arena_task_t task = task_of(worker->password, worker->hash);

        worker->right += cnops_hasher_verify(hasher, worker->slot, &task) == 0;
        task = task_of("another", worker->hash);
        worker->right += cnops_hasher_verify(hasher, worker->slot, &task) == EINVAL;
    }
    return NULL;
}

static void test_many_threads(void **state)
{
    char hashes[8][crypto_pwhash_STRBYTES];
    worker_t workers[8];

    (void)state;
    assert_int_equal(cnops_hasher_resize(hasher, 8, MIB), APR_SUCCESS);
    for (int i = 0; i < 8; i++) {
        workers[i] = (worker_t){i, hashes[i], apr_psprintf(pool, "%s-%d", PASSWORD, i), 0, 0};
        assert_int_equal(
            crypto_pwhash_str(hashes[i], workers[i].password, strlen(workers[i].password), 1, MIB),
            0);
    }
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    for (int i = 0; i < 8; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_int_equal(workers[i].right, 2 * ROUNDS);
    }
}

/* As httpd: the parent loads the library, its children hash. */
static void test_children_of_a_process_that_has_hashed(void **state)
{
    char hash[crypto_pwhash_STRBYTES] = "";
    int status;

    (void)state;
    make_hash(hash, MIB);
    assert_int_equal(verify(hash, PASSWORD), 0);
    for (int i = 0; i < 4; i++) {
        pid_t child = fork();

        if (child == 0)
            _exit(verify(hash, PASSWORD) == 0 && verify(hash, "another") == EINVAL ? 0 : 1);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
}

/* --- without it --- */

static void test_without_a_library_the_fault_is_named(void **state)
{
    cnops_hasher_t *none = hasher;
    const char *fault = NULL;

    (void)state;
    assert_int_not_equal(cnops_hasher_load(&none, &fault, "/nonexistent/cnops_arena.so", pool),
                         APR_SUCCESS);
    assert_null(none);
    assert_non_null(strstr(fault, "/nonexistent/cnops_arena.so"));
    assert_int_not_equal(cnops_hasher_load(&none, &fault, "libm.so.6", pool), APR_SUCCESS);
    assert_null(none);
    assert_string_equal(fault, "this is not the arena library");
}

static void test_without_a_hasher_hashes_are_the_same(void **state)
{
    core_fixture_t *f = core_fixture_make();
    cnops_guess_t guess = {NULL, PASSWORD, CNOPS_SLOTS_STRANGER};
    bool matches = false;

    (void)state;
    assert_non_null(f);
    assert_null(f->core.hasher);
    assert_int_equal(cnops_password_hash(&guess.hash, &f->core, PASSWORD, f->pool), APR_SUCCESS);
    f->core.hasher = hasher;
    assert_int_equal(cnops_password_verify(&matches, &f->core, &guess, f->pool), APR_SUCCESS);
    assert_true(matches);
    assert_int_equal(cnops_password_hash(&guess.hash, &f->core, PASSWORD, f->pool), APR_SUCCESS);
    f->core.hasher = NULL;
    assert_int_equal(cnops_password_verify(&matches, &f->core, &guess, f->pool), APR_SUCCESS);
    assert_true(matches);
    core_fixture_free(f);
}

#define CASE(test) cmocka_unit_test_setup(test, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_hashes_are_those_of_libsodium),
        CASE(test_salts_differ),
        CASE(test_errors_are_those_of_libsodium),
        CASE(test_an_arena_is_wiped_after_each_hash),
        CASE(test_what_an_arena_held_does_not_matter),
        CASE(test_arenas_are_left_out_of_core_dumps),
        CASE(test_a_second_hash_has_no_page_faults),
        CASE(test_a_hash_that_needs_more_is_made_outside),
        CASE(test_memory_is_given_back_when_idle),
        CASE(test_arenas_follow_the_settings),
        CASE(test_many_threads),
        CASE(test_children_of_a_process_that_has_hashed),
        CASE(test_without_a_library_the_fault_is_named),
        CASE(test_without_a_hasher_hashes_are_the_same),
    };

    return cmocka_run_group_tests(tests, setup_all, NULL);
}
