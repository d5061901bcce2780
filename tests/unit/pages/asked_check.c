/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/asked_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

bool asked_has(const cnops_asked_t *asked, cnops_field_e field)
{
    while (asked->field && asked->field != field)
        asked++;
    return asked->field == field;
}

void asked_check(const cnops_asked_t *asked)
{
    for (const cnops_asked_t *one = asked; one && one->field; one++) {
        const cnops_field_t *field = cnops_field(one->field);

        if (field->same_as)
            assert_true(asked_has(asked, field->same_as));
        if (!one->when)
            continue;
        assert_true(asked_has(asked, one->when));
        assert_non_null(cnops_field(one->when)->choices);
        for (int i = 0; i <= one->is; i++)
            assert_non_null(cnops_field(one->when)->choices[i]);
    }
}
