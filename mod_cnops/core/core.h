/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Everything that a rule of core needs, in one argument.
 *
 * Floor: core. Threads: any. The wiring makes it once; it is read-only from then on. */
#ifndef CNOPS_CORE_CORE_H
#define CNOPS_CORE_CORE_H

#include "base/zone.h"
#include "core/hasher.h"
#include "core/keys.h"
#include "core/ports.h"
#include "core/settings.h"
#include "core/slots.h"

#define CNOPS_ZONE "Africa/Casablanca" /* the institution's */

struct cnops_public_keys_t;

typedef struct cnops_core_t {
    const cnops_settings_t *settings;
    const cnops_keys_t *keys;
    cnops_slots_t *slots;         /* of password hashing */
    const cnops_hasher_t *hasher; /* NULL: hashes are made by plain calls */
    cnops_store_t store;
    cnops_code_store_t codes;
    cnops_clock_t clock;
    cnops_random_t random;
    const cnops_zone_t *zone; /* in which days begin and end; NULL: UTC */
    /* The list that the root key has signed (core/certificate/public_keys.h); NULL: none is. */
    const struct cnops_public_keys_t *signed_keys;
} cnops_core_t;

static inline apr_time_t cnops_core_now(const cnops_core_t *core)
{
    return core->clock.now(core->clock.self);
}

#endif
