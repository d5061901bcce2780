// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Fictional registrations of students, brought by `cnopsctl import registrations`, and their tracking.

import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { solved } from './altcha.mjs';
import { cnopsctl } from './recovery.mjs';

export const tracking = '/etudiants/suivi';

const columns = [
  'academic_year', 'cine', 'massar', 'birth_date', 'family_name', 'given_name', 'sex', 'address', 'email', 'status', 'received_on', 'errors',
];

let serial = 0;

// A student whom nothing but a registration names.
export function newStudent(changes = {}) {
  serial += 1;
  return {
    cine: `QX${500_000 + serial}`,
    massar: `G${700_000_000 + serial}`,
    birth_date: '2005-03-02',
    family_name: 'FICTIF',
    given_name: `Salma${'abcdefghij'[serial % 10]}`,
    sex: 'F',
    address: '4 rue Fictive, Rabat',
    email: `salma.${serial}@exemple.ma`,
    ...changes,
  };
}

export const registered = (student, changes = {}) =>
  ({ academic_year: '2026-2027', status: 'registered', received_on: '2026-10-02', ...student, ...changes });

// The six statuses of mission.md §7, a year each, the newest first.
export const statuses = ['registered', 'other_cover', 'errors', 'in_process', 'sent', 'at_university'];

export const eachStatus = (student) => statuses.map((status, i) => registered(student, {
  academic_year: `${2026 - i}-${2027 - i}`,
  status,
  received_on: ['sent', 'at_university'].includes(status) ? '' : `${2026 - i}-10-02`,
  errors: status === 'errors' ? 'birth_date;sex;address' : '',
}));

const cell = (value = '') => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

export async function importRegistrations(server, rows) {
  const file = path.join(server.dir, `run/registrations-${serial}.csv`);
  const lines = [columns, ...rows.map((row) => columns.map((name) => cell(row[name])))];
  await writeFile(file, lines.map((line) => `${line.join(',')}\n`).join(''));
  await chmod(file, 0o644);
  const { status, stderr } = await cnopsctl(server, 'import', 'registrations', file);
  assert.equal(status, 0, stderr);
}

// What a student types, under the contract's field names.
export const trackingOf = ({ cine, massar, birth_date: birth }) => ({ cine, massar, date_naissance: birth.split('-').reverse().join('/') });

// Sends the form as a browser does: whoever owes a harder proof of work solves it and sends again.
export async function track(client, fields, headers = { Accept: 'application/json' }) {
  for (let i = 0; ; i += 1) {
    const { jeton } = await client.data(tracking);
    const answer = await client.post(tracking, { jeton, ...fields, altcha: await solved(client) }, headers);
    if (answer.status !== 422 || !/captcha_harder|vérification supplémentaire/.test(answer.text)) return answer;
    assert.ok(i < 10, 'the proof of work becomes harder and harder');
  }
}
