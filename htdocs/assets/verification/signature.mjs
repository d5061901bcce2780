/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Ed25519 (RFC 8032): by WebCrypto where the browser has it, else by tweetnacl. */

import { fromBase64url } from './bytes.mjs';

/* The order of the group, little-endian: a signature has one form only if its second half is below it. tweetnacl does
 * not look. */
const ORDER = [
  0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

function isBelowOrder(signature) {
  for (let i = 31; i >= 0; i -= 1) if (signature[32 + i] !== ORDER[i]) return signature[32 + i] < ORDER[i];
  return false;
}

function guard(verify) {
  return async (key, message, signature) => {
    if (key.length !== 32 || signature.length !== 64 || !isBelowOrder(signature)) return false;
    try {
      return await verify(key, message, signature);
    } catch (error) {
      return false;
    }
  };
}

function byWebCrypto(subtle) {
  return guard(async (key, message, signature) => {
    const imported = await subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    return subtle.verify({ name: 'Ed25519' }, imported, signature, message);
  });
}

function byTweetnacl(nacl) {
  return guard(async (key, message, signature) => nacl.sign.detached.verify(message, signature, key));
}

/* RFC 8032, 7.1, test 1: of the empty message. */
const trialKey = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const trialSignature = '5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc-bRr0lv18FlbviRlUUFDjnoQCw';

async function isRight(verify) {
  const signature = fromBase64url(trialSignature);
  const nothing = new Uint8Array(0);

  if (!(await verify(fromBase64url(trialKey), nothing, signature))) return false;
  signature[0] ^= 1;
  return !(await verify(fromBase64url(trialKey), nothing, signature));
}

/* A function (public key, message, signature) → whether it is genuine. subtle: of WebCrypto, may be undefined: pages
 * without HTTPS have none. loadNacl: gives tweetnacl, and is called only where WebCrypto has no Ed25519. */
export async function findVerify(subtle, loadNacl) {
  const verify = subtle && byWebCrypto(subtle);

  if (verify && (await isRight(verify))) return Object.assign(verify, { engine: 'webcrypto' });
  return Object.assign(byTweetnacl(await loadNacl()), { engine: 'tweetnacl' });
}
