/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The two lists that a verifier needs: the public keys, signed by a root key, and the numbers of revoked certificates,
 * signed by one of the keys. Their formats: mod_cnops/core/certificate/public_keys.h and revocations.h. */

import { asciiBytes, fromBase64url } from './bytes.mjs';

const isKey = (bytes) => bytes !== null && bytes.length === 32;

/* --- keys --- */

function rowOfKey({ kid, x, since, retired }) {
  return `${kid} ${x} ${since} ${retired || '-'}\n`;
}

async function hasRootSignature(file, verify) {
  const root = fromBase64url(file.root && file.root.x);
  const signature = fromBase64url(file.signature);
  const text = `mod_cnops keys 1\n${file.signed_on}\n${file.keys.map(rowOfKey).join('')}`;

  return isKey(root) && signature !== null && verify(root, asciiBytes(text), signature);
}

/* {state, keys, signed_on, root}: state is signed, unsigned, or wrong, and then there is no key. */
export async function readKeys(file, verify) {
  const wrong = { state: 'wrong', keys: new Map() };

  if (!file || !Array.isArray(file.keys)) return wrong;
  const keys = new Map();
  for (const row of file.keys) {
    const bytes = row && fromBase64url(row.x);
    if (!bytes || row.kty !== 'OKP' || row.crv !== 'Ed25519' || !isKey(bytes) || !/^[0-9a-f]{8}$/.test(row.kid)) return wrong;
    keys.set(row.kid, bytes);
  }
  if (file.signature === undefined && file.root === undefined) return { state: 'unsigned', keys };
  if (!(await hasRootSignature(file, verify))) return wrong;
  return { state: 'signed', keys, signed_on: file.signed_on, root: file.root.kid };
}

/* --- revoked certificates --- */

/* The numbers; null where the bytes are not count growing numbers of 32 bits, each written as its difference to the one
 * before, seven bits a byte, the lowest first. */
function readNumbers(bytes, count) {
  const numbers = new Set();
  let number = 0;
  let difference = 0;
  let scale = 1;

  for (const byte of bytes) {
    difference += (byte & 127) * scale;
    scale *= 128;
    if (difference > 0xffffffff) return null;
    if (byte & 128) continue;
    number += difference;
    if (number > 0xffffffff || numbers.has(number)) return null;
    numbers.add(number);
    difference = 0;
    scale = 1;
  }
  return scale === 1 && numbers.size === count ? numbers : null;
}

/* {numbers, issued_at, next_at}; without the moments where nothing is known of revocations. */
export async function readRevocations(file, keys, verify) {
  const missing = { numbers: new Set() };
  const key = file && keys.get(file.kid);
  const signature = file && fromBase64url(file.signature);
  const bytes = file && fromBase64url(file.list);

  if (!key || !signature || !bytes) return missing;
  const text = `mod_cnops revocations 1\n${file.issued_at} ${file.next_at} ${file.count}\n${file.list}`;
  if (!(await verify(key, asciiBytes(text), signature))) return missing;
  const numbers = readNumbers(bytes, file.count);
  if (!numbers) return missing;
  return { numbers, issued_at: file.issued_at, next_at: file.next_at };
}

/* fresh, old (a newer list is due) or missing. It is asked at each result: at a counter the page stays open for days. */
export function stateOfRevocations({ next_at: next }, now) {
  if (!next) return 'missing';
  return now.getTime() > Date.parse(next) ? 'old' : 'fresh';
}
