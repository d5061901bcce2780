// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Fictional registrations of students, brought by `cnopsctl import registrations`.

import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { cnopsctl } from './recovery.mjs';

export const registrationColumns = [
  'academic_year', 'cine', 'massar', 'birth_date', 'family_name', 'given_name', 'sex', 'address', 'email', 'status', 'received_on', 'errors',
];

// "2026-2027": the academic year that began so many years ago; it begins in September.
export function academicYear(back = 0) {
  const now = new Date();
  const first = now.getUTCFullYear() - (now.getUTCMonth() < 8 ? 1 : 0) - back;
  return `${first}-${first + 1}`;
}

// The registration of student number i, with other values where a test cares.
export function registrationOf(i, more = {}) {
  return {
    academic_year: academicYear(),
    cine: `ZQ${String(i).padStart(6, '0')}`,
    massar: `G${String(i).padStart(9, '0')}`,
    birth_date: '2005-01-31',
    family_name: 'Wxfictive',
    given_name: 'Zqsalma',
    sex: 'F',
    address: '12, rue Zqx',
    email: `etudiant${i}@exemple.ma`,
    status: 'sent',
    ...more,
  };
}

const cell = (value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value);

export const registrationsFile = (rows) =>
  [registrationColumns, ...rows.map((row) => registrationColumns.map((name) => row[name] ?? ''))].map((line) => `${line.map(cell).join(',')}\n`).join('');

let files = 0;

// Runs the command on a file with these rows, or with these bytes; resolves to {status, stdout, stderr}.
export async function registrationsCommand(server, rows, ...options) {
  const file = path.join(server.dir, `run/registrations-${++files}.csv`);
  await writeFile(file, Array.isArray(rows) ? registrationsFile(rows) : rows);
  await chmod(file, 0o644);
  const answer = await cnopsctl(server, 'import', 'registrations', file, ...options);
  return { ...answer, stderr: answer.stderr.replaceAll(`${file}:`, '') };
}

export async function importRegistrations(server, rows) {
  const { status, stdout, stderr } = await registrationsCommand(server, rows, '--json');
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}
