/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Escapes a value for the place in a document where it is written, so that the value cannot
 * become markup or script.
 *
 * Floor: view. Threads: any. */
#ifndef CNOPS_VIEW_ESCAPE_H
#define CNOPS_VIEW_ESCAPE_H

#include "base/buffer.h"

#include <stdbool.h>

typedef enum {
    CNOPS_ESCAPE_NONE,    /* for plain text (messages): nothing is escaped */
    CNOPS_ESCAPE_HTML,    /* for text and quoted attributes: & < > " ' become references */
    CNOPS_ESCAPE_ADDRESS, /* for the start of href, src, action: as HTML, and "#" instead of an
                           * address that cnops_escape_is_address does not accept */
    CNOPS_ESCAPE_COLOUR,  /* for style: "inherit" instead of anything but "#" and six hexadecimal
                           * digits */
    CNOPS_ESCAPE_SEGMENT  /* for part of a path: each byte that RFC 3986 §2.3 does not call
                           * unreserved becomes %XX */
} cnops_escape_e;

/* Appends text, escaped, to out. */
void cnops_escape(cnops_buffer_t *out, cnops_escape_e escape, const char *text);

/* Whether text is empty or starts with '/', '#', '?', "https:", "http:", "mailto:" or "tel:". Such
 * an address cannot run a script. "//" is not accepted: it looks like a path but names another
 * host. */
bool cnops_escape_is_address(const char *text);

#endif
