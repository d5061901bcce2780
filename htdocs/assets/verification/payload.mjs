/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads what the QR code of a certificate says. The format is described in
 * mod_cnops/core/certificate/payload.h; this reader and that of the server accept the same payloads. */

const FACTS_MAX = 200; /* bytes */
const SIGNATURE_LEN = 64;
const PAYLOAD_MAX = FACTS_MAX + SIGNATURE_LEN;
const DIGITS_MAX = 636; /* of that many bytes */
const FORMAT = 1;
const END_MAX = 4; /* bytes of document_end in UTF-8 */
const NAME_MAX = 78; /* bytes of a name */
const YEAR_MIN = 1900;
const YEAR_MAX = 9999;
const UTF8 = 0x01; /* the first byte where the rest is UTF-8 */

const kinds = ['immatriculation', 'coverage', 'year'];
const schemes = ['public', 'student'];
const documentTypes = ['cnie', 'passport', 'residence'];

/* --- letters: mod_cnops/core/certificate/letters.c --- */

/* The letters of the bytes from 0x80 on. From 0xA0 on, Latin is as ISO 8859-1. */
const latin = [
  0x2026, 0x2019, 0x0152, 0x0153, 0x0178, 0x0160, 0x0161, 0x017d, 0x017e, 0x0100, 0x0101, 0x012a, 0x012b, 0x016a,
  0x016b, 0x1e24, 0x1e25, 0x1e62, 0x1e63, 0x1e0c, 0x1e0d, 0x1e6c, 0x1e6d, 0x02bf, 0x02be, 0x0141, 0x0142, 0x011e,
  0x011f, 0x015e, 0x015f, 0x0131, ...Array.from({ length: 0x60 }, (_, i) => 0xa0 + i),
];
const arabic = [
  0x2026, 0x060c, 0x061b, 0x061f, 0x200c, 0x200d, 0x0621, 0x0622, 0x0623, 0x0624, 0x0625, 0x0626, 0x0627, 0x0628,
  0x0629, 0x062a, 0x062b, 0x062c, 0x062d, 0x062e, 0x062f, 0x0630, 0x0631, 0x0632, 0x0633, 0x0634, 0x0635, 0x0636,
  0x0637, 0x0638, 0x0639, 0x063a, 0x0640, 0x0641, 0x0642, 0x0643, 0x0644, 0x0645, 0x0646, 0x0647, 0x0648, 0x0649,
  0x064a, 0x064b, 0x064c, 0x064d, 0x064e, 0x064f, 0x0650, 0x0651, 0x0652, 0x0653, 0x0654, 0x0655, 0x0670, 0x0671,
  0x067e, 0x0686, 0x0698, 0x06a4, 0x06a9, 0x06ad, 0x06af, 0x06cc,
];

const isAscii = (point) => point >= 0x20 && point < 0x7f;
const isControl = (point) => point < 0x20 || (point >= 0x7f && point < 0xa0);

function readLetters(bytes, script) {
  let text = '';

  for (const byte of bytes) {
    const point = byte < 0x80 ? byte : script[byte - 0x80];
    if (!point || (byte < 0x80 && !isAscii(point))) return null;
    text += String.fromCharCode(point);
  }
  return text;
}

/* A text that the script has letters for is never written as UTF-8. */
function readUtf8(bytes, script) {
  let text;

  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    return null;
  }
  const points = Array.from(text, (letter) => letter.codePointAt(0));
  if (points.some(isControl)) return null;
  return points.every((point) => isAscii(point) || script.includes(point)) ? null : text;
}

/* --- reading in order --- */

class Cursor {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /* Beyond the end: NaN, which no check below accepts. */
  number(length) {
    let value = 0;

    for (let i = 0; i < length; i += 1) value = value * 256 + (this.at < this.bytes.length ? this.bytes[this.at] : NaN), this.at += 1;
    return value;
  }

