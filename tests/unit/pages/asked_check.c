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
    for (const cnops_asked_t *row = asked; row && row->field; row++) {
        const cnops_field_t *field = cnops_field(row->field);

        if (field->same_as)
            assert_true(asked_has(asked, field->same_as));
        if (!row->when)
            continue;
        assert_true(asked_has(asked, row->when));
        assert_non_null(cnops_field(row->when)->choices);
        for (int i = 0; i <= row->is; i++)
            assert_non_null(cnops_field(row->when)->choices[i]);
    }
}
