/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Is the file of a member's data (export.json) as it was signed? The format of its end is described in
 * mod_cnops/core/certificate/file_signature.h. */

import { asciiBytes, fromBase64url, join } from './bytes.mjs';

const DATA_PURPOSE = 'mod_cnops data 1\n';
const END_LEN = 145; /* bytes */
const endForm = /^,"signature":\{"alg":"Ed25519","kid":"([0-9a-f]{8})","value":"([A-Za-z0-9_-]{86})"\}\}$/;

const isLineEnd = (byte) => byte === 0x0a || byte === 0x0d;

/* {signed, kid, signature}; null where the file has no signature of this form. Editors may add line ends. */
function splitDataFile(bytes) {
  let length = bytes.length;

  while (length > 0 && isLineEnd(bytes[length - 1])) length -= 1;
  if (length <= END_LEN) return null;
  const end = endForm.exec(String.fromCharCode(...bytes.subarray(length - END_LEN, length)));
  const signature = end && fromBase64url(end[2]);
  return signature ? { signed: bytes.subarray(0, length - END_LEN), kid: end[1], signature } : null;
}

/* The moment that the file says, a Date; null where it says none. */
function readMoment(bytes) {
  try {
    const at = new Date(JSON.parse(new TextDecoder().decode(bytes)).made_at);
    return Number.isNaN(at.getTime()) ? null : at;
  } catch (error) {
    return null;
  }
}

/* {verdict}: genuine, false, or unknown (no such key), as of a paper; key: its id; made_at: of a genuine file. */
export async function judgeDataFile(verifier, bytes) {
  const parts = splitDataFile(bytes);
  const key = parts && verifier.keys.keys.get(parts.kid);

  if (!parts) return { verdict: 'false' };
  if (!key) return { verdict: 'unknown', key: parts.kid };
  if (!(await verifier.verify(key, join(asciiBytes(DATA_PURPOSE), parts.signed), parts.signature))) return { verdict: 'false' };
  return { verdict: 'genuine', key: parts.kid, made_at: readMoment(bytes) };
}
