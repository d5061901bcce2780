/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* A value written so that it stays a value where it stands.
 *
 * Floor: view. Callers: template_parse.c, template_render.c. Threads: any. */
#ifndef CNOPS_VIEW_ESCAPE_H
#define CNOPS_VIEW_ESCAPE_H

#include "base/buffer.h"

#include <stdbool.h>

typedef enum {
    CNOPS_ESCAPE_NONE,    /* plain text, for messages */
    CNOPS_ESCAPE_HTML,    /* text and quoted attributes: & < > " ' become references */
    CNOPS_ESCAPE_ADDRESS, /* the start of href, src, action: also of a harmless scheme, else "#" */
    CNOPS_ESCAPE_SEGMENT  /* part of a path: all but RFC 3986's unreserved is %XX */
} cnops_escape_e;

void cnops_escape(cnops_buffer_t *out, cnops_escape_e escape, const char *text);

/* True if text starts as an address that cannot run script nor, by "//", leave the site
 * unnoticed: '/', '#', "https:", "http:", "mailto:", "tel:"; or if it is empty. */
bool cnops_escape_is_address(const char *text);

#endif
