/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* What the QR code of a certificate says: facts and their signature, so that a copy can be checked
 * without asking us.
 *
 * Floor: core. Threads: any. Sources: RFC 8032 (Ed25519); contract.md §9.
 *
 * A forger can put a genuine code on a false paper. So all that a reader relies on is in it.
 *
 *   payload = facts ‖ signature (64 bytes)
 *   signature = Ed25519 over "mod_cnops certificate 1" ‖ 0x00 ‖ facts
 *   digits = payload as one big-endian number, in decimal digits
 *
 * Digits take less room in a QR code than any other text of bytes (ISO/IEC 18004, numeric mode).
 * The first byte is never 0, so the number has all bytes. The facts are, in this order, numbers of
 * a fixed length (big-endian) and then texts (one byte with their length, then their bytes):
 *
 *   bytes  name            content
 *   1      format          1
 *   4      key             first bytes of BLAKE2b-256 of the public key
 *   1      kind            1 immatriculation, 2 coverage, 3 coverage of an academic year
 *   1      scheme          1 public, 2 student
 *   3      issued_on       a day: year × 512 + month × 32 + day; month and day 0: a year only
 *   3      expires_on      likewise
 *   3      birth_date      likewise
 *   3      rights_from     likewise; 0: not said
 *   3      rights_to       likewise; 0: not said
 *   2      academic_year   its first year; 0: none
 *   4      number          of the certificate in the list of revoked ones; random
 *   1      document_type   1 cnie, 2 passport, 3 residence
 *   1+n    document_end    the last characters of the document's number; n ≤ 4
 *   1+n    name            n ≤ 78, Latin letters (core/certificate/letters.h)
 *   1+n    name_ar         n ≤ 78, Arabic letters
 *
 * Each payload has one form: a reader refuses unknown values, bytes left over, and texts that it
 * would have written otherwise. */
#ifndef CNOPS_CORE_CERTIFICATE_PAYLOAD_H
#define CNOPS_CORE_CERTIFICATE_PAYLOAD_H

#include "core/ports.h"

#define CNOPS_PAYLOAD_FACTS_MAX     200 /* bytes */
#define CNOPS_PAYLOAD_SIGNATURE_LEN 64
#define CNOPS_PAYLOAD_MAX           (CNOPS_PAYLOAD_FACTS_MAX + CNOPS_PAYLOAD_SIGNATURE_LEN)
#define CNOPS_PAYLOAD_DIGITS_MAX    636 /* of that many bytes */
#define CNOPS_SIGNING_KEY_ID_LEN    4   /* bytes of "key" */

/* Days are "YYYY-MM-DD"; birth_date may be "YYYY". Texts are valid UTF-8. */
typedef struct cnops_facts_t {
    unsigned char key[CNOPS_SIGNING_KEY_ID_LEN];
    cnops_certificate_kind_e kind;
    cnops_scheme_e scheme;
    const char *issued_on, *expires_on, *birth_date;
    const char *rights_from, *rights_to; /* NULL: not said */
    int academic_year;                   /* 2025 for 2025-2026; 0: none */
    apr_uint32_t number;
    const char *document_type; /* cnie | passport | residence */
    const char *document_end;
    const char *name, *name_ar; /* "" where the record has none */
} cnops_facts_t;

/* Writes the facts. Returns the number of bytes; 0 where a value is none that the form has. A name
 * that is too long is cut, and ends in "…". */
apr_size_t cnops_payload_write(unsigned char bytes[CNOPS_PAYLOAD_FACTS_MAX],
                               const cnops_facts_t *facts);

/* Reads facts, without their signature. False where they have not the one form. */
bool cnops_payload_read(cnops_facts_t *pfacts, const unsigned char *bytes, apr_size_t len,
                        apr_pool_t *pool);

/* The digits of bytes, whose first is not 0; len: at most CNOPS_PAYLOAD_MAX. */
const char *cnops_payload_digits(const unsigned char *bytes, apr_size_t len, apr_pool_t *pool);

/* The bytes of digits; 0 where the text is no such number, or the number of over
 * CNOPS_PAYLOAD_MAX bytes. */
apr_size_t cnops_payload_from_digits(unsigned char bytes[CNOPS_PAYLOAD_MAX], const char *digits);

#endif
