/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Bytes and the texts that stand for them. */

export function asciiBytes(text) {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function join(first, second) {
  const bytes = new Uint8Array(first.length + second.length);

  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

/* null where the text is not base64url in its one form: without padding, without bits left over. */
export function fromBase64url(text) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const bytes = [];
  let bits = 0;
  let count = 0;

  if (typeof text !== 'string' || text.length % 4 === 1) return null;
  for (const letter of text) {
    const value = letters.indexOf(letter);
    if (value < 0) return null;
    bits = (bits << 6) | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push(bits >> count);
    bits &= (1 << count) - 1;
  }
  return bits === 0 ? Uint8Array.from(bytes) : null;
}
