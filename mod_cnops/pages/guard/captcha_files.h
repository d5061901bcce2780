/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* /captcha/{id}.png and /captcha/{id}.wav: the picture captcha as a picture and as a sound.
 *
 * Floor: pages. Threads: one request, one thread. An id that is not of this journey, or whose time
 * is over, gets 404. An address block that has asked for too many gets 429. They are counted by
 * block and not by journey, since a new journey costs nothing. */
#ifndef CNOPS_PAGES_GUARD_CAPTCHA_FILES_H
#define CNOPS_PAGES_GUARD_CAPTCHA_FILES_H

#include "pages/frame/request.h"

cnops_res_t *cnops_captcha_files_picture(cnops_req_t *req);
/* Speaks the language of the request. */
cnops_res_t *cnops_captcha_files_sound(cnops_req_t *req);

#endif
