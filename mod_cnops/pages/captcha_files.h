/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /captcha/{id}.png and /captcha/{id}.wav: the picture captcha to see and to hear.
 *
 * Floor: pages. Callers: routes. 404 for an id that this journey does not have (any more),
 * 429 where the journey had too many made: of the journey, not of the block, so that no
 * stranger takes the picture from somebody next door. */
#ifndef CNOPS_PAGES_CAPTCHA_FILES_H
#define CNOPS_PAGES_CAPTCHA_FILES_H

#include "pages/request.h"

cnops_res_t *cnops_captcha_files_picture(cnops_req_t *req);
/* In the language of the request. */
cnops_res_t *cnops_captcha_files_sound(cnops_req_t *req);

#endif
