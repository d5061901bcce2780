/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The letters of an SMS: 160 of GSM 03.38 fit in one, 70 of all others.
 *
 * Floor: courier. Callers: courier/sms.c. Threads: any. */
#ifndef CNOPS_COURIER_GSM_H
#define CNOPS_COURIER_GSM_H

#include <stdbool.h>

/* Whether every letter of text (UTF-8) is in the default alphabet or its extension, 3GPP
 * TS 23.038 §6.2.1. */
bool cnops_gsm_has_all(const char *text);

#endif
