// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Letters with codes as PDF for a printing house. They are read here with programs that know nothing
// of the portal (poppler, qpdf).

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey } from '../lib/journey.mjs';
import { by, cnopsctl } from '../lib/recovery.mjs';
import { easyProofs, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const codePattern = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/g;
const mm = 25.4 / 72;
// What the window shows wherever the paper lies in its envelope (DL or C5), in mm of the page; and
// all that it may show: README.md says which envelopes.
const always = { left: 109, right: 190, top: 57, bottom: 79 };
const ever = { left: 90, right: 209, top: 43.5, bottom: 102 };

describe('letters', () => {
  let server;
  let members;
  let serial = 0;
  const asked = [];

  before(async () => {
    // Creation leads to a letter.
    server = await startServer('letters', { directives: [...easyProofs, 'CnopsCreationAssurance letter', 'CnopsDestinationCodes 1000'] });
    members = new Members(server);
    for (const [wanted, headers] of [[{}, {}], [{ payment_mode: 'money_order' }, { 'Accept-Language': 'ar' }], [{ scheme: 'student' }, {}]]) {
      const member = members.take(wanted);
      asked.push({ member, journey: await new Journey(server, answersOf(member), { headers }).reach('termine') });
    }
  });
  after(() => server?.stop());

  const newFolder = () => path.join(server.dir, 'run', `letters-${(serial += 1)}`);
  const letters = (folder, ...options) => cnopsctl(server, 'export', 'letters', folder, '--json', ...by('poste.fictive'), ...options);

  async function exported(...options) {
    const folder = newFolder();
    const { status, stdout, stderr } = await letters(folder, ...options);
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    return { folder, report, files: report.files.map(({ file }) => path.join(folder, file)) };
  }

  const textOf = async (file, ...options) => (await run('pdftotext', [...options, file, '-'])).stdout;
  // poppler puts blanks between Arabic words as it likes.
  const squeezed = (text) => text.replace(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');

  async function wordsOf(file, page) {
    const { stdout } = await run('pdftotext', ['-bbox', '-f', page, '-l', page, file, '-']);
    return [...stdout.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g)].map(
      ([, left, top, right, bottom, word]) => ({ left: left * mm, top: top * mm, right: right * mm, bottom: bottom * mm, word }));
  }

  const isBehind = (w) => w.right > ever.left && w.left < ever.right && w.bottom > ever.top && w.top < ever.bottom;
  const isSeen = (w) => w.left >= always.left && w.right <= always.right && w.top >= always.top && w.bottom <= always.bottom;

  async function typeLetter(code) {
    const client = new Client(server);
    const { jeton } = await client.data('/recuperation/lettre');
    return client.post('/recuperation/lettre', { jeton, code_lettre: code }, { Accept: 'application/json' });
  }

  it('are pages of one file, with a code each that the portal takes', async () => {
    const { folder, report, files } = await exported();
    assert.deepEqual([report.letters, report.without_address, report.files.length], [3, 0, 1]);
    assert.equal(report.files[0].file, `letters-${report.batch}-001.pdf`);
    assert.equal(report.files[0].batch, `${report.batch}-001`);
    assert.deepEqual(await readdir(folder), [report.files[0].file], 'no temporary file is left');
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    assert.equal((await stat(files[0])).mode & 0o777, 0o600);
    await run('qpdf', ['--check', files[0]]);
    assert.match((await run('pdfinfo', [files[0]])).stdout, /Tagged: +yes[\s\S]*Pages: +3[\s\S]*A4/);
    assert.doesNotMatch((await run('pdffonts', [files[0]])).stdout.split('\n').slice(2).join('\n'), / no +\w+ +\w+ +\d+ /, 'a font is not embedded');
    const codes = [];
    for (const [i, { member, journey }] of asked.entries()) {
      const text = await textOf(files[0], '-f', i + 1, '-l', i + 1);
      const found = text.match(codePattern);
      assert.equal(found.length, 1, 'one code a letter');
      codes.push(found[0]);
      const flat = squeezed(text);
      for (const fact of [member.given_name, member.family_name, member.address, member.city, member.postal_code,
        'Ce que vous devez faire', 'Vous n’avez rien demandé', 'ما عليكم القيام به', 'لستم من طلب ذلك', '4 rue Al Khalil']) {
        assert.ok(flat.includes(squeezed(fact)), `${fact} in ${text}`);
      }
      assert.match(text, /avant le \d\d\/\d\d\/20\d\d/);
      assert.ok(!text.includes(journey.email), 'contacts are masked');
    }
    assert.equal(new Set(codes).size, 3);
    const printed = (await readFile(files[0])).toString('latin1');
    assert.match(printed, /^%PDF-1\.\d/);
    assert.equal((await exported()).report.letters, 0, 'a letter is exported once');
    assert.equal((await typeLetter(codes[0])).status, 303, 'the code opens the account');
  });

  it('have the address, and nothing else, behind the window of the envelope', async () => {
    const { files } = await exported('--again', 'all');
    for (const [i, { member }] of asked.slice(1).entries()) {
      const words = await wordsOf(files[0], i + 1);
      const behind = words.filter(isBehind);
      assert.equal(squeezed(behind.map(({ word }) => word).join('')),
        squeezed(`${member.given_name}${member.family_name}${member.address}${member.postal_code}${member.city}`));
      assert.ok(behind.every(isSeen), JSON.stringify(behind));
      // The code is in the middle third, which neither fold of a letter in three leaves outside.
      const code = words.find(({ word }) => word.match(codePattern));
      assert.ok(code.top > 102 && code.bottom < 195 && code.bottom - code.top > 8, JSON.stringify(code));
    }
  });

  // The members' records, as the insurer's next import brings them.
  async function importAddresses(...addresses) {
    const rows = addresses.map((changes, i) => ({ ...asked[i + 1].member, ...changes }));
    const quoted = (value) => `"${String(value ?? '').replaceAll('"', '""')}"`;
    const file = path.join(server.dir, 'run', 'members.csv');
    await writeFile(file, [Object.keys(rows[0]).join(','), ...rows.map((row) => Object.values(row).map(quoted).join(','))].join('\n'));
    const { status, stderr } = await cnopsctl(server, 'import', 'members', file);
    assert.equal(status, 0, stderr);
  }

  it('keep a long address, and one in Arabic, behind the window too', async () => {
    const long = 'Résidence Les Jardins de l’Océan, immeuble C, escalier 4, appartement 17, derrière la mosquée, lotissement Oulad '
      + 'Mtaâ, angle du boulevard Abdelmoumen et de la rue Ibnou Sina, quartier Hay Essalam El Gharbia, arrondissement Sidi Moumen, porte gauche';
    await importAddresses({ address: long, family_name: 'Benabdelkrim El Idrissi El Alaoui', given_name: 'Fatima-Ezzahra Khadija' },
      { address: '12 زنقة الياسمين، حي الرياض', city: 'الرباط' });
    const { files } = await exported('--again', 'all');
    for (const [i, fact] of [`Fatima-Ezzahra Khadija Benabdelkrim El Idrissi El Alaoui ${long}`, 'زنقة الياسمين'].entries()) {
      const behind = (await wordsOf(files[0], i + 1)).filter(isBehind);
      assert.ok(behind.every(isSeen), JSON.stringify(behind));
      assert.ok(squeezed(await textOf(files[0], '-f', i + 1, '-l', i + 1)).includes(squeezed(fact)), fact);
      assert.ok(behind.length >= 6);
    }
  });

  it('of one batch are made again with new codes, and only they', async () => {
    const first = await exported('--again', 'all');
    const former = (await textOf(first.files[0])).match(codePattern);
    const batch = first.report.files[0].batch;
    const again = await exported('--again', batch);
    assert.equal(again.report.letters, 2);
    const codes = (await textOf(again.files[0])).match(codePattern);
    assert.ok(codes.every((code) => !former.includes(code)));
    assert.equal((await typeLetter(former[0])).status, 422, 'the former code is void');
    const gone = await letters(newFolder(), '--again', batch === again.report.files[0].batch ? '20200101T000000Z-001' : batch);
    assert.equal(gone.status, 1);
    assert.match(gone.stderr, /no open request has a letter of batch/);
    const wrong = await letters(newFolder(), '--again', 'yesterday');
    assert.deepEqual([wrong.status, /--again yesterday: want the batch/.test(wrong.stderr)], [1, true]);
    assert.equal((await typeLetter(codes[0])).status, 303);
  });

  it('go to a new or an empty folder only, and a failure leaves nothing', async () => {
    const folder = newFolder();
    await mkdir(folder);
    await writeFile(path.join(folder, 'other.txt'), 'x');
    const full = await letters(folder, '--again', 'all');
    assert.deepEqual([full.status, await readdir(folder)], [1, ['other.txt']]);
    assert.match(full.stderr, /has files already/);
    const killed = newFolder();
    await mkdir(killed);
    await writeFile(path.join(killed, 'letters-20261130T215200Z-001.pdf.part'), 'x');
    const told = await letters(killed, '--again', 'all');
    assert.match(told.stderr, /letters-20261130T215200Z-001\.pdf\.part, which was not finished/);
    assert.equal(told.status, 1);
    for (const options of [['--keys', '/nowhere/keys'], ['--institution', '/nowhere/it.json'], ['--htdocs', '/nowhere']]) {
      const none = newFolder();
      const failed = await letters(none, '--again', 'all', ...options);
      assert.equal(failed.status, 1, String(options));
      await assert.rejects(stat(none), { code: 'ENOENT' }, String(options));
    }
    const shown = await cnopsctl(server, 'account', 'show', asked[0].member.cni, '--json', ...by('salma.fictive'));
    const event = JSON.parse(shown.stdout).events.find(({ note }) => note === 'letter exported');
    assert.deepEqual([event.actor, event.reason], ['operator:poste.fictive', by()[3]]);
    assert.equal((await cnopsctl(server, 'journal', 'check')).status, 0);
  });
});
