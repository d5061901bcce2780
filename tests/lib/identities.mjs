// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Fictional members: the cases of identities.json, and all members of members.csv.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

export async function readIdentities(dir) {
  return JSON.parse(await readFile(path.join(dir, 'identities.json'), 'utf8'));
}

function parseLine(line) {
  const cells = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(match[1] === undefined ? match[2] : match[1].replace(/""/g, '"'));
  }
  return cells;
}

export async function readMembers(file) {
  const [header, ...lines] = (await readFile(file, 'utf8')).trim().split(/\r?\n/);
  const names = parseLine(header);
  return lines.map((line) => {
    const cells = parseLine(line);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}

const quoted = (cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

// An import that brings these rows, which have the columns of members.csv.
export async function importMembers(server, ...rows) {
  const file = path.join(server.dir, 'again.csv');
  const header = Object.keys(rows[0]);
  const lines = [header, ...rows.map((row) => header.map((name) => quoted(row[name])))];
  await writeFile(file, lines.map((line) => `${line.join(',')}\n`).join(''), { mode: 0o644 });
  await promisify(execFile)(path.join(server.dir, 'cnopsctl'), ['import', 'members', file]);
}

// What a member types, under the contract's field names.
export function answersOf(member, mode = 'immatriculation') {
  const [year, month = '01', day = '01'] = member.birth_date.split('-');
  return {
    mode,
    immatriculation: member.immatriculation,
    identifiant_employeur: member.employee_no,
    cni: member.cni,
    date_naissance: `${day}/${month}/${year}`,
    rib: member.rib.slice(-8),
    etat_civil: member.civil_status_no,
    scheme: member.scheme,
    payment_mode: member.payment_mode,
  };
}

// Hands out each member once, so that a test never meets an account that another test has made.
export class Members {
  constructor(server) {
    this.known = new Set(server.identities.map((identity) => identity.cni));
    // The space of those whose address is to be confirmed asks about it first.
    this.rest = server.members.filter(
      (member) =>
        !this.known.has(member.cni) &&
        member.address_pending !== '1' &&
        server.members.filter((other) => other.cni === member.cni).length === 1,
    );
  }

  // An active member with every fact, who is not one of the cases of identities.json.
  take({ scheme = 'public', payment_mode = 'transfer' } = {}) {
    const index = this.rest.findIndex(
      (member) =>
        member.scheme === scheme &&
        member.payment_mode === payment_mode &&
        member.status === 'active' &&
        member.birth_date.length === 10 &&
        (payment_mode === 'transfer' ? member.rib : member.civil_status_no) &&
        (scheme === 'student' || member.employee_no),
    );
    assert.notEqual(index, -1, `no ${scheme} × ${payment_mode} member is left`);
    return this.rest.splice(index, 1)[0];
  }
}

// An identity in the right form that is in no record.
export const unknownPerson = Object.freeze({
  mode: 'immatriculation',
  immatriculation: '999999998',
  identifiant_employeur: 'ZZ999998',
  cni: 'ZZ999998',
  date_naissance: '13/03/1983',
  rib: '99999998',
  etat_civil: '998/1983',
});
