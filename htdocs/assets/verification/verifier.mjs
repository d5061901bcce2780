/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* Is what a QR code says genuine? No page is needed: tests import this file. */

import { asciiBytes, join } from './bytes.mjs';
import { readKeys, readRevocations } from './lists.mjs';
import { bytesOfDigits, isCut, readFacts, splitPayload } from './payload.mjs';
import { findVerify } from './signature.mjs';

/* Its NUL is signed too. */
const PURPOSE = 'mod_cnops certificate 1\0';

/* The day in Morocco, "YYYY-MM-DD". */
export function dayOf(now) {
  const parts = {};
  const format = new Intl.DateTimeFormat('en', { timeZone: 'Africa/Casablanca', year: 'numeric', month: '2-digit', day: '2-digit' });

  for (const { type, value } of format.formatToParts(now)) parts[type] = value;
  return `${parts.year}-${parts.month}-${parts.day}`;
}

function judgeFacts(facts, revocations, today) {
  if (revocations.numbers.has(facts.number)) return 'revoked';
  return facts.expires_on < today ? 'expired' : 'genuine';
}

/* What is needed to judge: lists as they were read from the files, each null where there is none. */
export async function openVerifier({ keys, revocations, subtle, loadNacl }) {
  const verify = await findVerify(subtle, loadNacl);
  const known = await readKeys(keys, verify);

  return { verify, keys: known, revocations: await readRevocations(revocations, known.keys, verify) };
}

/* {verdict, facts}: verdict is genuine, revoked, expired, unknown (no such key) or false. Only what is signed has facts;
 * is_cut: a name did not fit; is_early: it says that it was made after today. */
export async function judge(verifier, digits, now = new Date()) {
  const bytes = bytesOfDigits(digits);
  const parts = bytes && splitPayload(bytes);
  const facts = parts && readFacts(parts.facts);
  const today = dayOf(now);

  if (!facts) return { verdict: 'false' };
  const key = verifier.keys.keys.get(facts.key);
  if (!key) return { verdict: 'unknown', key: facts.key };
  if (!(await verifier.verify(key, join(asciiBytes(PURPOSE), parts.facts), parts.signature))) return { verdict: 'false' };
  return {
    verdict: judgeFacts(facts, verifier.revocations, today),
    facts,
    is_cut: isCut(facts.name) || isCut(facts.name_ar),
    is_early: facts.issued_on > today,
  };
}
