/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What a request for rectification and an opposition may be about (law 09-08, articles 8 and 9).
 * The words are the choices of the fields donnee and usage; the sentences for them are
 * option.donnee.WORD and option.usage.WORD in htdocs/messages/keys.txt. To add one: a row here, and
 * its sentence. The payload has the names of a complaint (core/ticket/complaint.h).
 *
 * Floor: core. Threads: any. */
#ifndef CNOPS_CORE_TICKET_DATA_RIGHTS_H
#define CNOPS_CORE_TICKET_DATA_RIGHTS_H

#include "base/words.h"

#define CNOPS_RECTIFICATION_SUBJECTS(X)                                                            \
    X(CNOPS_RECTIFICATION_IDENTITY, "identite")                                                    \
    X(CNOPS_RECTIFICATION_ADDRESS, "adresse")                                                      \
    X(CNOPS_RECTIFICATION_COVER, "couverture")                                                     \
    X(CNOPS_RECTIFICATION_CLAIM, "dossier")                                                        \
    X(CNOPS_RECTIFICATION_PAYMENT, "paiement")                                                     \
    X(CNOPS_RECTIFICATION_OTHER, "autre")
typedef enum { CNOPS_RECTIFICATION_SUBJECTS(CNOPS_WORDS_NAME) } cnops_rectification_subject_e;

#define CNOPS_OPPOSITION_SUBJECTS(X)                                                               \
    X(CNOPS_OPPOSITION_SUBJECT_PROSPECTING, "prospection")                                         \
    X(CNOPS_OPPOSITION_SUBJECT_SHARING, "transmission")                                            \
    X(CNOPS_OPPOSITION_SUBJECT_STATISTICS, "statistiques")                                         \
    X(CNOPS_OPPOSITION_SUBJECT_OTHER, "autre")
typedef enum { CNOPS_OPPOSITION_SUBJECTS(CNOPS_WORDS_NAME) } cnops_opposition_subject_e;

#endif
