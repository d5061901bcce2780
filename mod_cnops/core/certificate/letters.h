/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Short texts, one byte a letter: a QR code has little room, and in UTF-8 an Arabic letter takes
 * two bytes.
 *
 * Floor: core. Threads: any.
 *
 * A script is a table of code points. Bytes from 0x20 to 0x7E are ASCII in each of them; the other
 * letters have bytes from 0x80 on (letters.c has the tables; docs of the format:
 * core/certificate/payload.h). A text with another letter is written as CNOPS_LETTERS_UTF8 and
 * UTF-8. A text that is too long is cut, and ends in "…". */
#ifndef CNOPS_CORE_CERTIFICATE_LETTERS_H
#define CNOPS_CORE_CERTIFICATE_LETTERS_H

#include <apr_pools.h>

#define CNOPS_LETTERS_UTF8 0x01 /* the first byte where the rest is UTF-8 */

typedef enum { CNOPS_SCRIPT_LATIN, CNOPS_SCRIPT_ARABIC } cnops_script_e;

/* Writes text (valid UTF-8) in at most max bytes. Returns their number. max: at least 8. */
apr_size_t cnops_letters_write(unsigned char *bytes, apr_size_t max, cnops_script_e script,
                               const char *text);

/* The text of len bytes; NULL where they are not what cnops_letters_write can have written: a byte
 * without letter, UTF-8 that is wrong or that the script has letters for. */
const char *cnops_letters_read(cnops_script_e script, const unsigned char *bytes, apr_size_t len,
                               apr_pool_t *pool);

#endif
