/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The channels by which messages leave. Two of them reach a person and belong to contacts; the
 * third one reaches a program of an establishment.
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_PORTS_CHANNEL_H
#define CNOPS_CORE_PORTS_CHANNEL_H

#include "base/words.h"

#include <stdbool.h>

/* With the words of the database and of the files. */
#define CNOPS_CHANNEL(X)                                                                           \
    X(CNOPS_CHANNEL_EMAIL, "email")                                                                \
    X(CNOPS_CHANNEL_SMS, "sms")                                                                    \
    X(CNOPS_CHANNEL_WEBHOOK, "webhook")
typedef enum { CNOPS_CHANNEL(CNOPS_WORDS_NAME) CNOPS_CHANNELS } cnops_channel_e;

const char *cnops_channel_name(cnops_channel_e channel);
/* False for any other word; *pvalue is unchanged then. */
bool cnops_channel_parse(cnops_channel_e *pvalue, const char *word);

#endif
