/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Knows the default alphabet of GSM. An SMS holds 160 characters of this alphabet; with a single
 * character from outside it, only 70.
 *
 * Floor: courier. Threads: any. Source: 3GPP TS 23.038 §6.2.1 (formerly GSM 03.38). */
#ifndef CNOPS_COURIER_GSM_H
#define CNOPS_COURIER_GSM_H

#include <stdbool.h>

/* Whether every character of text (UTF-8) is in the default alphabet or its extension table. */
bool cnops_gsm_has_all(const char *text);

#endif
