/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Lists the kinds of SMS gateway.
 *
 * Floor: courier, private to it. Threads: any. */
#ifndef CNOPS_COURIER_GATEWAYS_H
#define CNOPS_COURIER_GATEWAYS_H

#include "courier/gateway.h"

/* All kinds, with NULL at the end. */
extern const cnops_gateway_t *const cnops_gateways[];

/* NULL where there is no such kind. */
const cnops_gateway_t *cnops_gateway_find(const char *kind);

#endif
