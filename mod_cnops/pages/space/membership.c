/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/space/membership.h"

const cnops_membership_t *cnops_space_membership(const cnops_req_t *req)
{
    const apr_array_header_t *all = req->person.memberships;
    const cnops_membership_t *first = NULL;

    for (int i = 0; all && i < all->nelts; i++) {
        const cnops_membership_t *membership = &APR_ARRAY_IDX(all, i, cnops_membership_t);

        if (membership->status == CNOPS_MEMBER_ACTIVE)
            return membership;
        if (!first)
            first = membership;
    }
    return first;
}
