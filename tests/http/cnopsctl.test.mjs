// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// How cnopsctl is called, what it answers, and what it says about faulty files of members.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { by, cnopsctl } from '../lib/recovery.mjs';
import { root, startServer } from '../lib/server.mjs';

const commands = [
  'migrate', 'import members', 'import claims', 'import registrations', 'export registrations', 'key new', 'key root new', 'key root sign', 'account show', 'account unlock', 'account close', 'account reclaim',
  'request list', 'request show', 'request decide', 'export letters', 'export requests', 'import decisions', 'journal check', 'purge', 'outbox list',
  'outbox retry', 'certificate verify', 'certificate revoke', 'certificate keys', 'doctor',
];
const signed = ['account show', 'account unlock', 'account close', 'account reclaim', 'request show', 'export letters', 'export requests', 'import decisions', 'certificate revoke'];

describe('cnopsctl', () => {
  let server;
  let header;
  let row;

  before(async () => {
    server = await startServer('cnopsctl');
    const { members } = server;
    header = Object.keys(members[0]);
    row = members.find((member) => member.scheme === 'public' && member.status === 'active');
  });
  after(() => server?.stop());

  const call = (...args) => cnopsctl(server, ...args);
  const quoted = (cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const line = (cells) => header.map((name) => quoted(cells[name])).join(',');
  const file = (...lines) => `${[header.join(','), ...lines].join('\n')}\n`;

  async function importing(bytes, ...options) {
    return importingKind('members', bytes, ...options);
  }

  async function importingKind(kind, bytes, ...options) {
    const name = path.join(server.dir, `${kind}.csv`);
    await writeFile(name, bytes, { mode: 0o644 });
    const { status, stdout, stderr } = await call('import', kind, name, '--json', ...options);
    return { status, result: JSON.parse(stdout), said: stderr.replaceAll(`${name}:`, '') };
  }

  it('each command has a help, and refuses unknown arguments', async () => {
    for (const command of commands) {
      const words = command.split(' ');
      const help = await call(...words, '--help');
      assert.equal(help.status, 0, command);
      assert.ok(help.stdout.includes(`cnopsctl ${command}`), command);
      assert.equal((await call(...words, '--frobnicate')).status, 2, command);
      assert.equal((await call(...words, 'a', 'b', 'c', 'd')).status, 2, command);
    }
    for (const words of [['account'], ['import', 'nobody'], ['frobnicate']]) assert.equal((await call(...words)).status, 2);
  });

  it('a command about a person needs the operator’s name and a reason', async () => {
    for (const command of signed) {
      const words = [...command.split(' '), path.join(server.dir, 'run/unsigned')];
      const calls = [[[], 2], [['--operator', 'h.fictif'], 2], [['--reason', 'x'], 2], [by('H Fictif'), 1]];
      for (const [options, expected] of calls) assert.equal((await call(...words, ...options)).status, expected, `${words} ${options}`);
    }
    assert.equal((await call('outbox', 'retry', '1', ...by('H Fictif'))).status, 1);
    assert.equal((await call('outbox', 'retry', '1')).status, 2);
  });

  it('names what it cannot find or read', async () => {
    const calls = [
      [['purge', '--conf', '/nowhere/cnops.conf'], /--conf: \/nowhere\/cnops\.conf: No such file/],
      [['purge', '--conf', server.dir], /--conf: .*: Is a directory/],
      [['purge', '--keys', '/nowhere/keys'], /--keys \/nowhere\/keys: No such file.*key new/],
      [['purge', '--keys', path.join(root, 'README.md')], /--keys .*README\.md: /],
      [['purge', '--driver', 'sqlite3', '--params', '/nowhere/cnops.sqlite'], /no database \/nowhere\/cnops\.sqlite/],
      [['purge', '--driver', 'oracle'], /no driver oracle/],
      [['request', 'show', '1abc', ...by('h.fictif')], /reference/],
      [['export', 'letters', '/nowhere/letters', ...by('h.fictif')], /\/nowhere\/letters cannot be made: No such file/],
      [['import', 'members', server.dir], /Is a directory/],
      [['import', 'members', '/nowhere/members.csv'], /\/nowhere\/members\.csv: No such file/],
    ];
    for (const [args, words] of calls) {
      const { status, stdout, stderr } = await call(...args);
      assert.equal(status, 1, `${args}: ${stderr}`);
      assert.match(stderr, words);
      assert.equal(stdout, '', String(args));
    }
  });

  it('faults of a file of members are reported by line and column, and nothing is written', async () => {
    const good = line(row);
    const changed = line({ ...row, city: 'Tanger' });
    const files = [
      ['', '1: row: the file is empty'],
      [header.join(';'), '1: row: its cells are separated by semicolons: want commas\n'],
      [file(good).replaceAll('\n', '\r'), '1: character 278: a line end'],
      [gzipSync(file(good)), '1: character '],
      [Buffer.from(file(good), 'utf16le'), '1: character 2: a NUL byte'],
      [file(good).replace('cni', 'CNI'), '1: CNI: unknown column'],
      [file(good).replace('cni', 'city'), '1: city: column given twice'],
      [file(changed, `${good},`), '3: row: 26 cells, want 25'],
      [file(changed, good.split(',').slice(1).join(',')), '3: row: 24 cells, want 25'],
      [file(changed, good), '3: immatriculation: an earlier row has the same'],
      [file(changed, `x"${good}`), '3: character 2: a quote where none can be'],
      [file(changed, '"x'), '3: character 1: a quote that is never closed'],
      [Buffer.concat([Buffer.from(file(changed)), Buffer.from([0xe9, 0x0a])]), '3: character 1: not UTF-8'],
      [file(changed, line({ ...row, birth_date: '1980-02-30' })), '3: birth_date: want YYYY'],
      [file(changed, line({ ...row, cni: '', scheme: 'x' })), '3: cni: empty\n3: scheme: want public or student'],
      [file(changed, line({ ...row, city: 'x'.repeat(70_000) })), ': the row is over 64 KiB'],
    ];
    for (const [bytes, words] of files) {
      const { status, result, said } = await importing(bytes);
      assert.equal(status, 1, words);
      assert.ok(said.includes(words), `${words} is not in ${said.slice(0, 300)}`);
      assert.match(said, /nothing was written/);
      assert.equal(result.written, false, words);
    }
    const { status, result } = await importing(file(good));
    assert.equal(status, 0);
    assert.equal(result.unchanged, 1, 'a refused file left something');
  });

  it('reads files as spreadsheets write them', async () => {
    const bytes = `\ufeff${file(line(row)).replaceAll('\n', '\r\n')}`;
    assert.deepEqual((await importing(bytes)).result, {
      rows: 1, added: 0, changed: 0, unchanged: 1, closed: 0, refused: 0, written: true,
    });
  });

  it('skips bad rows, clears a field that is blank, closes absent members, and changes nothing the second time', async () => {
    const moved = { ...row, city: '' };
    const going = await importing(file(line({ ...row, cni: '' }), line(moved)), '--keep-going');
    assert.equal(going.status, 0);
    assert.deepEqual([going.result.changed, going.result.refused], [1, 1]);
    assert.equal((await importing(file(line(moved)))).result.unchanged, 1);
    assert.equal((await importing(file(), '--full')).status, 1, 'an empty file closes nobody');
    const full = await importing(file(line(moved)), '--full');
    const active = new Set(server.members.filter((m) => m.status === 'active').map((m) => m.immatriculation));
    assert.equal(full.result.closed, active.size - 1);
    assert.equal((await importing(file(line(moved)), '--full')).result.closed, 0);
    assert.doesNotMatch(full.said, /[#%]/, 'a progress bar where there is no terminal');
  });

  // --- claims ---

  const claimColumns = 'reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,amount_refunded,status,paid_on,payment_mode';
  const claim = (changes = {}) => Object.values({
    reference: 'D-1', number: row.immatriculation, day: '2026-01-05', care: 'Radiologie', beneficiary: 'Salma Fictive', spent: 2000,
    refunded: '', status: 'received', paid: '', mode: '', ...changes,
  }).join(',');
  const importingClaims = (lines, ...options) => importingKind('claims', `${[claimColumns, ...lines].join('\n')}\n`, ...options);
  const counts = (result) => [result.rows, result.added, result.changed, result.unchanged, result.refused, result.written];

  it('faults of a file of claims are reported by line and column, never with the cell, and nothing is written', async () => {
    const canary = 'Canari42';
    const bad = [
      claim({ reference: `${canary}/1` }), claim({ number: canary }), claim({ day: canary }), claim({ beneficiary: '' }),
      claim({ spent: `${canary},5` }), claim({ spent: '12.50' }), claim({ status: canary }), claim({ mode: canary }),
      claim({ reference: `${canary}-1`, number: '999999999' }), claim({ reference: 'D-2' }), claim({ reference: 'D-2' }),
    ];
    const { status, result, said } = await importingClaims(bad);
    assert.equal(status, 1);
    assert.deepEqual(counts(result), [11, 0, 0, 0, 10, false]);
    assert.ok(!said.includes(canary), said);
    for (const words of [
      '2: reference: want', '3: immatriculation: no membership has it', '4: received_on: want YYYY-MM-DD', '5: beneficiary: empty',
      '6: row: 11 cells, want 10', '7: amount_spent: want centimes', '8: status: want received, in_process', '9: payment_mode: want',
      '10: immatriculation: no membership has it', '12: reference: an earlier row has the same', 'nothing was written: 10 row(s) refused',
    ]) assert.ok(said.includes(words), `${words} is not in ${said}`);
    const semicolons = await importingKind('claims', claimColumns.replaceAll(',', ';'));
    assert.match(semicolons.said, /^1: row: its cells are separated by semicolons: want commas\n.*not that of claims\.csv\n$/);
  });

  it('claims: the good rows with --keep-going, the same file twice, changes, and no --full', async () => {
    const lines = [claim(), claim({ reference: 'D-2', status: 'paid', refunded: 1500 }), claim({ reference: 'D-3', number: '999999999' }), ',,,,,,,,,'];
    const going = await importingClaims(lines, '--keep-going');
    assert.equal(going.status, 0);
    assert.deepEqual(counts(going.result), [4, 2, 0, 0, 1, true]);
    assert.deepEqual(counts((await importingClaims(lines.slice(0, 2))).result), [2, 0, 0, 2, 0, true]);
    assert.deepEqual(counts((await importingClaims([claim({ status: 'in_process' })])).result), [1, 0, 1, 0, 0, true]);
    const full = await call('import', 'claims', path.join(server.dir, 'claims.csv'), '--full');
    assert.equal(full.status, 2);
    assert.match(full.stderr, /claims that a file lacks stay/);
    const { stdout } = await call('import', 'claims', path.join(server.dir, 'claims.csv'));
    assert.equal(stdout, 'claims: 0 added, 0 changed, 1 unchanged, 0 closed, 0 refused\ntoo old rows skipped: 0\nempty rows skipped: 0\n');
  });

  it('claims: rows that the purge would delete are skipped and counted, and a file without claims is refused', async () => {
    const old = claim({ reference: 'OLD-1', day: '1990-01-05' });
    const some = await importingClaims([old, claim({ reference: 'NEW-1' }), ',,,,,,,,,']);
    assert.equal(some.status, 0, some.said);
    assert.deepEqual([counts(some.result), some.result.too_old], [[3, 1, 0, 0, 0, true], 1]);
    const { stdout } = await call('import', 'claims', path.join(server.dir, 'claims.csv'));
    assert.equal(stdout, 'claims: 0 added, 0 changed, 1 unchanged, 0 closed, 0 refused\ntoo old rows skipped: 1\nempty rows skipped: 1\n');
    for (const lines of [[], [old], [',,,,,,,,,']]) {
      const none = await importingClaims(lines);
      assert.equal(none.status, 1);
      assert.match(none.said, /nothing was written: the file has no claims\n$/);
      assert.equal(none.result.written, false);
    }
    const late = await importingClaims([claim({ day: '2999-01-05' })]);
    assert.match(late.said, /^2: received_on: after tomorrow\n/);
  });

  it('claims: a shifted file is refused with figures', async () => {
    const rows = (spent) => Array.from({ length: 100 }, (_, i) => claim({ reference: `S-${i}`, spent: i < 21 ? spent : 7 }));
    assert.equal((await importingClaims(rows(7))).result.added, 100);
    const { status, result, said } = await importingClaims(rows(8));
    assert.equal(status, 1);
    assert.deepEqual(counts(result), [100, 0, 21, 79, 0, false]);
    assert.match(said, /amount_spent: another value in 21 of 100 rows, more than 20 %\n.*--allow-changing N/s);
    assert.equal((await importingClaims(rows(8), '--allow-changing', '20')).status, 1);
    assert.equal((await importingClaims(rows(8), '--allow-changing', '21')).result.changed, 21);
    assert.equal((await call('import', 'claims', path.join(server.dir, 'claims.csv'), '--allow-changing', 'all')).status, 2);
  });
});
