// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Ten graceful restarts on MariaDB and memcached, while visitors read pages, create accounts and
// sign in: no request fails.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { eventually } from '../lib/faults.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { Mariadb } from '../lib/mariadb.mjs';
import { directiveOf, startMemcacheds } from '../lib/memcached.mjs';
import { easyProofs, mount, root, startServer } from '../lib/server.mjs';

const RESTARTS = 10;

describe('ten graceful restarts under load', () => {
  let mariadb;
  let codes;
  let server;
  let members;
  const counts = { pages: 0, sessions: 0 };
  const welcomed = []; // e-mail addresses of the created accounts
  const failures = [];
  let isOver = false;

  before(async () => {
    mariadb = await new Mariadb('mariadb-graceful').make();
    codes = await startMemcacheds(path.join(root, 'build/test/codes-graceful'), 2);
    server = await startServer('faults-graceful', {
      database: mariadb.options,
      directives: [...easyProofs, directiveOf(codes)],
    });
    members = new Members(server);
  });
  after(async () => {
    await server?.stop();
    for (const each of codes ?? []) await each.kill();
    await mariadb?.stop();
  });

  async function read() {
    const client = new Client(server);
    for (const page of ['/', '/creation/conditions', '/aide', '/captcha/defi']) {
      assert.equal((await client.get(page)).status, 200, page);
      counts.pages += 1;
    }
  }

  async function create() {
    const member = members.take();
    const journey = await new Journey(server, answersOf(member)).reach('termine');
    welcomed.push(journey.email);
    const answer = await signIn(new Client(server), member.cni, journey.password);
    assert.equal(answer.location, `${mount}/espace`, answer.text.slice(0, 500));
    counts.sessions += 1;
  }

  // Repeats act, one visitor after the other, until the restarts are over.
  async function keepOn(act) {
    while (!isOver) await act().catch((error) => failures.push(error));
  }

  it('no request fails, every journey comes to its end', async () => {
    const load = [read, read, create, create, create].map(keepOn);
    for (let i = 0; i < RESTARTS; i++) {
      const before = welcomed.length;
      await eventually(() => welcomed.length > before || failures.length > 0, 'no journey ended');
      await server.restartGracefully();
    }
    isOver = true;
    await Promise.all(load);
    assert.deepEqual(failures.map(String), []);
    assert.ok(counts.pages >= 4 * RESTARTS);
  });

  it('every owner of a new account is informed', async () => {
    assert.equal(counts.sessions, welcomed.length);
    for (const email of welcomed) await server.outbox.next(email);
  });
});
