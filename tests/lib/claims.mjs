// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Fictional claims, brought by `cnopsctl import claims`.

import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { cnopsctl } from './recovery.mjs';

const columns = [
  'reference', 'immatriculation', 'received_on', 'care_kind', 'beneficiary', 'amount_spent', 'amount_refunded', 'status',
  'paid_on', 'payment_mode', 'beneficiary_relation', 'beneficiary_birth_date', 'document_asked', 'reason',
];
const statuses = ['paid', 'in_process', 'received', 'document_asked', 'rejected'];
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
const bornYearsAgo = (years) => `${new Date().getUTCFullYear() - years}-06-15`;

// The member, a husband, a grown daughter of unknown age, and a child.
const family = ({ given_name: given, family_name: name, birth_date: birth }) => [
  { beneficiary: `${given} ${name}`, beneficiary_relation: 'insured', beneficiary_birth_date: birth, care_kind: 'pharmacie' },
  { beneficiary: 'Omar FICTIF', beneficiary_relation: 'spouse', beneficiary_birth_date: '1980-02-02', care_kind: 'psychiatrie' },
  { beneficiary: 'Rania FICTIVE', beneficiary_relation: 'child', beneficiary_birth_date: '', care_kind: 'psychiatrie' },
  { beneficiary: 'Lina FICTIVE', beneficiary_relation: 'child', beneficiary_birth_date: bornYearsAgo(8), care_kind: 'soins dentaires' },
];

// Claims of a member, in every status, of the last 14 months or so.
export function claimsOf(member, count, word = 'DOSSIER') {
  const people = family(member);
  return Array.from({ length: count }, (_, i) => {
    const status = statuses[i % statuses.length];
    const isPaid = status === 'paid';
    const spent = 10_050 + i * 1234;
    return {
      reference: `${word}-${i + 1}`,
      immatriculation: member.immatriculation,
      received_on: day(2 + i * 9),
      ...people[i % people.length],
      amount_spent: spent,
      amount_refunded: isPaid ? Math.round(spent * 0.8) : '',
      status,
      paid_on: isPaid ? day(1 + i * 9) : '',
      payment_mode: isPaid ? 'transfer' : '',
      document_asked: status === 'document_asked' ? 'Ordonnance datée et signée' : '',
      reason: status === 'rejected' ? '=HYPERLINK("http://exemple.ma";"Pièces illisibles")' : '',
    };
  });
}

const cell = (value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value);

// What a row says where a test does not care.
const usual = ({ immatriculation }, i) => ({
  reference: `REF-${i}-${immatriculation}`, received_on: day(20), care_kind: 'consultation', beneficiary: 'Salma FICTIVE', amount_spent: 40_000,
});

async function importNow(server, rows) {
  const lines = [columns, ...rows.map((row, i) => columns.map((name) => ({ ...usual(row, i), ...row })[name] ?? ''))];
  const file = path.join(server.dir, 'run/claims.csv');
  await writeFile(file, `${lines.map((line) => line.map(cell).join(',')).join('\n')}\n`);
  await chmod(file, 0o644);
  const { status, stderr } = await cnopsctl(server, 'import', 'claims', file);
  assert.equal(status, 0, stderr);
}

// The claims of these people arrive, then have another status.
export async function changeClaims(server, immatriculations, more = {}) {
  const rows = immatriculations.map((immatriculation) => ({ immatriculation, ...more }));
  await importClaims(server, rows.map((row) => ({ ...row, status: 'received' })));
  await importClaims(server, rows.map((row) => ({ ...row, status: 'in_process' })));
}

// One import at a time, as the database has it: several tests may share a server.
export function importClaims(server, rows) {
  server.importing = (server.importing ?? Promise.resolve()).then(() => importNow(server, rows));
  return server.importing;
}
