/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "claim_drive.h"

#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>

claim_drive_t claim_drive_open(void **state)
{
    portal_t *portal = drive_account(state);
    core_fixture_t *fixture = portal->fixture;
    /* The member of drive_account is the first person of the store. */
    const cnops_membership_t *membership = claim_fixture_membership(fixture, 1);

    store_memory_switch_claims(fixture->store, 1, clock_fake_now(fixture->clock));
    return (claim_drive_t){portal, fixture, drive_member(portal), membership->id};
}

answer_t *claim_drive_get(const claim_drive_t *drive, const char *address)
{
    return browser_get(drive->browser, address);
}

void claim_drive_add(const claim_drive_t *drive, const char *reference, const char *received_on,
                     cnops_claim_status_e status)
{
    fixture_claim_t claim = {.reference = reference,
                             .received_on = received_on,
                             .care_kind = "pharmacie",
                             .beneficiary = "Salma EL FICTIF",
                             .relation = "insured",
                             .spent = 1000,
                             .refunded = 700,
                             .status = status};

    claim_fixture_add(drive->fixture, drive->membership_id, &claim);
}

const char *claim_drive_value(const answer_t *answer, const char *path)
{
    const cnops_tree_t *value = cnops_tree_at(answer->page, path);

    if (value && value->type == CNOPS_TREE_TEXT)
        return value->value.text;
    if (value && value->type == CNOPS_TREE_INT)
        return apr_psprintf(answer->page->pool, "%" APR_INT64_T_FMT, value->value.integer);
    if (value && value->type == CNOPS_TREE_NULL)
        return "null";
    fprintf(stderr, "no %s in %s\n", path, answer->body);
    abort();
}
