/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "ctl/letters.h"

#include "core/person/contact.h"
#include "core/person/identity.h"
#include "core/person/person.h"
#include "core/request/request.h"

#include <apr_strings.h>
#include <string.h>

bool cnops_letters_is_due(const cnops_letters_t *letters, const cnops_request_t *request)
{
    if (request->state != CNOPS_REQUEST_OPEN)
        return false;
    if (letters->some)
        return request->letter_at >= letters->span.from && request->letter_at < letters->span.to;
    return letters->all || !request->letter_at;
}

static const char *name_of(const cnops_tree_t *record, const char *lang, apr_pool_t *pool)
{
    bool is_arabic = strcmp(lang, "ar") == 0 && cnops_tree_text(record, "family_name_ar");
    const char *given = cnops_tree_text(record, is_arabic ? "given_name_ar" : "given_name");
    const char *family = cnops_tree_text(record, is_arabic ? "family_name_ar" : "family_name");

    return apr_pstrcat(pool, given ? given : "", given && family ? " " : "", family ? family : "",
                       NULL);
}

static apr_status_t add_name(cnops_tree_t *data, const cnops_letters_t *letters,
                             const cnops_request_t *request, const char *lang, apr_pool_t *pool)
{
    const cnops_core_t *core = &letters->portal->core;
    cnops_tree_t *record;
    apr_status_t rv = cnops_person_record(&record, core, request->person_id, pool);

    if (rv == APR_SUCCESS && record)
        cnops_tree_set_text(data, "name", name_of(record, lang, pool));
    return rv;
}

/* Takes the address of the newest active membership that has one, or else of the newest
 * membership that has one. */
static apr_status_t add_address(bool *pfound, cnops_tree_t *data, const cnops_letters_t *letters,
                                const cnops_request_t *request, apr_pool_t *pool)
{
    static const char *const names[] = {"address", "postal_code", "city"};
    const cnops_core_t *core = &letters->portal->core;
    apr_array_header_t *list;
    bool is_active = false;
    apr_status_t rv = cnops_person_memberships(&list, core, request->person_id, pool);

    *pfound = false;
    for (int i = rv == APR_SUCCESS ? list->nelts - 1 : -1; i >= 0 && !is_active; i--) {
        const cnops_membership_t *m = &APR_ARRAY_IDX(list, i, cnops_membership_t);
        cnops_tree_t *record;

        rv = cnops_identity_record(&record, core, CNOPS_SEALED_MEMBERSHIP, m->record_sealed, pool);
        if (rv != APR_SUCCESS)
            return rv;
        if (!cnops_tree_text(record, "address") || (*pfound && m->status != CNOPS_MEMBER_ACTIVE))
            continue;
        *pfound = true;
        is_active = m->status == CNOPS_MEMBER_ACTIVE;
        for (int n = 0; n < 3; n++)
            cnops_tree_set_text(data, names[n], cnops_tree_text(record, names[n]));
    }
    return rv;
}

static apr_status_t add_contacts(cnops_tree_t *data, const cnops_letters_t *letters,
                                 const cnops_request_t *request, apr_pool_t *pool)
{
    static const char *const names[] = {"email", "phone"};
    apr_status_t rv = APR_SUCCESS;

    for (int c = CNOPS_CHANNEL_EMAIL; c <= CNOPS_CHANNEL_SMS && rv == APR_SUCCESS; c++) {
        const char *contact;

        rv = cnops_request_contact(&contact, &letters->portal->core, request, (cnops_channel_e)c,
                                   pool);
        if (rv == APR_SUCCESS)
            cnops_tree_set_text(data, names[c],
                                cnops_contact_mask((cnops_channel_e)c, contact, pool));
    }
    return rv;
}

apr_status_t cnops_letters_fill(bool *pfound, cnops_tree_t *data, const cnops_letters_t *letters,
                                const cnops_request_t *request, const char *lang, apr_pool_t *pool)
{
    apr_status_t rv = add_address(pfound, data, letters, request, pool);

    cnops_tree_set_text(data, "kind", cnops_request_kind_name(request->kind));
    if (rv == APR_SUCCESS)
        rv = add_name(data, letters, request, lang, pool);
    return rv == APR_SUCCESS ? add_contacts(data, letters, request, pool) : rv;
}
