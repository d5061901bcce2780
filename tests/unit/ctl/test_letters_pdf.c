/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Letters as PDF files, over the twins: which letters are in which file, and what fails. What the
 * files say is tested with other programs: tests/http/letters.test.mjs. */
#include "ctl/letters_pdf.h"

#include "base/errors.h"
#include "base/language.h"
#include "core/request/request.h"
#include "core/request/request_find.h"
#include "ctl/letters_text.h"
#include "twins/core_fixture.h"

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the three above */

#define HTDOCS   "build/htdocs"
#define REQUESTS 5
#define OK(call) assert_int_equal(call, APR_SUCCESS)

typedef struct world_t {
    core_fixture_t *fixture;
    cnops_portal_t portal;
    cnops_brand_t brand;
    cnops_ctl_t ctl;
    const char *operands[1];
    cnops_letters_t letters;
    cnops_letters_pdf_t pdf;
    const char *dir;
    apr_int64_t ids[REQUESTS];
} world_t;

static const cnops_view_t *view;
static apr_pool_t *view_pool;

static int load_view(void **state)
{
    const char *fault = NULL;

    (void)state;
    apr_pool_create(&view_pool, NULL);
    OK(cnops_view_load(&view, &fault, HTDOCS, "", cnops_languages, view_pool));
    return 0;
}

static int drop_view(void **state)
{
    (void)state;
    apr_pool_destroy(view_pool);
    return 0;
}

/* --- requests --- */

static apr_int64_t add_request(world_t *world, int number, const char *address)
{
    core_fixture_t *f = world->fixture;
    fixture_member_t member = fixture_public_transfer;
    cnops_request_asking_t asking = {.ref = apr_psprintf(f->pool, "%032x", number),
                                     .kind = CNOPS_REQUEST_CONTACT,
                                     .email = "nouveau@example.ma",
                                     .phone = "+212612345678",
                                     .lang = "fr"};
    const cnops_request_t *request;

    member.document = apr_psprintf(f->pool, "LT%06d", number);
    member.immatriculation = apr_psprintf(f->pool, "77%07d", number);
    member.address = address;
    asking.person_id = core_fixture_add_member(f, &member);
    OK(f->core.store.requests->insert(
        f->core.store.self, cnops_request_build(&f->core, &asking, f->pool), NULL, f->pool));
    OK(cnops_request_open_of(&request, &f->core, asking.person_id, f->pool));
    return request->id;
}

static const cnops_request_t *request_at(const world_t *world, int i)
{
    const cnops_request_t *request;

    OK(cnops_request_by_id(&request, &world->fixture->core, world->ids[i], world->fixture->pool));
    return request;
}

/* --- the command --- */

/* A new run, which writes to another folder. */
static void begin(world_t *world, const char *folder)
{
    apr_pool_t *pool = world->fixture->pool;

    world->operands[0] = apr_pstrcat(pool, world->dir, "/", folder, NULL);
    world->portal.core = world->fixture->core;
    world->letters = (cnops_letters_t){.ctl = &world->ctl,
                                       .portal = &world->portal,
                                       .view = view,
                                       .site = cnops_tree_object(pool),
                                       .brand = &world->brand,
                                       .by = {"poste.fictive", "Envoi du jour"},
                                       .began_at = cnops_core_now(&world->fixture->core)};
    world->pdf = (cnops_letters_pdf_t){
        .letters = &world->letters, .per_file = 2, .files = cnops_tree_list(pool)};
    assert_int_equal(cnops_export_folder_open(&world->pdf.folder, &world->ctl), CNOPS_EXIT_DONE);
}

static int setup(void **state)
{
    core_fixture_t *f = core_fixture_make();
    world_t *world = apr_pcalloc(f->pool, sizeof *world);
    char *dir = apr_pstrdup(f->pool, "/tmp/cnops-letters-XXXXXX");

    if (!mkdtemp(dir))
        return -1;
    world->fixture = f;
    world->dir = dir;
    world->ctl = (cnops_ctl_t){.program = "cnopsctl", .htdocs = HTDOCS};
    world->ctl.operands = world->operands;
    apr_pool_create(&world->ctl.pool, f->pool);
    apr_file_open_stderr(&world->ctl.err, f->pool);
    for (int i = 0; i < REQUESTS; i++)
        world->ids[i] = add_request(world, i + 1, "12, rue du Jardin");
    *state = world;
    return 0;
}

