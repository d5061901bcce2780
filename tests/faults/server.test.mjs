// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The whole server is killed during last steps and while it sends messages. Every account whose
// creation was answered exists; an account is whole or does not exist; every message arrives, and
// only a message that was in flight may arrive twice.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { Deliveries, eventually, killServer, unlessBroken } from '../lib/faults.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf, signIn, steps } from '../lib/journey.mjs';
import { tellsOfAccount } from '../lib/outbox.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

const TOGETHER = 6; // last steps at once
const DELAYS = [15, 60, 110, 170, 250, 400]; // ms from the first request to the kill

describe('the whole server killed -9', () => {
  let server;
  let members;
  let deliveries;
  let kills = 0;

  before(async () => {
    server = await startServer('faults-server', {
      directives: [...easyProofs, 'CnopsResendAfter 1s'],
    });
    members = new Members(server);
    deliveries = new Deliveries(server.outbox);
  });
  after(async () => {
    deliveries?.close();
    await server?.stop();
  });

  async function powerCut() {
    kills += 1;
    await killServer(server);
    await server.start();
  }

  // Works also where the answer to the last step was lost.
  async function canSignIn({ member, journey }) {
    server.remember([member.cni], { email: journey.email, smsTo: journey.smsTo });
    return (await signIn(new Client(server), member.cni, journey.password)).location === `${mount}/espace`;
  }

  async function reachAll(step, count) {
    const people = Array.from({ length: count }, () => members.take());
    return Promise.all(people.map(async (member) => {
      const journey = await new Journey(server, answersOf(member)).reach(step);
      return { member, journey };
    }));
  }

  // Completes a journey whose last step was lost.
  async function finish(person) {
    const response = await person.journey.submit('mot-de-passe');
    assert.equal(response.location, locationOf('termine'), response.text.slice(0, 1000));
    assert.ok(await canSignIn(person), 'the account made after the restart works');
  }

  const created = [];
  const outcomes = { answered: 0, unanswered: 0, lost: 0 };

  for (const delay of DELAYS) {
    it(`${delay} ms into ${TOGETHER} last steps: accounts are whole or do not exist`, async () => {
      const people = await reachAll('mot-de-passe', TOGETHER);
      const answers = people.map(({ journey }) => unlessBroken(() => journey.submit('mot-de-passe')));
      await sleep(delay);
      await powerCut();
      for (const [i, answer] of (await Promise.all(answers)).entries()) {
        const exists = await canSignIn(people[i]);
        if (answer) {
          assert.equal(answer.status, 303);
          assert.ok(exists, 'an account whose creation was answered exists');
        }
        outcomes[answer ? 'answered' : exists ? 'unanswered' : 'lost'] += 1;
        if (!exists) await finish(people[i]);
        created.push(people[i]);
      }
    });
  }

  it('the kills hit some last steps and not others', (t) => {
    t.diagnostic(JSON.stringify(outcomes));
    assert.ok(outcomes.answered > 0 && outcomes.lost > 0);
  });

  it('a code that was lost with the memory is asked for again', async () => {
    for (const step of ['courriel-code', 'telephone-code']) {
      const journey = await new Journey(server, answersOf(members.take())).reach(step);
      const to = step === 'courriel-code' ? journey.email : journey.smsTo;
      const code = await server.outbox.nextCode(to);
      await powerCut();
      const lost = await journey.submit(step, { code });
      assert.deepEqual(journey.codesOf(lost), ['code_expired']);
      await sleep(2000);
      const again = await journey.submit(step, { action: 'renvoyer', code: undefined });
      assert.equal(again.location, locationOf(step));
      await eventually(async () => (await server.outbox.fresh(to)).length > 0, `no second code at ${step}`);
      assert.equal((await journey.submit(step)).location, locationOf(steps[steps.indexOf(step) + 1]));
    }
  });

  it('while messages are being sent: every message arrives', async () => {
    const promised = [];
    for (let round = 0; round < 4; round++) {
      const people = await reachAll('courriel', TOGETHER);
      const delivered = deliveries.next();
      const answers = people.map(({ journey }) => unlessBroken(() => journey.submit('courriel')));
      await delivered;
      await powerCut();
      const answered = await Promise.all(answers);
      promised.push(...people.filter((_, i) => answered[i]?.status === 303));
    }
    assert.ok(promised.length > 0);
    for (const { journey } of promised) {
      await eventually(async () => (await server.outbox.fresh(journey.email)).length > 0,
        `the code for ${journey.email} did not come`);
    }
  });

  it('every owner of a new account got one message', async () => {
    const inbox = async ({ journey }) =>
      (await server.outbox.messages()).filter((message) =>
        message.to === journey.email && tellsOfAccount(message));
    for (const person of created) {
      await eventually(async () => (await inbox(person)).length > 0,
        `${person.journey.email} got no message about the account`);
      assert.equal((await inbox(person)).length, 1);
    }
  });

  it('at most the message in flight came twice, with the same Message-ID', async (t) => {
    t.diagnostic(`${kills} kills, ${deliveries.counts.size} messages, ${deliveries.repeated} twice`);
    const ids = (await server.outbox.messages()).map((message) => message.headers['message-id']).filter(Boolean);
    assert.equal(new Set(ids).size, ids.length, 'no two messages share a Message-ID');
    assert.ok(deliveries.repeated <= kills, 'only what was in flight may come again');
  });
});
