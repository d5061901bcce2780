/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "core/ports/channel.h"

/* Indexed by the enum: its order is the order here. */
static const char *const words[] = {"email", "sms"};

const char *cnops_channel_name(cnops_channel_e channel)
{
    return words[channel];
}
