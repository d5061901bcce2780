/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Knows the default alphabet of GSM. An SMS holds 160 characters of this alphabet; with a single
 * character from outside it, only 70. A longer text is sent in several segments, which hold a
 * little less, and each of them is paid.
 *
 * Floor: courier. Threads: any. Sources: 3GPP TS 23.038 §6.2.1 (formerly GSM 03.38), TS 23.040
 * §9.2.3.24.1 (segments). */
#ifndef CNOPS_COURIER_GSM_H
#define CNOPS_COURIER_GSM_H

#include <stdbool.h>

/* Whether every character of text (UTF-8) is in the default alphabet or its extension table. */
bool cnops_gsm_has_all(const char *text);

/* How many SMS text (UTF-8) becomes. *plen (may be NULL): its length as it is sent, in characters
 * of the alphabet, where one of the extension table counts twice, or in units of UCS-2. */
int cnops_gsm_segments(int *plen, const char *text);

#endif
