/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /captcha/{id}.png and /captcha/{id}.wav: the picture captcha to see and to hear.
 *
 * Floor: pages. Callers: routes. Threads: one request, one thread. 404 for an id that this journey
 * does not have (any more), 429 where its address block had too many made: by block and not by
 * journey, since a new journey costs nothing. */
#ifndef CNOPS_PAGES_GUARD_CAPTCHA_FILES_H
#define CNOPS_PAGES_GUARD_CAPTCHA_FILES_H

#include "pages/frame/request.h"

cnops_res_t *cnops_captcha_files_picture(cnops_req_t *req);
/* In the language of the request. */
cnops_res_t *cnops_captcha_files_sound(cnops_req_t *req);

#endif
