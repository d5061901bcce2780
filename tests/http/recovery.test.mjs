// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// A forgotten password: who can replace it, where codes go, and what a stranger learns.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members, unknownPerson } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { linkOf, Recovery } from '../lib/recovery.mjs';
import { easyProofs, mount, startServer } from '../lib/server.mjs';

const space = `${mount}/espace`;
const TRIES = 12; // wrong codes about one person in a day, in this test
const directives = [...easyProofs, `CnopsPersonCodes ${TRIES}`, 'CnopsDestinationCodes 1000', 'CnopsPowLevels 0'];

describe('recovery', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('recovery', { directives });
    members = new Members(server);
  });
  after(() => server?.stop());

  const account = async (way) => {
    const journey = await new Journey(server, answersOf(members.take(way))).reach('termine');
    await server.outbox.drain(journey.email);
    return journey;
  };

  for (const way of [
    { scheme: 'public', payment_mode: 'transfer' },
    { scheme: 'public', payment_mode: 'money_order' },
    { scheme: 'student', payment_mode: 'transfer' },
  ]) {
    for (const json of [false, true]) {
      it(`${way.scheme} × ${way.payment_mode}, ${json ? 'JSON' : 'forms'}`, async () => {
        const owner = await account(way);
        const open = new Client(server);
        assert.equal((await signIn(open, owner.answers.cni, owner.password)).location, space);
        const recovery = await new Recovery(server, owner, { json }).reach('termine');

        assert.equal((await recovery.client.get('/recuperation/termine')).status, 200);
        assert.equal((await open.get('/espace')).status, 303, 'the session that was open is over');
        const [mail] = await server.outbox.drain(owner.email);
        assert.match(mail.text, /\/opposition\//);
        assert.doesNotMatch(mail.text, new RegExp(recovery.password));
        assert.equal((await signIn(new Client(server), owner.answers.cni, owner.password)).status, 422);
        assert.equal((await signIn(recovery.client, owner.answers.cni, recovery.password)).location, space);
      });
    }
  }

  it('shows the bound contacts masked, and has no steps that change them', async () => {
    const owner = await account();
    const recovery = await new Recovery(server, owner).reach('courriel-code');
    const page = await recovery.client.get('/recuperation/courriel-code');
    assert.ok(!page.text.includes(owner.email));
    const { destination } = await recovery.page('courriel-code');
    assert.match(destination, /^p•••@e•••\.ma$/);
    for (const step of ['courriel', 'telephone']) {
      assert.equal((await recovery.client.get(`/recuperation/${step}`)).status, 404);
    }
  });

  it('a finished journey answers 303 and changes nothing more', async () => {
    const owner = await account();
    const recovery = await new Recovery(server, owner).reach('mot-de-passe');
    const kept = recovery.client.copy();
    const { jeton } = await recovery.page('mot-de-passe');
    assert.equal((await recovery.submit('mot-de-passe')).status, 303);
    const other = 'un autre mot 55 bien';
    const again = await kept.post('/recuperation/mot-de-passe', {
      jeton, mot_de_passe: other, mot_de_passe_confirmation: other,
    });
    assert.equal(again.location, `${mount}/recuperation/termine`);
    assert.equal((await signIn(kept, owner.answers.cni, other)).status, 422);
    assert.equal((await signIn(recovery.client, owner.answers.cni, recovery.password)).location, space);
  });

  it('a hundred simultaneous right codes count once', async () => {
    const owner = await account();
    const recovery = await new Recovery(server, owner).reach('courriel-code');
    const { jeton } = await recovery.page('courriel-code');
    const code = await server.outbox.nextCode(owner.email);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => recovery.client.copy().post('/recuperation/courriel-code', { jeton, code })),
    );
    const accepted = answers.filter((answer) => answer.status === 303);
    assert.ok(accepted.length >= 1);
    assert.ok(accepted.every((answer) => answer.location === `${mount}/recuperation/telephone-code`));
    assert.ok(answers.every((answer) => [303, 422, 429].includes(answer.status)), String(answers.map((a) => a.status)));
    assert.equal((await server.outbox.drain(owner.smsTo)).filter((sms) => /#\d{6}/.test(sms.text)).length, 1);
  });

  it('the tries of all journeys about one person are limited together', async () => {
    const owner = await account();
    let heard = 0;
    let refused = 0;
    for (let wrong = 0; wrong < 1000;) {
      const recovery = await new Recovery(server, owner).reach('courriel-code');
      const { jeton } = await recovery.page('courriel-code');
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          recovery.client.copy().post('/recuperation/courriel-code', { jeton, code: String(100000 + wrong + i) })),
      );
      wrong += answers.length;
      // Counts the codes that were compared and wrong; the others were refused by a limit before.
      heard += answers.filter((a) => a.status === 422 && /code_wrong|Ce code est incorrect/.test(a.text)).length;
      refused += answers.filter((a) => a.status === 429).length;
    }
    assert.equal(heard, TRIES);
    assert.ok(refused > 900);
  });

  it('above the ceiling, the link in the bound mailbox continues the recovery', async () => {
    const owner = await account();
    for (let journey = 0; journey < 10; journey++) {
      const thief = await new Recovery(server, { ...owner, answers: { ...owner.answers, rib: '00000001' } }).reach('questions');
      for (let i = 0; i < 3; i++) assert.equal((await thief.submit('questions')).status, 422);
    }
    const stranger = await new Recovery(server, owner).reach('identite');
    assert.equal((await stranger.submit('identite')).status, 429);
    const link = linkOf(await server.outbox.next(owner.email), 'suite');
    const recovery = new Recovery(server, owner);
    const { jeton, ...page } = await recovery.client.data(link);
    const form = [page.step, page.fields, page.captcha, page.errors, page.next];
    assert.deepEqual(form, ['suite', [], 'none', [], `${mount}/`]);
    assert.equal((await recovery.client.post(link, { jeton })).status, 303);
    await recovery.reach('termine');
    assert.equal((await signIn(recovery.client, owner.answers.cni, recovery.password)).location, space);
  });

  it('an unknown identity and a wrong fact get the same answer', async () => {
    const owner = await account();
    const wrong = { answers: { ...owner.answers, rib: '00000001' } };
    const unknown = { answers: { ...unknownPerson, scheme: 'public' } };
    const texts = [];
    for (const who of [wrong, unknown]) {
      const recovery = await new Recovery(server, { ...owner, ...who }).reach('questions');
      const response = await recovery.submit('questions');
      assert.equal(response.status, 422);
      texts.push(JSON.stringify(response.json().errors));
    }
    assert.equal(texts[0], texts[1]);
  });

  it('a person without an account is sent to creation, with the questions answered', async () => {
    const answers = answersOf(members.take());
    const recovery = await new Recovery(server, { answers, email: 'x', smsTo: 'y' }).reach('questions');
    assert.equal((await recovery.submit('questions')).location, `${mount}/creation/courriel`);
    const page = await recovery.client.data('/creation/courriel');
    assert.equal(page.step, 'courriel');
    assert.ok(page.notice);
  });
});
