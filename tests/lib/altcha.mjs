// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A solver of ALTCHA's protocol (version 2) that is independent of the module and of ALTCHA's
// own code: it uses only node's SHA-256.

import { createHash } from 'node:crypto';

function derive({ cost, nonce, salt }, counter) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(counter);
  let key = Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(nonce, 'hex'), bytes]);
  for (let i = 0; i < cost; i++) key = createHash('sha256').update(key).digest();
  return key.toString('hex');
}

export function solve(challenge) {
  for (let counter = 0; ; counter++) {
    const derivedKey = derive(challenge.parameters, counter);
    if (derivedKey.startsWith(challenge.parameters.keyPrefix)) return { counter, derivedKey, time: 1 };
  }
}

export function encode(challenge, solution) {
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

// Fetches a challenge with this client and returns the value of the altcha field.
export async function solved(client) {
  const challenge = await client.data('/captcha/defi');
  return encode(challenge, solve(challenge));
}