static void remove_folder(const world_t *world, const char *name)
{
    apr_pool_t *pool = world->fixture->pool;
    const char *folder = apr_pstrcat(pool, world->dir, "/", name, NULL);
    apr_finfo_t entry;
    apr_dir_t *dir;

    if (apr_dir_open(&dir, folder, pool) != APR_SUCCESS)
        return;
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS)
        apr_file_remove(apr_pstrcat(pool, folder, "/", entry.name, NULL), pool);
    apr_dir_close(dir);
    apr_dir_remove(folder, pool);
}

static int teardown(void **state)
{
    world_t *world = *state;

    apr_pool_destroy(world->ctl.pool);
    remove_folder(world, "one");
    remove_folder(world, "two");
    apr_dir_remove(world->dir, world->fixture->pool);
    core_fixture_free(world->fixture);
    return 0;
}

static bool exists(const world_t *world, const char *name)
{
    return access(apr_pstrcat(world->fixture->pool, world->operands[0], "/", name, NULL), F_OK) ==
           0;
}

static const char *file_at(const world_t *world, int i, int letters)
{
    const cnops_tree_t *file = world->pdf.files->first;

    while (file && i-- > 0)
        file = file->next;
    assert_non_null(file);
    assert_int_equal(cnops_tree_int(file, "letters", -1), letters);
    assert_true(exists(world, cnops_tree_text(file, "file")));
    return cnops_tree_text(file, "batch");
}

/* --- the tests --- */

static void test_a_file_has_so_many_letters_at_most(void **state)
{
    world_t *world = *state;

    begin(world, "one");
    OK(cnops_letters_pdf(&world->pdf));
    assert_int_equal(world->letters.written, REQUESTS);
    file_at(world, 0, 2);
    file_at(world, 1, 2);
    assert_string_equal(
        file_at(world, 2, 1),
        cnops_letter_batch_name(request_at(world, 4)->letter_at, world->fixture->pool));
    assert_int_equal(request_at(world, 0)->letter_at, request_at(world, 1)->letter_at);
    assert_true(request_at(world, 2)->letter_at > request_at(world, 1)->letter_at);
    assert_int_equal(store_memory_events(world->fixture->store)->nelts, REQUESTS);
    begin(world, "two");
    OK(cnops_letters_pdf(&world->pdf));
    assert_int_equal(world->letters.written, 0);
    assert_null(world->pdf.files->first);
}

static void test_a_batch_is_made_again_with_other_codes(void **state)
{
    world_t *world = *state;
    const char *former[REQUESTS];

    begin(world, "one");
    OK(cnops_letters_pdf(&world->pdf));
    for (int i = 0; i < REQUESTS; i++)
        former[i] = request_at(world, i)->letter_digest;
    begin(world, "two");
    world->letters.some = true;
    assert_true(cnops_letter_batch_parse(
        &world->letters.span,
        cnops_letter_batch_name(request_at(world, 2)->letter_at, world->fixture->pool)));
    OK(cnops_letters_pdf(&world->pdf));
    file_at(world, 0, 2);
    assert_int_equal(world->letters.written, 2);
    for (int i = 0; i < REQUESTS; i++) {
        bool is_again = i == 2 || i == 3;

        assert_int_equal(strcmp(request_at(world, i)->letter_digest, former[i]) != 0, is_again);
    }
}

static void test_who_has_no_address_gets_no_letter(void **state)
{
    world_t *world = *state;
    apr_int64_t id = add_request(world, 9, NULL);
    const cnops_request_t *request;

    begin(world, "one");
    OK(cnops_letters_pdf(&world->pdf));
    assert_int_equal(world->letters.written, REQUESTS);
    assert_int_equal(world->letters.without_address, 1);
    OK(cnops_request_by_id(&request, &world->fixture->core, id, world->fixture->pool));
    assert_int_equal(request->letter_at, 0);
}

