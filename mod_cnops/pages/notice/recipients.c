/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "pages/notice/recipients.h"

#include "core/account/account.h"
#include "core/account/account_find.h"
#include "core/form/field.h"
#include "core/person/identity.h"
#include "core/person/person.h"
#include "pages/notice/messages.h"

#include <string.h>

static bool is_listed(const apr_array_header_t *list, cnops_channel_e channel, const char *contact)
{
    for (int i = 0; i < list->nelts; i++) {
        const cnops_recipient_t *recipient = &APR_ARRAY_IDX(list, i, cnops_recipient_t);

        if (recipient->channel == channel && strcmp(recipient->contact, contact) == 0)
            return true;
    }
    return false;
}

static void add(apr_array_header_t *list, cnops_channel_e channel, const char *contact,
                bool is_bound)
{
    if (!is_listed(list, channel, contact))
        APR_ARRAY_PUSH(list, cnops_recipient_t) = (cnops_recipient_t){channel, contact, is_bound};
}

static apr_status_t add_bound(apr_array_header_t *list, const cnops_core_t *core,
                              const cnops_account_t *account, apr_pool_t *pool)
{
    for (int channel = CNOPS_CHANNEL_EMAIL; account && channel <= CNOPS_CHANNEL_SMS; channel++) {
        const char *contact;
        apr_status_t rv =
            cnops_account_contact(&contact, core, account, (cnops_channel_e)channel, pool);

        if (rv != APR_SUCCESS)
            return rv;
        add(list, (cnops_channel_e)channel, contact, true);
    }
    return APR_SUCCESS;
}

/* Records hold contacts as they were typed once: one that is not valid is left out. */
static void add_on_file(apr_array_header_t *list, cnops_channel_e channel, const char *recorded,
                        apr_pool_t *pool)
{
    cnops_field_check_fn check =
        channel == CNOPS_CHANNEL_EMAIL ? cnops_field_check_email : cnops_field_check_phone;
    const char *contact = NULL;

    if (recorded && *recorded && !check(&contact, recorded, pool))
        add(list, channel, contact, false);
}

static apr_status_t add_all_on_file(apr_array_header_t *list, const cnops_core_t *core,
                                    apr_int64_t person_id, apr_pool_t *pool)
{
    apr_array_header_t *memberships;
    apr_status_t rv = cnops_person_memberships(&memberships, core, person_id, pool);

    for (int i = 0; rv == APR_SUCCESS && i < memberships->nelts; i++) {
        const cnops_membership_t *m = &APR_ARRAY_IDX(memberships, i, cnops_membership_t);
        cnops_tree_t *record;

        rv = cnops_identity_record(&record, core, CNOPS_SEALED_MEMBERSHIP, m->record_sealed, pool);
        if (rv != APR_SUCCESS)
            return rv;
        add_on_file(list, CNOPS_CHANNEL_EMAIL, cnops_tree_text(record, "email_on_file"), pool);
        add_on_file(list, CNOPS_CHANNEL_SMS, cnops_tree_text(record, "phone_on_file"), pool);
    }
    return rv;
}

apr_status_t cnops_recipients_find(apr_array_header_t **plist, const cnops_account_t **paccount,
                                   const cnops_core_t *core, apr_int64_t person_id,
                                   apr_pool_t *pool)
{
    apr_status_t rv;

    *plist = apr_array_make(pool, 4, sizeof(cnops_recipient_t));
    rv = cnops_account_any_of_person(paccount, core, person_id, pool);
    if (rv == APR_SUCCESS)
        rv = add_bound(*plist, core, *paccount, pool);
    return rv == APR_SUCCESS ? add_all_on_file(*plist, core, person_id, pool) : rv;
}

void cnops_recipients_drop(apr_array_header_t *list, const char *contact)
{
    cnops_recipient_t *recipients = (cnops_recipient_t *)(void *)list->elts;
    int kept = 0;

    for (int i = 0; i < list->nelts; i++) {
        if (strcmp(recipients[i].contact, contact) != 0)
            recipients[kept++] = recipients[i];
    }
    list->nelts = kept;
}

apr_status_t cnops_recipients_write(apr_array_header_t *messages, const cnops_app_t *app,
                                    const apr_array_header_t *list, const cnops_notice_t *notice,
                                    apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; rv == APR_SUCCESS && i < list->nelts; i++) {
        const cnops_recipient_t *recipient = &APR_ARRAY_IDX(list, i, cnops_recipient_t);

        rv =
            cnops_messages_add(messages, app, notice, recipient->channel, recipient->contact, pool);
    }
    return rv;
}
