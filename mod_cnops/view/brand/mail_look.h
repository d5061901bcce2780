/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The appearance of e-mails, in the colours of the institution.
 *
 * Floor: view. Threads: any. */
#ifndef CNOPS_VIEW_BRAND_MAIL_LOOK_H
#define CNOPS_VIEW_BRAND_MAIL_LOOK_H

#include "view/brand/palette.h"
#include "view/mail.h"

/* has_emblem: the institution has a PNG, which the courier sends with the message. */
void cnops_mail_look_make(cnops_mail_look_t *look, const cnops_palette_t *palette, bool has_emblem,
                          apr_pool_t *pool);

#endif
