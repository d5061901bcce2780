// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// MariaDB is killed, stopped and restarted while visitors create accounts. No request waits
// longer than CnopsDatabaseTimeout and a margin for a busy machine. A request that cannot be
// served gets 503 with Retry-After. Answered accounts exist and are whole, and the portal
// recovers by itself.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Client } from '../lib/client.mjs';
import { Deliveries, eventually } from '../lib/faults.mjs';
import { Members } from '../lib/identities.mjs';
import { signIn } from '../lib/journey.mjs';
import { Mariadb } from '../lib/mariadb.mjs';
import { tellsOfAccount } from '../lib/outbox.mjs';
import { easyProofs, mount, root, startServer } from '../lib/server.mjs';
import { canSignIn, Tally, visit } from '../lib/visitors.mjs';

const run = promisify(execFile);

const PEOPLE = 6; // visitors at once
const BOUND = 4000; // ms: CnopsDatabaseTimeout is 2 s
const QUIET = 1500; // ms of journeys before the fault, and after it

const faults = {
  'kill -9, back after 2 s': async (mariadb) => {
    await mariadb.kill();
    await sleep(2000);
    await mariadb.start();
  },
  'kill -9 and started at once': async (mariadb) => {
    await mariadb.kill();
    await mariadb.start();
  },
  'SIGSTOP for 6 s': async (mariadb) => {
    mariadb.pause();
    await sleep(6000);
    mariadb.resume();
  },
  'SIGSTOP for 1 s': async (mariadb) => {
    mariadb.pause();
    await sleep(1000);
    mariadb.resume();
  },
  'SIGSTOP for 3 s, then kill -9': async (mariadb) => {
    mariadb.pause();
    await sleep(3000);
    await mariadb.kill();
    await mariadb.start();
  },
  'plain restart': (mariadb) => mariadb.restart(),
};

describe('MariaDB killed, stopped, restarted', () => {
  let mariadb;
  let server;
  let members;
  let deliveries;
  let known; // a browser from which an account has signed in
  const rows = [];
  let finished;

  before(async () => {
    mariadb = await new Mariadb('mariadb-faults').make();
    server = await startServer('faults-database', {
      database: mariadb.options,
      members: 1500,
      directives: [...easyProofs, 'CnopsSigninFree 100'],
    });
    members = new Members(server);
    const { cni, mot_de_passe: password } = server.identities.find((identity) => identity.mot_de_passe);
    known = new Client(server);
    await signIn(known, cni, password);
    finished = server.identities.filter((identity) => identity.mot_de_passe).length;
    deliveries = new Deliveries(server.outbox);
  });
  after(async () => {
    deliveries?.close();
    await server?.stop();
    await mariadb?.stop();
  });

  // ms until a sign-in works after the fault.
  async function recover() {
    const began = Date.now();
    const { cni, mot_de_passe: password } = server.identities.find((identity) => identity.mot_de_passe);
    while ((await signIn(known.copy(), cni, password)).location !== `${mount}/espace`) {
      assert.ok(Date.now() - began < 20_000, 'the portal did not recover');
      await sleep(50);
    }
    return Date.now() - began;
  }

  // The number of accounts whose creation was not answered, or that do not work although it was.
  async function countHalf(people) {
    finished += people.length;
    const [accounts] = await mariadb.query(server, 'SELECT COUNT(*) FROM account');
    const works = await Promise.all(people.map((person) => canSignIn(person)));
    return Math.abs(Number(accounts) - finished) + works.filter((ok) => !ok).length;
  }

  // The number of accounts whose owners got no message about them, or two.
  async function countMessages(people) {
    let lost = 0;
    let twice = 0;
    for (const { journey } of people) {
      const count = async () =>
        (await server.outbox.messages()).filter((message) => message.to === journey.email && tellsOfAccount(message)).length;
      await eventually(async () => (await count()) > 0, `${journey.email} got no message`).catch(() => (lost += 1));
      if ((await count()) > 1) twice += 1;
    }
    return { lost, twice };
  }

  for (const [what, cause] of Object.entries(faults)) {
    it(what, async () => {
      const tally = new Tally();
      let done = false;
      const work = visit(server, members, tally, PEOPLE, () => done);
      await sleep(QUIET);
      const before = deliveries.repeated;
      await Promise.race([cause(mariadb), work]);
      const recovered = await recover();
      await sleep(QUIET);
      done = true;
      await work;
      const half = await countHalf(tally.people);
      const { lost, twice } = await countMessages(tally.people);
      rows.push({ what, ...tally, recovered, half, lost, doubled: deliveries.repeated - before + twice });
      assert.deepEqual(tally.wrong, []);
      assert.deepEqual({ half, lost, twice }, { half: 0, lost: 0, twice: 0 });
      assert.ok(tally.longest < BOUND, `a request took ${Math.round(tally.longest)} ms`);
      assert.ok(tally.people.length > 0, 'no account was created');
    });
  }

  it('the doctor finds nothing wrong with it', async () => {
    const { stdout } = await run(path.join(server.dir, 'cnopsctl'), ['doctor']);
    assert.match(stdout, /^ok +MariaDB +1\d\.\d+\.\d+-MariaDB/m);
    assert.doesNotMatch(stdout, /^!!/m);
  });

  it('no message is left behind', async () => {
    await eventually(async () =>
      (await mariadb.query(server, "SELECT COUNT(*) FROM outbox WHERE state = 'due'"))[0] === '0', 'messages wait');
    assert.deepEqual(await mariadb.query(server, "SELECT state, COUNT(*) FROM outbox WHERE state <> 'sent' GROUP BY state"), []);
  });

  it('a server that starts while MariaDB hangs answers, and recovers', async () => {
    await server.stop();
    mariadb.pause();
    try {
      await server.start();
      const began = performance.now();
      const page = await new Client(server).post('/connexion', { identifiant: 'A1' });
      assert.ok([403, 422, 503].includes(page.status), String(page.status));
      assert.ok(performance.now() - began < BOUND);
    } finally {
      mariadb.resume();
    }
    const tally = new Tally();
    let rounds = 0;
    await visit(server, members, tally, 1, () => rounds++ > 0);
    assert.equal(tally.people.length, 1);
  });

  it('the table', async (t) => {
    const cells = rows.map((row) => [row.what, row.requests, row.unavailable, Math.round(row.longest), row.slow,
      row.recovered, row.people.length, row.half, row.lost, row.doubled]);
    const head = ['fault', 'requests', '503', 'longest ms', 'over 1 s', 'back after ms', 'accounts', 'half', 'lost', 'doubled'];
    const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => String(row[i]).length)));
    const lines = [head, ...cells].map((row) =>
      row.map((cell, i) => (i ? String(cell).padStart(widths[i]) : String(cell).padEnd(widths[i]))).join('  '));
    for (const line of lines) t.diagnostic(line);
    await writeFile(path.join(root, 'build/test/faults-database.txt'), `${lines.join('\n')}\n`);
    assert.equal(rows.length, Object.keys(faults).length, 'each fault was measured');
    assert.ok(rows.some((row) => row.unavailable > 0), 'no request met a fault');
  });
});
