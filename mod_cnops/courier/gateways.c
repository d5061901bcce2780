/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "courier/gateways.h"

#include <string.h>

const cnops_gateway_t *const cnops_gateways[] = {&cnops_gateway_kannel, &cnops_gateway_json, NULL};

const cnops_gateway_t *cnops_gateway_find(const char *kind)
{
    for (const cnops_gateway_t *const *at = cnops_gateways; *at; at++)
        if (strcmp((*at)->kind, kind) == 0)
            return *at;
    return NULL;
}
