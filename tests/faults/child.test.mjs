// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The processes that answer requests are killed at every step: visitors see a page that does not
// load, try again, and continue where they were.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '../lib/client.mjs';
import { eventually, insist, killChildren, unlessBroken } from '../lib/faults.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf, signIn, steps } from '../lib/journey.mjs';
import { tellsOfAccount } from '../lib/outbox.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

const asked = steps.slice(0, -1);
const nextOf = (step) => steps[steps.indexOf(step) + 1];

describe('httpd children killed -9', () => {
  let server;
  let members;

  before(async () => {
    // Attempts that are cut off count as failures, and this test makes many.
    server = await startServer('faults-child', { directives: [...easyProofs, 'CnopsSigninFree 100'] });
    members = new Members(server);
  });
  after(() => server?.stop());

  // Takes the code from the outbox once, so that a second try types the same code.
  async function changesOf(step, journey) {
    if (step === 'courriel-code') return { code: await server.outbox.nextCode(journey.email) };
    if (step === 'telephone-code') return { code: await server.outbox.nextCode(journey.smsTo) };
    return {};
  }

  // Repeats a step until it is answered. A visitor without an answer has no new cookie either,
  // and is still at the step.
  async function insistOn(step, journey, changes) {
    const response = await insist(() => journey.submit(step, changes));
    assert.equal(response.location, locationOf(nextOf(step)), response.text.slice(0, 1000));
  }

  async function assertWelcome(member, journey) {
    const client = new Client(server);
    assert.equal((await signIn(client, member.cni, journey.password)).location, `${mount}/espace`);
    // Where a child was killed while sending, the message is sent again after its lease.
    const welcomes = async () => (await server.outbox.messages()).filter((m) => m.to === journey.email && tellsOfAccount(m));
    await eventually(async () => (await welcomes()).length > 0, 'no message about the account');
    await server.outbox.drain(journey.email);
    assert.equal((await welcomes()).length, 1, 'one message about the account');
  }

  it('before every step of one journey', async () => {
    const member = members.take();
    const journey = new Journey(server, answersOf(member));
    for (const step of asked) {
      const changes = await changesOf(step, journey);
      await killChildren(server);
      await insistOn(step, journey, changes);
    }
    await assertWelcome(member, journey);
  });

  // The last step hashes a password and takes longest, so it is killed later.
  const delays = (step) => (step === 'mot-de-passe' ? [10, 60, 110, 160] : [3, 15]);

  for (const step of asked) {
    it(`while ${step} is being answered`, async () => {
      for (const delay of delays(step)) {
        const member = members.take();
        const journey = await new Journey(server, answersOf(member)).reach(step);
        const changes = await changesOf(step, journey);
        const answer = unlessBroken(() => journey.submit(step, changes));
        await sleep(delay);
        await killChildren(server);
        const response = await answer;
        if (response) assert.equal(response.location, locationOf(nextOf(step)), response.text.slice(0, 1000));
        else await insistOn(step, journey, changes);
        if (step === 'mot-de-passe') await assertWelcome(member, journey);
      }
    });
  }

  it('while passwords are hashed: no hashing slot is lost', async () => {
    const { cni, mot_de_passe: password } = server.identities.find((i) => i.mot_de_passe);
    const known = new Client(server);
    await signIn(known, cni, password);
    for (let round = 0; round < 4; round++) {
      const attempts = [1, 2, 3].map(() => unlessBroken(() => signIn(known.copy(), cni, password)));
      await sleep(30 + 20 * round);
      await killChildren(server);
      await Promise.all(attempts);
    }
    const response = await insist(() => signIn(known, cni, password));
    assert.equal(response.location, `${mount}/espace`);
  });
});
