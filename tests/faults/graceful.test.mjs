// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Ten graceful restarts while people read, create accounts and sign in: no request fails.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { mount, startServer } from '../lib/server.mjs';

const RESTARTS = 10;

describe('ten graceful restarts under load', () => {
  let server;
  let members;
  const counts = { pages: 0, sessions: 0 };
  const welcomed = []; // whose account was made
  const failures = [];
  let isOver = false;

  before(async () => {
    server = await startServer('faults-graceful');
    members = new Members(server);
  });
  after(() => server?.stop());

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

  // One person after the other, as long as there are restarts.
  async function keepOn(act) {
    while (!isOver) await act().catch((error) => failures.push(error));
  }

  it('no request fails, every journey comes to its end', async () => {
    const load = [read, read, create, create, create].map(keepOn);
    for (let i = 0; i < RESTARTS; i++) {
      await sleep(300);
      await server.restartGracefully();
    }
    isOver = true;
    await Promise.all(load);
    assert.deepEqual(failures.map(String), []);
    assert.ok(welcomed.length >= RESTARTS, `${welcomed.length} accounts under ${RESTARTS} restarts`);
    assert.ok(counts.pages >= 4 * RESTARTS);
  });

  it('who has an account is told of it', async () => {
    assert.equal(counts.sessions, welcomed.length);
    for (const email of welcomed) await server.outbox.next(email);
  });
});
