// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A reader of what the QR code of a certificate says, written from the table of mod_cnops/core/certificate/payload.h
// alone. Signatures are checked by node's own Ed25519.

import { createPublicKey, verify } from 'node:crypto';

const SIGNATURE = 64;
const MARK = Buffer.from('mod_cnops certificate 1\0');

export function bytesOf(digits) {
  const hex = BigInt(digits).toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

// keys: as /.well-known/cnops-keys.json has them.
export function isGenuine(bytes, keys) {
  const key = keys.find(({ kid }) => kid === bytes.subarray(1, 5).toString('hex'));
  const [facts, signature] = [bytes.subarray(0, -SIGNATURE), bytes.subarray(-SIGNATURE)];
  return bytes[0] === 1 && Boolean(key) &&
    verify(null, Buffer.concat([MARK, facts]), createPublicKey({ key, format: 'jwk' }), signature);
}

const fixed = [
  ['format', 1], ['key', 4], ['kind', 1], ['scheme', 1], ['issued_on', 3], ['expires_on', 3], ['birth_date', 3],
  ['rights_from', 3], ['rights_to', 3], ['academic_year', 2], ['number', 4], ['document_type', 1],
];

function day(packed) {
  const [year, month, inMonth] = [packed >> 9, (packed >> 5) & 15, packed & 31];
  const two = (number) => String(number).padStart(2, '0');
  if (!packed) return null;
  return month ? `${two(inMonth)}/${two(month)}/${year}` : String(year);
}

// Days as they are printed. The texts stay bytes.
export function factsOf(bytes) {
  const facts = {};
  let at = 0;
  for (const [name, length] of fixed) {
    const number = bytes.readUIntBE(at, length);
    facts[name] = /_on$|_date$|^rights/.test(name) ? day(number) : number;
    at += length;
  }
  for (const name of ['document_end', 'name', 'name_ar']) {
    facts[name] = bytes.subarray(at + 1, at + 1 + bytes[at]);
    at += 1 + bytes[at];
  }
  return facts;
}
