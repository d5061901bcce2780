// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What is printed and published for verifiers, written here from the formats alone: payloads of QR codes, the list of
// keys, the list of revoked certificates.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const MARK = Buffer.from('mod_cnops certificate 1\0');

export class Key {
  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.privateKey = privateKey;
    this.x = publicKey.export({ format: 'jwk' }).x;
    this.kid = randomBytes(4).toString('hex').replace(/^00/, '01');
  }

  sign(message) {
    return sign(null, Buffer.from(message), this.privateKey);
  }
}

const number = (value, length) => Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');

function day(text) {
  const [year, month = 0, inMonth = 0] = (text ?? '0').split('-').map(Number);
  return number(year * 512 + month * 32 + inMonth, 3);
}

const latinLetters = new Map([['…', 0x80], ['’', 0x81], ['Œ', 0x82], ['œ', 0x83]]);

function letterOf(letter) {
  const point = letter.codePointAt(0);
  if (point < 0x7f) return point;
  if (point >= 0x621 && point <= 0x63a) return 0x86 + point - 0x621;
  if (point >= 0x640 && point <= 0x655) return 0xa0 + point - 0x640;
  return latinLetters.get(letter) ?? point;
}

function text(value) {
  const bytes = typeof value === 'string' ? Buffer.from(Array.from(value, letterOf)) : value;
  return Buffer.concat([number(bytes.length, 1), bytes]);
}

export const usual = {
  format: 1, kind: 2, scheme: 1, issued_on: '2026-01-10', expires_on: '2999-04-10', birth_date: '1980-02-29', rights_from: '2019-09-01',
  rights_to: null, academic_year: 0, number: 1234567, document_type: 1, document_end: '4821', name: 'Fatima Zahra Ezzahi',
  name_ar: 'فاطمة الزهراء الزاهي',
};

export function factsOf(key, changes = {}) {
  const f = { ...usual, ...changes };
  return Buffer.concat([
    number(f.format, 1), Buffer.from(key.kid, 'hex'), number(f.kind, 1), number(f.scheme, 1), day(f.issued_on), day(f.expires_on),
    day(f.birth_date), day(f.rights_from), day(f.rights_to), number(f.academic_year, 2), number(f.number, 4), number(f.document_type, 1),
    text(f.document_end), text(f.name), text(f.name_ar),
  ]);
}

export const digitsOf = (bytes) => BigInt(`0x${bytes.toString('hex')}`).toString();

export function payloadOf(key, changes) {
  const facts = factsOf(key, changes);
  return Buffer.concat([facts, key.sign(Buffer.concat([MARK, facts]))]);
}

export const paperOf = (key, changes) => digitsOf(payloadOf(key, changes));

export function keysFile(keys, root) {
  const rows = keys.map(({ kid, x }) => ({ kty: 'OKP', crv: 'Ed25519', kid, x, since: '2026-01-01' }));
  if (!root) return { keys: rows };
  const lines = rows.map(({ kid, x, since, retired }) => `${kid} ${x} ${since} ${retired ?? '-'}\n`).join('');
  const signature = root.sign(`mod_cnops keys 1\n2026-11-01\n${lines}`).toString('base64url');
  return { keys: rows, signed_on: '2026-11-01', root: { kid: root.kid, x: root.x }, signature };
}

function leb128(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

const HOUR = 3_600_000;
const stamp = (time) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

// age: of the list in hours; it is replaced after 24.
export function revocationsFile(key, numbers, { age = 0 } = {}) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const list = Buffer.from(sorted.flatMap((one, i) => leb128(one - (i ? sorted[i - 1] : 0)))).toString('base64url');
  const [issued, next] = [stamp(Date.now() - age * HOUR), stamp(Date.now() + (24 - age) * HOUR)];
  const signature = key.sign(`mod_cnops revocations 1\n${issued} ${next} ${sorted.length}\n${list}`).toString('base64url');
  return { issued_at: issued, next_at: next, count: sorted.length, list, kid: key.kid, signature };
}