  text(max, script) {
    const length = this.number(1);

    if (!(length <= max) || this.at + length > this.bytes.length) return null;
    const bytes = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return bytes[0] === UTF8 ? readUtf8(bytes.subarray(1), script) : readLetters(bytes, script);
  }

  word(words) {
    return words[this.number(1) - 1];
  }

  day() {
    return unpackDay(this.number(3));
  }
}

function daysOf(year, month) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/* "YYYY-MM-DD" or "YYYY"; null for 0, undefined where no day is packed so. */
function unpackDay(packed) {
  const year = Math.floor(packed / 512);
  const month = (packed >> 5) & 15;
  const day = packed & 31;
  const pad = (number) => String(number).padStart(2, '0');

  if (packed === 0) return null;
  if (!(year >= YEAR_MIN && year <= YEAR_MAX)) return undefined;
  if (month === 0 && day === 0) return String(year);
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  return `${year}-${pad(month)}-${pad(day)}`;
}

function hex(number) {
  return number.toString(16).padStart(8, '0');
}

/* The facts, without their signature; null where they have not the one form. Days are "YYYY-MM-DD", or null where
 * they are not said; birth_date may be "YYYY". */
export function readFacts(bytes) {
  const cursor = new Cursor(bytes);
  const format = cursor.number(1);
  const facts = {
    key: hex(cursor.number(4)),
    kind: cursor.word(kinds),
    scheme: cursor.word(schemes),
    issued_on: cursor.day(),
    expires_on: cursor.day(),
    birth_date: cursor.day(),
    rights_from: cursor.day(),
    rights_to: cursor.day(),
    academic_year: cursor.number(2),
    number: cursor.number(4),
    document_type: cursor.word(documentTypes),
    document_end: cursor.text(8, latin),
    name: cursor.text(NAME_MAX, latin),
    name_ar: cursor.text(NAME_MAX, arabic),
  };
  const { issued_on: issued, expires_on: expires, birth_date: birth } = facts;
  const isWhole = format === FORMAT && cursor.at === bytes.length && issued && expires && birth && facts.academic_year <= YEAR_MAX;
  const isKnown = facts.kind && facts.scheme && facts.document_type && facts.rights_from !== undefined && facts.rights_to !== undefined;
  const hasTexts = facts.document_end !== null && facts.name !== null && facts.name_ar !== null;

  if (!isWhole || !isKnown || !hasTexts || new TextEncoder().encode(facts.document_end).length > END_MAX) return null;
  return facts;
}

/* Whether the QR code had no room for the whole name. */
export function isCut(name) {
  return name.endsWith('…');
}

/* --- digits --- */

/* What a reader of QR codes gives: digits, or an address with the digits behind its '#'. Blanks do not count. null: it
 * has no such digits. */
export function digitsOf(text) {
  const digits = text.slice(text.lastIndexOf('#') + 1).replace(/\s/g, '');

  return /^[0-9]+$/.test(digits) ? digits : null;
}

/* The bytes of the number; null where it begins with 0 or is too large. */
export function bytesOfDigits(digits) {
  const number = []; /* the last byte first */

  if (digits.length > DIGITS_MAX || !/^[1-9][0-9]*$/.test(digits)) return null;
  for (const digit of digits) {
    let carry = Number(digit);
    for (let i = 0; i < number.length; i += 1) {
      carry += number[i] * 10;
      number[i] = carry & 255;
      carry >>= 8;
    }
    if (carry) number.push(carry);
  }
  return number.length <= PAYLOAD_MAX ? Uint8Array.from(number.reverse()) : null;
}

/* {facts, signature} of a payload; null where it is too short. */
export function splitPayload(bytes) {
  const end = bytes.length - SIGNATURE_LEN;

  return end > 0 && bytes.length <= PAYLOAD_MAX ? { facts: bytes.subarray(0, end), signature: bytes.subarray(end) } : null;
}
