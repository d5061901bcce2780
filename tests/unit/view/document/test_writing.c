/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Where the lines of printed forms stand, measured on a recording. With the fonts of build/htdocs.
 */
#include "view/document/blocks.h"

#include "base/test_pool.h"
#include "view/document/text.h"

#define FONTS "build/htdocs/documents"
#define WIDTH 500.0 /* points */
#define LINE  3.5   /* points: a line has a width, and the recording rounds outwards */
#define MM(n) ((n)*CNOPS_MM)

typedef struct extents_t {
    double x, y, width, height;
    double taken; /* the height that the block says it has */
} extents_t;

static cnops_engines_t *engines;
static cnops_engine_t *engine;

static int setup(void **state)
{
    const cnops_engines_config_t config = {FONTS, 1, 1000};
    const char *fault;

    make_pool(state);
    assert_int_equal(cnops_engines_make(&engines, &fault, &config, pool), APR_SUCCESS);
    return cnops_engines_take(&engine, engines) == APR_SUCCESS ? 0 : -1;
}

static int teardown(void **state)
{
    cnops_engines_give(engines, engine);
    return drop_pool(state);
}

static const apr_xml_elem *parse(const char *markup)
{
    apr_xml_parser *parser = apr_xml_parser_create(pool);
    apr_xml_doc *doc;

    assert_int_equal(apr_xml_parser_feed(parser, markup, strlen(markup)), APR_SUCCESS);
    assert_int_equal(apr_xml_parser_done(parser, &doc), APR_SUCCESS);
    return doc->root;
}

/* What a block draws in a place of this width. */
static extents_t draw(const char *markup, double width)
{
    static const cnops_document_t document;
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cnops_flow_t flow = {.engine = engine,
                         .document = &document,
                         .cairo = cairo_create(surface),
                         .draws = true,
                         .scale = 1,
                         .elements = apr_array_make(pool, 1, sizeof(cnops_element_t)),
                         .block = cnops_block,
                         .pool = pool};
    const cnops_place_t place = {.width = width, .lang = "fr"};
    extents_t drawn;

    cnops_flow_show_all(&flow);
    drawn.taken = cnops_block(&flow, parse(markup), place);
    assert_null(flow.fault);
    cairo_recording_surface_ink_extents(surface, &drawn.x, &drawn.y, &drawn.width, &drawn.height);
    cnops_text_forget(&flow);
    cairo_destroy(flow.cairo);
    cairo_surface_destroy(surface);
    return drawn;
}

static void assert_near(double value, double expected)
{
    if (value < expected - LINE || value > expected + LINE)
        fail_msg("expected %.1f, got %.1f", expected, value);
}

static void boxes_have_room_for_a_digit(void **state)
{
    extents_t drawn = draw("<cells count='8'/>", WIDTH);

    (void)state;
    assert_near(drawn.width, 8 * MM(5.5));
    assert_true(drawn.height >= MM(7));
    assert_true(drawn.taken >= drawn.height - LINE);
}

static void groups_stand_apart(void **state)
{
    (void)state;
    assert_near(draw("<cells count='8' groups='2 2 4'/>", WIDTH).width, 8 * MM(5.5) + 2 * MM(2));
    /* Boxes that no group names stand together, and a group has no more than there are. */
    assert_near(draw("<cells count='8' groups='2'/>", WIDTH).width, 8 * MM(5.5) + MM(2));
    assert_near(draw("<cells count='4' groups='9 9'/>", WIDTH).width, 4 * MM(5.5));
    assert_near(draw("<cells count='4' groups='x'/>", WIDTH).width, 4 * MM(5.5));
}

static void a_longer_value_has_more_and_narrower_boxes(void **state)
{
    (void)state;
    assert_near(draw("<cells count='2' value='AB12'/>", WIDTH).width, 4 * MM(5.5));
    assert_near(draw("<cells count='2' value='éèàù'/>", WIDTH).width, 4 * MM(5.5));
    assert_near(draw("<cells count='2' value='ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'/>", 200).width,
                200);
}

static void a_box_to_tick_stands_where_reading_begins(void **state)
{
    extents_t left = draw("<tick/>", 200), right = draw("<tick lang='ar'/>", 200);

    (void)state;
    assert_near(left.x, 0);
    assert_near(right.x + right.width, 200);
    assert_near(left.width, MM(3.8));
}

static void a_line_leaves_room_above_it(void **state)
{
    extents_t drawn = draw("<dots height='8'/>", 200);

    (void)state;
    assert_near(drawn.y, MM(8));
    assert_near(drawn.width, 200);
}

static void rows_of_a_grid_are_high_enough_to_write_in(void **state)
{
    extents_t low = draw("<table grid='yes'><row><cell/></row></table>", 200);
    extents_t high = draw("<table grid='yes'><row height='12'><cell/><cell/></row></table>", 200);

    (void)state;
    assert_true(low.taken < MM(12));
    assert_near(high.taken, MM(12));
    assert_near(high.height, MM(12));
    assert_near(high.width, 200);
    /* The text of a high row is not cut by its least height. */
    assert_true(draw("<table grid='yes'><row height='1'><cell>un</cell></row></table>", 200).taken >
                MM(4));
}

/* The Arabic line is lower within its own height, so the French one moves down to it. */
static void texts_of_two_scripts_stand_on_one_line(void **state)
{
    static const cnops_document_t document;
    cnops_flow_t flow = {.engine = engine, .document = &document, .scale = 1, .pool = pool};
    const cnops_place_t place = {.width = 200, .lang = "fr"};
    double french = cnops_text_baseline(&flow, parse("<p>un</p>"), place);
    double arabic = cnops_text_baseline(&flow, parse("<p lang='ar'>واحد</p>"), place);
    double alone = draw("<columns><p>un</p><p/></columns>", 200).y;
    double beside = draw("<columns baseline='yes'><p>un</p><p lang='ar'/></columns>", 200).y;

    (void)state;
    assert_true(french > 0 && arabic > french + 1);
    assert_near(beside - alone, arabic - french);
    assert_true(beside > alone);
    assert_true(cnops_text_baseline(&flow, parse("<space/>"), place) == 0);
    cnops_text_forget(&flow);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(boxes_have_room_for_a_digit),
        TEST(groups_stand_apart),
        TEST(a_longer_value_has_more_and_narrower_boxes),
        TEST(a_box_to_tick_stands_where_reading_begins),
        TEST(a_line_leaves_room_above_it),
        TEST(rows_of_a_grid_are_high_enough_to_write_in),
        TEST(texts_of_two_scripts_stand_on_one_line),
    };

    return RUN_TESTS(tests);
}
