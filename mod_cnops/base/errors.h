/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Machine failures for which APR has no status code.
 *
 * Floor: base. A mistake of a visitor is never one of these: it is data (field and code, see
 * core/form/field.h). Only pages/frame/failures.c maps these codes to an HTTP status and a
 * page. */
#ifndef CNOPS_BASE_ERRORS_H
#define CNOPS_BASE_ERRORS_H

#include <apr_errno.h>

enum {
    CNOPS_ENOTFOUND = APR_OS_START_USERERR + 7400, /* no such row or key */
    CNOPS_EDUPLICATE,                              /* a unique key is taken */
    CNOPS_ECONFLICT,    /* another request changed the row first: read it again */
    CNOPS_EUNAVAILABLE, /* database or code store is down: 503, try later */
    CNOPS_EBUSY,        /* no hashing slot was free before the deadline: 503 */
    CNOPS_EMALFORMED,   /* bytes that do not parse */
    CNOPS_EFORGED,      /* a seal or signature that none of our keys made */
    CNOPS_EEXPIRED,     /* a genuine seal that is too old */
    CNOPS_ETOOLARGE,    /* over a stated bound */
    CNOPS_ENOCODES,     /* no code store answers: codes can be neither kept nor tried */
    CNOPS_ENOENGINE,    /* no engine of documents was free before the deadline: 503 */
    CNOPS_EREFUSED      /* the next hop refuses this message for good */
};

#endif
