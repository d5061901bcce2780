/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /espace/donnees/export.json: everything that is held about the member, as one file.
 *
 * Floor: pages. Threads: one request, one thread. Secrets: contacts are in clear, for they are the
 * member's own. No digest, hash, token or id of a browser is in it: they say nothing about the
 * member, and some open something.
 *
 * The file is signed (core/certificate/file_signature.h), so that whoever receives it sees that the
 * portal made it. It is built in memory; each list has a bound (export_parts.h) and says where it
 * was cut. A member can ask for a few files a day (CnopsDataExports, pages/space/daily.h), and each
 * is in the journal. */
#ifndef CNOPS_PAGES_RIGHTS_EXPORT_H
#define CNOPS_PAGES_RIGHTS_EXPORT_H

#include "pages/frame/request.h"

cnops_res_t *cnops_export_get(cnops_req_t *req);

/* Notes the event of an export. It comes first: nothing leaves without it, and the file has it too.
 */
apr_status_t cnops_export_note(const cnops_req_t *req);

#endif
