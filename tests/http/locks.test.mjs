// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// With no limit may a stranger lock a member out (contract.md §5). Strangers make five hundred failed
// sign-ins and twenty journeys of wrong answers; then the member comes.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { solved } from '../lib/altcha.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { linkOf, Recovery } from '../lib/recovery.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

const space = `${mount}/espace`;
const SIGNINS = 500;
const JOURNEYS = 20;
const WRONG_ANSWERS = 3; // in a journey
const CEILING = 30; // wrong answers about one person in a day

// Delays are so short that the test can wait for five hundred of them, and proofs of work cost nothing:
// here only their number and order matter. The unit tests check what a proof costs. The deadline is
// long because on a busy machine the queue for hashing would also ask strangers for a proof.
const directives = ['CnopsHashDeadline 1m', ...easyProofs, 'CnopsPowLevels 2', 'CnopsSigninDelayMax 50ms'];

describe('strangers', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('locks', { directives });
    members = new Members(server);
  });
  after(() => server?.stop());

  const unlock = (cni) =>
    new Promise((resolve, reject) => {
      const args = ['account', 'unlock', cni, '--operator', 'h.fictif', '--reason', 'Appel 1234'];
      execFile(path.join(server.dir, 'cnopsctl'), args, (error) => (error ? reject(error) : resolve()));
    });

  // Makes failures that count: an attempt within a delay does not, and is repeated.
  async function failSignIns(cni, count) {
    const stranger = new Client(server);
    const { jeton } = await stranger.data('/connexion');
    let failed = 0;
    while (failed < count) {
      const fields = { jeton, identifiant: cni, mot_de_passe: `pas le bon ${failed}`, altcha: await solved(stranger) };
      const response = await stranger.post('/connexion', fields, { Accept: 'application/json' });
      assert.ok([422, 429].includes(response.status), String(response.status));
      const codes = response.status === 422 ? response.json().errors.map((error) => error.code) : [];
      if (codes.includes('signin_wrong')) failed += 1;
      else await sleep(50);
    }
  }

  // Returns how each journey ended.
  async function failJourneys(answers, count) {
    const ends = [];
    for (let i = 0; i < count; i++) {
      const journey = await new Journey(server, { ...answers, rib: '00000001' }).reach('identite');
      let response = await journey.submit('identite');
      for (let wrong = 0; response.status === 303 && wrong < WRONG_ANSWERS; wrong++) {
        response = await journey.submit('questions');
        if (response.status === 422) response = { ...response, status: 303 };
      }
      ends.push(response.status);
    }
    return ends;
  }

  it('five hundred failed sign-ins do not lock the member out', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const { cni } = account.answers;
    const known = new Client(server);
    assert.equal((await signIn(known, cni, account.password)).location, space);
    const { jeton } = await known.data('/espace');
    await known.post('/deconnexion', { jeton });

    await failSignIns(cni, SIGNINS);

    // The browser that the member signed in with before: no proof of work, no delay.
    assert.equal((await known.data('/connexion')).captcha, 'none');
    assert.equal((await signIn(known, cni, account.password)).location, space);
    // A new browser of the member: the delay and a proof of work.
    await sleep(100);
    const fresh = new Client(server);
    const altcha = await solved(fresh);
    let response = await signIn(fresh, cni, account.password, { altcha });
    if (response.status === 422) response = await signIn(fresh, cni, account.password, { altcha: await solved(fresh) });
    assert.equal(response.location, space);
  });

  it('an operator removes the delay and the proof of work', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const { cni } = account.answers;
    await failSignIns(cni, 20);
    const fresh = new Client(server);
    const fields = async () => ({
      jeton: (await fresh.data('/connexion')).jeton, identifiant: cni, mot_de_passe: account.password,
    });
    assert.notEqual((await fresh.post('/connexion', await fields())).status, 303);
    await unlock(cni);
    assert.equal((await fresh.post('/connexion', await fields())).location, `${mount}/connexion/code`);
  });

  it('wrong answers below the ceiling cost the member a proof of work', async () => {
    const answers = answersOf(members.take());
    const journeys = Math.floor((CEILING - 1) / WRONG_ANSWERS);
    assert.deepEqual(await failJourneys(answers, journeys), Array(journeys).fill(303));
    const account = await new Journey(server, answers).reach('termine');
    assert.equal((await signIn(new Client(server), answers.cni, account.password)).location, space);
  });

  it('the same holds where the member has an account and forgot the password', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const { cni } = account.answers;
    await failSignIns(cni, 20);
    await failJourneys(account.answers, Math.floor((CEILING - 1) / WRONG_ANSWERS));
    await server.outbox.drain(account.email);
    await server.outbox.drain(account.smsTo);
    const recovery = await new Recovery(server, account).reach('termine');
    await sleep(100);
    assert.equal((await signIn(recovery.client, cni, recovery.password)).location, space);
  });

  it('above the ceiling of wrong answers, sign-in still works and an operator reopens the rest', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const { cni } = account.answers;
    const known = new Client(server);
    await signIn(known, cni, account.password);
    const ends = await failJourneys(account.answers, JOURNEYS);
    assert.equal(ends.filter((status) => status === 303).length, CEILING / WRONG_ANSWERS);
    assert.ok(ends.slice(CEILING / WRONG_ANSWERS).every((status) => status === 429), String(ends));
    assert.equal((await known.get('/espace')).status, 200);
    assert.equal((await signIn(known, cni, account.password)).location, space);
    assert.equal((await signIn(new Client(server), cni, account.password)).location, space);

    const other = answersOf(members.take());
    await failJourneys(other, JOURNEYS);
    const journey = await new Journey(server, other).reach('identite');
    assert.equal((await journey.submit('identite')).status, 429);
    await unlock(other.cni);
    await new Journey(server, other).reach('termine');
  });

  it('after strangers had codes sent, the owner can still recover the account', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    let status = 303;
    for (let i = 0; status === 303 && i < 10; i++) {
      const thief = await new Recovery(server, account).reach('questions');
      status = (await thief.submit('questions')).status;
    }
    assert.equal(status, 429, 'the mailbox is not used up');
    let message = await server.outbox.next(account.email);
    while (!message.text.includes('/suite/')) message = await server.outbox.next(account.email);
    const recovery = new Recovery(server, account);
    const link = linkOf(message, 'suite');
    const { jeton } = await recovery.client.data(link);
    assert.equal((await recovery.client.post(link, { jeton })).status, 303);
    await server.outbox.drain(account.smsTo);
    await recovery.reach('termine');
    assert.equal((await signIn(recovery.client, account.answers.cni, recovery.password)).location, space);
  });
});
