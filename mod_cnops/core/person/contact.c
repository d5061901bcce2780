/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/person/contact.h"

#include "base/text.h"
#include "core/seal/columns.h"

#include <apr_strings.h>
#include <string.h>

#define DOT "\xe2\x80\xa2" /* U+2022, a bullet */

const char *cnops_contact_digest(const cnops_core_t *core, cnops_channel_e channel,
                                 const char *contact, apr_pool_t *pool)
{
    return cnops_column_digest(
        core, channel == CNOPS_CHANNEL_EMAIL ? CNOPS_KEYED_EMAIL : CNOPS_KEYED_PHONE,
        cnops_text_lower(contact, pool), NULL, pool);
}

/* +212612345678 → 06 12 34 56 78. */
static const char *show_phone(const char *phone, apr_pool_t *pool)
{
    if (strncmp(phone, "+212", 4) != 0 || strlen(phone) != sizeof "+212612345678" - 1)
        return phone;
    return apr_psprintf(pool, "0%c %.2s %.2s %.2s %.2s", phone[4], phone + 5, phone + 7, phone + 9,
                        phone + 11);
}

const char *cnops_contact_show(cnops_channel_e channel, const char *contact, apr_pool_t *pool)
{
    return channel == CNOPS_CHANNEL_EMAIL ? contact : show_phone(contact, pool);
}

/* Shows the first character on each side of the @ and the last label. The number of bullets is
 * fixed, so that it does not tell the length. */
static const char *mask_email(const char *email, apr_pool_t *pool)
{
    const char *at = strchr(email, '@');
    const char *dot = at ? strrchr(at, '.') : NULL;

    if (!dot)
        return DOT DOT DOT;
    return apr_psprintf(pool, "%.1s" DOT DOT DOT "@%.1s" DOT DOT DOT "%s", email, at + 1, dot);
}

/* +212612345678 as a Moroccan reads it: 06 •• •• •• 78. */
static const char *mask_phone(const char *phone, apr_pool_t *pool)
{
    apr_size_t len = strlen(phone);

    if (strncmp(phone, "+212", 4) != 0 || len < 7)
        return DOT DOT DOT;
    return apr_psprintf(pool, "0%c " DOT DOT " " DOT DOT " " DOT DOT " %s", phone[4],
                        phone + len - 2);
}

const char *cnops_contact_mask(cnops_channel_e channel, const char *contact, apr_pool_t *pool)
{
    return channel == CNOPS_CHANNEL_EMAIL ? mask_email(contact, pool) : mask_phone(contact, pool);
}
