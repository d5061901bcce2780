/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Machine failures that APR has no code for.
 *
 * Floor: base. Callers: every floor. A person's mistake is never one of these:
 * it is data (field, code), see core/form/field.h. pages/frame/failures.c maps each of
 * these to an HTTP status, a page and a log id; nothing else does. */
#ifndef CNOPS_BASE_ERRORS_H
#define CNOPS_BASE_ERRORS_H

#include <apr_errno.h>

enum {
    CNOPS_ENOTFOUND = APR_OS_START_USERERR + 7400, /* no such row or key */
    CNOPS_EDUPLICATE,                              /* a unique key is taken */
    CNOPS_ECONFLICT,                               /* somebody else was faster: read again */
    CNOPS_EUNAVAILABLE, /* database or code store is down: 503, try later */
    CNOPS_EBUSY,        /* no hashing slot before the deadline: 503 */
    CNOPS_EMALFORMED,   /* bytes that do not parse */
    CNOPS_EFORGED,      /* a seal or signature that is not ours */
    CNOPS_EEXPIRED,     /* ours, but too old */
    CNOPS_ETOOLARGE,    /* over a stated bound */
    CNOPS_ENOCODES,     /* no code store answers: codes can be neither kept nor tried */
    CNOPS_EREFUSED      /* the next hop refuses this message for good */
};

#endif
