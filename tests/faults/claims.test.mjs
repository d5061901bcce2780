// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// An import of claims that is killed at each stage, and two at once: readers see the old claims or the
// new ones, and no change of status is news twice. Another session holds the lock of a row for which
// the import must wait, so that it is killed where the test wants it.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Mariadb } from '../lib/mariadb.mjs';
import { root, startServer } from '../lib/server.mjs';

const run = promisify(execFile);
const program = path.join(root, 'packaging/mariadb');
const ROWS = 2500; // more than two batches
const PATIENCE = 30_000; // ms

const shown = 'FROM claim_state g JOIN claim c ON c.since <= g.generation AND c.until > g.generation';
const header = 'reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,amount_refunded,status,paid_on,payment_mode';

describe('import of claims', () => {
  const mariadb = new Mariadb('faults-claims-mariadb');
  let server;
  let database;
  const sessions = []; // of lock

  before(async () => {
    await mariadb.make();
    server = await startServer('faults-claims', { database: mariadb.options });
    database = (await readFile(path.join(server.dir, 'data/database'), 'utf8')).trim();
    await server.stop(); // httpd would take the news, which are counted here
  });
  after(async () => {
    for (const session of sessions) session.kill();
    await mariadb.stop();
  });

  const sql = async (text) => (await run(program, ['sql', mariadb.dir, database, '-N', '-B', '-e', text])).stdout.trim();

  async function fileOf(status, count = ROWS) {
    const name = path.join(server.dir, `${status}.csv`);
    const numbers = server.members.map(({ immatriculation }) => immatriculation);
    const rows = Array.from({ length: count }, (_, i) =>
      `R${i},${numbers[i % numbers.length]},2026-01-05,Optique,Salma Fictive,1000,,${status},,`);
    await writeFile(name, `${[header, ...rows].join('\n')}\n`, { mode: 0o644 });
    return name;
  }

  // {child, ended}; ended: {code, signal, stderr, result}.
  function start(file) {
    const options = ['import', 'claims', file, '--json', '--allow-changing', String(ROWS)];
    const child = spawn(path.join(server.dir, 'cnopsctl'), options, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const ended = new Promise((resolve) => child.once('close', (code, signal) =>
      resolve({ code, signal, stderr, result: stdout ? JSON.parse(stdout) : undefined })));
    return { child, ended };
  }

  async function importAll(file) {
    const { code, stderr, result } = await start(file).ended;
    assert.equal(code, 0, stderr);
    return result;
  }

  async function until(question, expected) {
    const deadline = Date.now() + PATIENCE;
    for (let answer; (answer = await sql(question)) !== expected; await sleep(20)) {
      assert.ok(Date.now() < deadline, `${question}: ${answer}, want ${expected}`);
    }
  }

  // Holds the lock of a row; resolves to a function that releases it.
  async function lock(select) {
    const session = spawn(program, ['sql', mariadb.dir, database, '-N', '-B', '--unbuffered'], { stdio: ['pipe', 'pipe', 'inherit'] });
    sessions.push(session);
    const ended = new Promise((resolve) => session.once('close', resolve));
    const locked = new Promise((resolve) => session.stdout.once('data', resolve));
    session.stdin.write(`START TRANSACTION; SELECT 1 ${select} FOR UPDATE;\n`);
    await locked;
    return async () => {
      session.stdin.end('ROLLBACK;\n');
      await ended;
    };
  }

  async function assertShown(status, news) {
    assert.equal(await sql(`SELECT COUNT(*), GROUP_CONCAT(DISTINCT status) ${shown}`), `${ROWS}\t${status}`);
    assert.equal(await sql('SELECT COUNT(*) FROM claim_news n JOIN claim_state g ON n.since <= g.generation'), String(news));
  }

  async function assertSwept() {
    assert.equal(await sql('SELECT COUNT(*) FROM claim'), String(ROWS));
    assert.equal(await sql('SELECT COUNT(*) FROM claim_total WHERE until < 9223372036854775807'), '0');
    assert.equal(await sql('SELECT phase, run, lease_until FROM claim_state'), 'idle\t\t0');
  }

  // As if a minute had passed since the import was killed.
  const waitForLease = () => sql('UPDATE claim_state SET lease_until = 1 WHERE lease_until > 1');

  async function kill({ child, ended }) {
    child.kill('SIGKILL');
    assert.equal((await ended).signal, 'SIGKILL');
  }

  it('killed while it reads: nothing has happened', async () => {
    await importAll(await fileOf('received'));
    const reading = start(await fileOf('in_process'));
    await kill(reading);
    await assertShown('received', 0);
    await waitForLease();
  });

  it('killed while it stages: the old claims are shown, and the next import begins again', async () => {
    const last = await sql('SELECT MAX(membership_id) FROM claim');
    const release = await lock(`FROM claim WHERE membership_id = ${last}`);
    const staging = start(await fileOf('in_process'));
    await until('SELECT COUNT(*) >= 1000 FROM claim c JOIN claim_state g ON c.since > g.generation', '1');
    await assertShown('received', 0);
    await kill(staging);
    await release();
    await assertShown('received', 0);
    const { code, stderr } = await start(await fileOf('in_process')).ended;
    assert.equal(code, 1);
    assert.match(stderr, /nothing was written: another import is at work, or was killed less than 60 s ago/);
    await waitForLease();
    const members = Number(await sql('SELECT COUNT(DISTINCT membership_id) FROM claim'));
    assert.deepEqual(await importAll(await fileOf('in_process')), {
      rows: ROWS, added: 0, changed: ROWS, unchanged: 0, closed: 0, refused: 0, too_old: 0, written: true,
    });
    await assertShown('in_process', members);
    await assertSwept();
  });

  it('killed after the switch: the new claims are shown, and their news once', async () => {
    const members = Number(await sql('SELECT COUNT(*) FROM claim_news'));
    await sql(`INSERT INTO claim SELECT membership_id, received_on, 0, 0, 0, status, 'old', beneficiary_digest, record_sealed, key_id,
      import_digest FROM claim LIMIT 1`);
    const old = await sql('SELECT membership_id FROM claim WHERE until = 0');
    const release = await lock(`FROM claim WHERE membership_id = ${old} AND received_on = '2026-01-05' AND id = 0`);
    const sweeping = start(await fileOf('paid'));
    await until('SELECT phase FROM claim_state', 'switched');
    await assertShown('paid', 2 * members);
    await kill(sweeping);
    await release();
    await assertShown('paid', 2 * members);
    await waitForLease();
    assert.equal((await importAll(await fileOf('paid'))).unchanged, ROWS);
    await assertShown('paid', 2 * members);
    await assertSwept();
  });

  it('two at once: one is refused or comes after the other', async () => {
    const files = [await fileOf('rejected'), await fileOf('received')];
    const ends = await Promise.all(files.map((file) => start(file).ended));
    const done = ends.filter(({ code }) => code === 0);
    assert.ok(done.length > 0, ends.map(({ stderr }) => stderr).join());
    for (const { code, stderr } of ends) if (code !== 0) assert.match(stderr, /another import is at work/);
    const statuses = (await sql(`SELECT DISTINCT status ${shown}`)).split('\n');
    assert.equal(statuses.length, 1);
    await assertSwept();
  });

  it('doctor reports claims that are 36 hours old', async () => {
    const ask = async () => {
      const { stdout } = await run(path.join(server.dir, 'cnopsctl'), ['doctor']).catch((error) => error);
      return stdout.split('\n').find((line) => line.includes(' claims '));
    };
    assert.match(await ask(), /^ok {2}claims +imported 0 h ago$/);
    await sql('UPDATE claim_state SET switched_at = switched_at - 35 * 3600000000');
    assert.match(await ask(), /^ok {2}claims +imported 35 h ago$/);
    await sql('UPDATE claim_state SET switched_at = switched_at - 3600000000');
    assert.match(await ask(), /^!! {2}claims +the last import was 36 h ago/);
    await sql('UPDATE claim_state SET switched_at = 0');
    assert.equal(await ask(), undefined);
  });
});
