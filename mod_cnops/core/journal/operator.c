/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/journal/operator.h"

#include <apr_strings.h>
#include <string.h>

#define SHORTEST 2
#define LONGEST  40

bool cnops_operator_name_is_good(const char *name)
{
    apr_size_t len = strlen(name);

    return len >= SHORTEST && len <= LONGEST &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_@") == len;
}

cnops_event_t cnops_operator_event(cnops_event_e kind, const cnops_operator_t *by, const char *note,
                                   apr_pool_t *pool)
{
    return (cnops_event_t){.kind = kind,
                           .actor = apr_pstrcat(pool, CNOPS_ACTOR_OPERATOR, by->name, NULL),
                           .reason = by->reason,
                           .note = note};
}
