// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Registrations of students as the insurer brings and takes them: `cnopsctl import registrations` and
// `export registrations`, and the e-mails that students get.

import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { cnopsctl } from '../lib/recovery.mjs';
import { academicYear, importRegistrations, registrationColumns, registrationOf, registrationsCommand, registrationsFile } from '../lib/registrations_file.mjs';
import { mount, startServer } from '../lib/server.mjs';

const counts = (result) => ['rows', 'added', 'changed', 'unchanged', 'closed', 'refused', 'written'].map((name) => result[name]);

describe('registrations', () => {
  let server;

  before(async () => {
    server = await startServer('registrations');
  });
  after(() => server?.stop());

  const call = (...args) => cnopsctl(server, ...args);

  async function exported(...options) {
    const file = path.join(server.dir, `run/exported-${Math.random()}`);
    const answer = await call('export', 'registrations', file, ...options);
    assert.equal(answer.status, 0, answer.stderr);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    return readFile(file, 'utf8');
  }

  describe('imports', () => {
    it('add and change by year and CINE, and the same file twice changes nothing', async () => {
      const rows = [registrationOf(1), registrationOf(1, { academic_year: academicYear(1), status: 'registered' }), registrationOf(2)];
      assert.deepEqual(counts(await importRegistrations(server, rows)), [3, 3, 0, 0, 0, 0, true]);
      assert.deepEqual(counts(await importRegistrations(server, rows)), [3, 0, 0, 3, 0, 0, true]);
      rows[0].cine = 'zq 000001'; // the same number
      rows[0].status = 'in_process';
      assert.deepEqual(counts(await importRegistrations(server, rows.slice(0, 2))), [2, 0, 1, 1, 0, 0, true]);
    });

    it('report every refused row by line, column and reason, and write nothing', async () => {
      const bad = [
        [{ academic_year: '2025' }, '2: academic_year: want an academic year like 2025-2026\n'],
        [{ cine: '' }, '2: cine: empty\n'],
        [{ massar: 'G12' }, '2: massar: want a letter and 9 digits, or 10 digits\n'],
        [{ birth_date: '31/02/2005' }, '2: birth_date: want YYYY-MM-DD or DD/MM/YYYY, and no day to come\n'],
        [{ family_name: 'x'.repeat(81) }, '2: family_name: over 80 characters\n'],
        [{ sex: 'H', email: 'salma' }, '2: sex: want M or F\n2: email: want an e-mail address\n'],
        [{ status: 'done' }, '2: status: want at_university, '],
        [{ status: 'errors', errors: 'sex;shoes' }, "2: errors: want names of columns, with ';' between them\n"],
        [{ received_on: '2999-01-01' }, '2: received_on: want '],
      ];
      for (const [change, said] of bad) {
        const { status, stdout, stderr } = await registrationsCommand(server, [registrationOf(90, change), registrationOf(91)], '--json');
        assert.equal(status, 1, said);
        assert.ok(stderr.startsWith(said), stderr);
        assert.deepEqual(counts(JSON.parse(stdout)), [2, 0, 0, 0, 0, 1, false]);
        assert.ok(!stderr.includes('salma'), 'a reason quotes no value');
      }
      assert.ok(!(await exported()).includes('ZQ000091'));
    });

    it('find repeated rows, skip empty ones, and take the good ones with --keep-going', async () => {
      const rows = [registrationOf(10), {}, registrationOf(10, { status: 'registered' }), registrationOf(11, { sex: '' })];
      const { status, stdout, stderr } = await registrationsCommand(server, rows, '--keep-going');
      assert.equal(status, 0, stderr);
      assert.equal(stderr, '5: sex: empty\n4: cine: an earlier row has the same, for this year\n');
      assert.match(stdout, /^registrations: 1 added, 0 changed, 0 unchanged, 0 closed, 2 refused\n/);
      assert.match(stdout, /empty rows skipped: 1\n/);
      assert.match(await exported(), /ZQ000010,.*,sent,/);
    });

    it('refuse another header, another separator, and --full', async () => {
      const file = registrationsFile([registrationOf(1)]);
      const faults = [
        [file.replaceAll(',', ';'), '1: row: its cells are separated by semicolons: want commas\n'],
        [file.replace('cine', 'CNIE'), '1: CNIE: unknown column\n1: cine: column missing\n'],
        ['', '1: row: the file is empty'],
      ];
      for (const [bytes, said] of faults) {
        const { status, stderr } = await registrationsCommand(server, bytes);
        assert.equal(status, 1);
        assert.ok(stderr.startsWith(said), stderr);
      }
      assert.equal((await registrationsCommand(server, file, '--full')).status, 2);
      assert.equal((await registrationsCommand(server, file, '--allow-changing', 'x')).status, 2);
    });

    it('refuse a shifted file, but not one of results', async () => {
      const rows = (change) => Array.from({ length: 100 }, (_, i) => registrationOf(1000 + i, { email: '', ...change }));
      await importRegistrations(server, rows({ status: 'in_process' }));
      const results = rows({ status: 'registered', received_on: '2026-10-01' });
      assert.equal((await importRegistrations(server, results)).changed, 100);
      const shifted = rows({ status: 'registered', received_on: '2026-10-01', address: 'Zqsalma' });
      const { status, stderr } = await registrationsCommand(server, shifted);
      assert.equal(status, 1);
      assert.match(stderr, /address: another value in 100 of 100 rows, more than 20 %/);
      assert.equal((await registrationsCommand(server, shifted, '--allow-changing', '100')).status, 0);
    });

    it('skip years that the purge would delete', async () => {
      const result = await importRegistrations(server, [registrationOf(20, { academic_year: '2001-2002' })]);
      assert.deepEqual([result.added, result.too_old], [0, 1]);
    });
  });

  describe('exports', () => {
    it('are files that an import takes back', async () => {
      const csv = await exported();
      assert.equal(csv.split('\r\n')[0], registrationColumns.join(','));
      const { status, stdout, stderr } = await registrationsCommand(server, csv, '--json');
      assert.equal(status, 0, stderr);
      const result = JSON.parse(stdout);
      assert.equal(result.unchanged, result.rows);
      assert.ok(result.rows > 100);
    });

    it('may be of one year, and JSON', async () => {
      const rows = JSON.parse(await exported('--year', academicYear(1), '--json'));
      assert.deepEqual(rows.map(({ cine, status }) => [cine, status]), [['ZQ000001', 'registered']]);
      assert.deepEqual(Object.keys(rows[0]), registrationColumns);
      const file = path.join(server.dir, 'run/no-such-year');
      assert.equal((await call('export', 'registrations', file, '--year', 'x')).status, 2);
    });

    it('may be of one establishment, which must exist', async () => {
      const file = path.join(server.dir, 'run/of-nobody');
      const { status, stderr } = await call('export', 'registrations', file, '--establishment', 'FES');
      assert.equal(status, 1);
      assert.match(stderr, /no establishment has the code FES/);
      await assert.rejects(stat(file), 'nothing is left of the file');
    });

    it('never write over a file', async () => {
      const { status, stderr } = await call('export', 'registrations', path.join(server.dir, 'keys'));
      assert.equal(status, 1);
      assert.match(stderr, /exists/);
    });
  });

  describe('e-mails', () => {
    const tellsOf = ({ text }) => /\/desabonnement\//.test(text);
    const linkOf = ({ text }) => /\/desabonnement\/[\w-]+/.exec(text)[0];
    const stateOf = async (response) => [response.status, response.json().state];
    const json = { headers: { Accept: 'application/json' } };
    const told = (i) => server.outbox.next(`etudiant${i}@exemple.ma`, tellsOf);
    const nothing = async (i) => assert.equal((await server.outbox.drain(`etudiant${i}@exemple.ma`)).filter(tellsOf).length, 0);
    let link;

    it('tell of a registration, and name nobody', async () => {
      const row = registrationOf(30, { status: 'registered', received_on: '2026-10-01' });
      await importRegistrations(server, [row]);
      const mail = await told(30);
      assert.match(mail.subject, /enregistrée/);
      assert.ok(mail.text.includes(`${server.origin}${mount}/etudiants/suivi\n`));
      link = linkOf(mail);
      assert.equal(mail.headers['list-unsubscribe'], `<${server.url(link)}>`);
      // Without the token and the port, which may have any digits in them.
      const said = `${mail.subject}\n${mail.text.replaceAll(link, '').replaceAll(server.origin, '')}`;
      for (const word of [row.cine, row.massar, row.family_name, row.given_name, '2005', 'Zqx'])
        assert.ok(!said.includes(word), word);
    });

    it('come once a day', async () => {
      await importRegistrations(server, [registrationOf(30, { status: 'in_process' })]);
      await nothing(30);
    });

    it('do not tell of years that are over', async () => {
      await importRegistrations(server, [registrationOf(31, { academic_year: academicYear(2), status: 'registered' })]);
      await nothing(31);
    });

    it('are ended by their link, also by a mail program', async () => {
      const client = new Client(server, json);
      assert.deepEqual(await stateOf(await client.get(link)), [200, 'open']);
      assert.match((await new Client(server).get(link)).text, new RegExp(`<form[^>]+action="${mount}${link}"`));
      assert.deepEqual(await stateOf(await client.get(link)), [200, 'open'], 'to open it changes nothing');
      assert.deepEqual(await stateOf(await client.post(link, 'List-Unsubscribe=One-Click')), [200, 'done']);
      assert.deepEqual(await stateOf(await client.get(link)), [200, 'done']);
    });

    it('neither the logs nor the database have a word of a student', async () => {
      const words = ['ZQ000030', 'G000000030', 'Zqsalma', 'Wxfictive', 'etudiant30@', 'rue Zqx', link.split('/').pop()];
      for (const folder of ['logs', 'data']) {
        for (const name of await readdir(path.join(server.dir, folder))) {
          const bytes = await readFile(path.join(server.dir, folder, name)).catch(() => Buffer.alloc(0));
          for (const word of words) assert.ok(!bytes.includes(word), `${folder}/${name}: ${word}`);
        }
      }
    });
  });
});
