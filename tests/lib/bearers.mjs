// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Members whose certificates are hard to set, and their papers as files.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { answersOf, importMembers, Members } from './identities.mjs';
import { Journey, signIn } from './journey.mjs';
import { mount } from './server.mjs';

const page = '/espace/attestations';
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const longest = (word) => word.repeat(80).slice(0, 80).trim();
const longestNames = {
  given_name: longest('Fatima-Zahra '), family_name: longest('BENABDERRAHMANE '),
  given_name_ar: longest('فاطمة الزهراء '), family_name_ar: longest('بن عبد الرحمان '),
};

// What is changed of a member, and the certificate that they draw.
const coverage = { type: 'couverture' };
const registration = { type: 'immatriculation' };
export const bearers = {
  usual: { draws: coverage },
  'rights that end': { changes: { rights_from: '2026-01-01', rights_to: '2026-12-31' }, draws: coverage },
  'the longest names': { changes: { ...longestNames, rights_from: '2026-01-01', rights_to: '2026-12-31' }, draws: coverage },
  'a student with the longest names': { from: { scheme: 'student' }, changes: longestNames, draws: { type: 'couverture', annee: '2026-2027' } },
  'both directions': {
    changes: { given_name: 'Anne-Marie محمد', family_name: 'L’Écuyer (née Ḥaddād)', given_name_ar: 'آن ماري Anne', family_name_ar: 'حداد 2' },
    draws: coverage,
  },
  'letters that have no byte': { changes: { given_name: 'Ōtsuka', family_name: 'Đặng' }, draws: registration },
  'a year of birth': { changes: { birth_date: '1952' }, draws: registration },
  student: { from: { scheme: 'student' }, draws: { type: 'couverture', annee: '2026-2027' } },
  'no Arabic, a passport': { passport: true, draws: { type: 'couverture', annee: '2026-2027' } },
};

export class Bearers {
  constructor(server) {
    this.server = server;
    this.members = new Members(server);
    this.folder = path.join(server.dir, 'papers');
  }

  async row({ from, changes, passport }) {
    if (passport) return this.server.members.find(({ document_type: type, given_name_ar: arabic }) => type === 'passport' && !arabic);
    const row = { ...this.members.take(from), ...changes };
    if (changes) await importMembers(this.server, row);
    return row;
  }

  // {row, client}, signed in.
  async enter(name) {
    const row = await this.row(bearers[name]);
    const account = await new Journey(this.server, answersOf(row)).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    return { row, client: account.client };
  }

  // {row, client, certificate, bytes, file}
  async draw(name) {
    const { row, client } = await this.enter(name);
    const { jeton } = await client.data(page);
    const drawn = await client.post(page, { jeton, ...bearers[name].draws }, { Accept: 'application/json' });
    assert.equal(drawn.status, 303, `${name}: ${drawn.text}`);
    const { certificates: [certificate] } = await client.data(page);
    const { bytes } = await client.get(certificate.href.slice(mount.length));
    await mkdir(this.folder, { recursive: true });
    const file = path.join(this.folder, `${name.replaceAll(/\W+/g, '-')}.pdf`);
    await writeFile(file, bytes);
    return { row, client, certificate, bytes, file };
  }
}
