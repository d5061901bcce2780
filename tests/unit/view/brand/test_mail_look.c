/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/mail_look.h"

#include "base/test_pool.h"

static const cnops_palette_t palette = {
    .light = {.primary = {1, 0, 0xaa},
              .on_primary = {2, 0, 0xaa},
              .primary_deep = {3, 0, 0xaa},
              .link = {4, 0, 0xaa},
              .primary_pale = {5, 0, 0xaa},
              .accent = {6, 0, 0xaa}},
    .dark = {.accent = {0x12, 0x34, 0x59}},
};

static void each_shade_has_its_place(void **state)
{
    cnops_mail_look_t look;

    (void)state;
    cnops_mail_look_make(&look, &palette, true, pool);
    assert_string_equal(look.light.primary, "#0100aa");
    assert_string_equal(look.light.on_primary, "#0200aa");
    assert_string_equal(look.light.heading, "#0300aa");
    assert_string_equal(look.light.link, "#0400aa");
    assert_string_equal(look.light.tint, "#0500aa");
    assert_string_equal(look.light.accent, "#0600aa");
    assert_string_equal(look.dark.accent, "#12345a"); /* not a code */
    assert_true(look.has_emblem);
    cnops_mail_look_make(&look, &palette, false, pool);
    assert_false(look.has_emblem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {POOL_TEST(each_shade_has_its_place)};

    return RUN_TESTS(tests);
}