/* The store, where an old contact refuses a request while the file with its letter is made. */
static struct {
    const cnops_requests_port_t *port;
    apr_int64_t id; /* of the request */
    int calls;
} refusal;

static apr_status_t update_all(void *self, const cnops_request_t *requests,
                               const cnops_event_row_t *events, int count, apr_pool_t *pool)
{
    const cnops_request_t *request;

    if (refusal.calls++ == 0) {
        cnops_request_t next;

        OK(refusal.port->by_id(self, &request, refusal.id, pool));
        next = *request;
        next.state = CNOPS_REQUEST_OPPOSED;
        next.settled_at = 1;
        OK(refusal.port->update(self, &(cnops_request_change_t){&next, CNOPS_EFFECT_NONE, 0}, NULL,
                                pool));
    }
    return refusal.port->update_all(self, requests, events, count, pool);
}

static void test_who_changes_meanwhile_is_not_in_the_file(void **state)
{
    world_t *world = *state;
    cnops_requests_port_t port = *world->fixture->core.store.requests;

    refusal.port = world->fixture->core.store.requests;
    refusal.id = world->ids[1];
    refusal.calls = 0;
    port.update_all = update_all;
    begin(world, "one");
    world->portal.core.store.requests = &port;
    OK(cnops_letters_pdf(&world->pdf));
    assert_int_equal(world->letters.written, REQUESTS - 1);
    file_at(world, 0, 1);
    assert_null(request_at(world, 1)->letter_digest);
    assert_non_null(request_at(world, 0)->letter_digest);
}

/* The text has one transaction for each letter. */
static void test_who_changes_meanwhile_stops_no_text(void **state)
{
    world_t *world = *state;
    cnops_requests_port_t port = *world->fixture->core.store.requests;
    const char *path = apr_pstrcat(world->fixture->pool, world->dir, "/letters.txt", NULL);
    apr_file_t *file;

    refusal.port = world->fixture->core.store.requests;
    refusal.id = world->ids[1];
    refusal.calls = 0;
    port.update_all = update_all;
    begin(world, "one");
    world->portal.core.store.requests = &port;
    OK(apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE, APR_FPROT_UREAD,
                     world->fixture->pool));
    OK(cnops_letters_text(&world->letters, file));
    OK(apr_file_close(file));
    OK(apr_file_remove(path, world->fixture->pool));
    assert_int_equal(world->letters.written, REQUESTS - 1);
    assert_null(request_at(world, 1)->letter_digest);
    assert_non_null(request_at(world, REQUESTS - 1)->letter_digest);
}

static void test_a_failure_leaves_the_files_that_are_complete(void **state)
{
    world_t *world = *state;

    begin(world, "one");
    world->pdf.per_file = 4;
    store_memory_fail_next(world->fixture->store, STORE_MEMORY(requests, update_all),
                           CNOPS_EUNAVAILABLE);
    assert_int_equal(cnops_letters_pdf(&world->pdf), CNOPS_EUNAVAILABLE);
    assert_int_equal(world->letters.written, 0);
    assert_non_null(strstr(world->pdf.loss, "-001 are in no file"));
    assert_null(request_at(world, 0)->letter_digest);
    begin(world, "two");
    OK(cnops_letters_pdf(&world->pdf));
    assert_int_equal(world->letters.written, REQUESTS);
}

/* Nothing is marked for which there is no file. */
static void test_letters_that_cannot_be_written_are_not_marked(void **state)
{
    world_t *world = *state;

    begin(world, "one");
    assert_int_equal(rmdir(world->operands[0]), 0);
    assert_int_not_equal(cnops_letters_pdf(&world->pdf), APR_SUCCESS);
    assert_null(world->pdf.loss);
    assert_null(request_at(world, 0)->letter_digest);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_file_has_so_many_letters_at_most),
        TEST(test_a_batch_is_made_again_with_other_codes),
        TEST(test_who_has_no_address_gets_no_letter),
        TEST(test_who_changes_meanwhile_is_not_in_the_file),
        TEST(test_who_changes_meanwhile_stops_no_text),
        TEST(test_a_failure_leaves_the_files_that_are_complete),
        TEST(test_letters_that_cannot_be_written_are_not_marked),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, load_view, drop_view);
}
