/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Writes the lines of the module in httpd's error log. They contain ids, outcomes and the
 * block of an address; never a code, an answer, a password, a document number, a contact or
 * a whole IP address.
 *
 * Floor: httpd. Threads: any.
 *
 * Every line begins with an id. An id keeps its meaning in later versions, so that a monitor
 * can wait for it. httpd's prefix [client …] is avoided, because it shows the address.
 *   CNOPS001 notice  the portal is up
 *   CNOPS002 error   the configuration cannot serve: what, and how it should be
 *   CNOPS003 warning the keys cannot be locked in memory
 *   CNOPS004 warning messages have no way out
 *   CNOPS005 error   no thread for the servers that keep codes
 *   CNOPS006 notice  passwords are hashed in memory that is kept / warning: they are not, and why
 *   CNOPS100 info    something happened that an operator may count
 *   CNOPS101 error   a request met a machine failure
 *   CNOPS102 error   the database refused a statement: which, and its words
 *   CNOPS103 error   MariaDB counts as down: what was said / notice: it answers again
 *   CNOPS104 error   a server that keeps codes is out, for one process / notice: it is back
 *   CNOPS105 error   a page was shown without a row that cannot be read: which
 *   CNOPS200 warning a message could not be sent, and will be tried again or is given up
 *   CNOPS201 error   the outbox cannot be worked on / notice: it can again
 *   CNOPS202 error   the database cannot be cleaned / notice: it can again
 *   CNOPS203 error   relay or gateway is down, messages wait / notice: it takes them again
 *   CNOPS204 warning 80 % of the day's SMS are spent / error: all are
 *   CNOPS205 error   requests cannot be tended / notice: they can again
 *   CNOPS206 info    a message was sent; with the gateway's own id of it
 *   CNOPS207 error   accounts that their owners closed cannot be deleted / notice: they can again
 *   CNOPS208 error   members cannot be told of changed claims / notice: they can again
 *   CNOPS210 error   batches of establishments cannot be worked on / notice: they can again
 *   CNOPS209 error   students cannot be told of their registrations / notice: they can again
 */
#ifndef CNOPS_HTTPD_LOG_H
#define CNOPS_HTTPD_LOG_H

#include "pages/frame/request.h"

#include <httpd.h>

/* Puts the block of ip into the notes of r, for %{cnops-block}n in a LogFormat. */
void cnops_log_block(request_rec *r, const char *ip);

/* Puts what is logged of the address into the notes of r, for %{cnops-path}n in a LogFormat. path:
 * as a route has it, with '*' for its variable part; or of an asset. NULL: no page has the
 * address, which may be a link that gives a right, cut or mistyped. */
void cnops_log_path(request_rec *r, const char *mount, const char *path);

/* Logs the failure and the event of an answer. Most answers have neither. */
void cnops_log_answer(const request_rec *r, const cnops_req_t *req, const cnops_res_t *res);

/* rv in words, for codes of base/errors.h and of the system. */
const char *cnops_log_reason(apr_status_t rv, apr_pool_t *pool);

#endif
