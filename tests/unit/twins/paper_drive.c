/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "paper_drive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

const cnops_certificate_t *drive_paper(core_fixture_t *f, const char **pdigits)
{
    static const cnops_account_t account = {.id = 3, .person_id = 1};
    const cnops_membership_t membership = {
        .id = 5, .person_id = 1, .status = CNOPS_MEMBER_ACTIVE, .rights_from = "2015-01-01"};
    cnops_tree_t *person = cnops_tree_object(f->pool), *facts;
    const cnops_certificate_asking_t asking = {.account = &account,
                                               .membership = &membership,
                                               .person_record = person,
                                               .membership_record = person,
                                               .kind = CNOPS_CERTIFICATE_COVERAGE};
    const cnops_certificate_t *certificate;

    cnops_tree_set_text(person, "document_type", "cnie");
    cnops_tree_set_text(person, "cni", "AA100001");
    cnops_tree_set_text(person, "birth_date", "1980-04-12");
    cnops_tree_set_text(person, "given_name", "Amina");
    assert_int_equal(cnops_certificate_draw(&certificate, &f->core, &asking, f->pool), APR_SUCCESS);
    assert_int_equal(cnops_certificate_facts(&facts, &f->core, certificate, f->pool), APR_SUCCESS);
    *pdigits = cnops_tree_text(facts, "digits");
    return certificate;
}
