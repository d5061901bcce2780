// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Account creation: who must succeed, who must not, and what each visitor is told.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members, unknownPerson } from '../lib/identities.mjs';
import { Journey, locationOf, newContacts, pathOf, enterPassword, signIn } from '../lib/journey.mjs';
import { mount, startServer } from '../lib/server.mjs';

describe('account creation', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('creation');
    members = new Members(server);
  });
  after(() => server?.stop());

  const ways = [
    { scheme: 'public', payment_mode: 'transfer', mode: 'immatriculation' },
    { scheme: 'public', payment_mode: 'transfer', mode: 'employeur' },
    { scheme: 'public', payment_mode: 'money_order', mode: 'immatriculation' },
    { scheme: 'public', payment_mode: 'money_order', mode: 'employeur' },
    { scheme: 'student', payment_mode: 'transfer', mode: 'immatriculation' },
    { scheme: 'student', payment_mode: 'money_order', mode: 'immatriculation' },
  ];
  const manners = [
    { manner: 'French forms', headers: { 'Accept-Language': 'fr' }, json: false },
    { manner: 'Arabic JSON', headers: { 'Accept-Language': 'ar' }, json: true },
  ];

  for (const way of ways) {
    for (const { manner, headers, json } of manners) {
      it(`${way.scheme} × ${way.payment_mode} by ${way.mode}, ${manner}`, async () => {
        const member = members.take(way);
        const journey = new Journey(server, answersOf(member, way.mode), { headers, json });
        await journey.reach('questions');

        const asked = (await journey.page('questions')).fields.map((field) => field.name).sort();
        const payment = way.payment_mode === 'transfer' ? 'rib' : 'etat_civil';
        const number = way.mode === 'employeur' ? 'immatriculation' : 'identifiant_employeur';
        assert.deepEqual(asked, (way.scheme === 'student' ? [payment] : [number, payment]).sort());

        for (const step of ['questions', 'courriel', 'courriel-code', 'telephone', 'telephone-code', 'mot-de-passe']) {
          assert.equal((await journey.submit(step)).status, 303, step);
        }
        const end = await journey.client.get(pathOf('termine'));
        assert.equal(end.status, 200);
        assert.match(end.text, new RegExp(`href="${mount}/(connexion)?"`));

        const messages = await server.outbox.drain(journey.email);
        assert.equal(messages.length, 1, 'the new account is told by e-mail');
        assert.doesNotMatch(messages[0].text, new RegExp(journey.password));

        const client = new Client(server);
        assert.equal((await signIn(client, member.cni, journey.password)).location, `${mount}/espace`);
      });
    }
  }

  it('an existing account leads to recovery, and its contacts get a message', async () => {
    const identity = server.identities.find((i) => i.mot_de_passe);
    await server.outbox.drain('nobody');
    const before = (await server.outbox.messages()).map((message) => message.name);
    const journey = new Journey(server, { mode: 'immatriculation', ...identity });
    await journey.reach('questions');
    const response = await journey.submit('questions');
    assert.equal(response.status, 303);
    assert.match(response.location, new RegExp(`^${mount}/recuperation/`));
    assert.equal((await journey.client.get(response.location.slice(mount.length))).status, 200);

    const again = new Journey(server, { mode: 'immatriculation', ...identity });
    await again.reach('questions');
    assert.equal((await again.submit('questions')).status, 303);
    await server.outbox.drain('nobody');
    const sent = (await server.outbox.messages()).filter((message) => !before.includes(message.name));
    const notices = sent.filter((message) => !/\b\d{6}\b/.test(message.text)); // the others are the codes of the recovery
    assert.deepEqual(notices.map((m) => m.name.split('.').pop()).sort(), ['eml', 'sms'], 'once a day');
  });

  it('every named identity with all its facts passes the questions, or gets the error that its case needs', async () => {
    // The others are of students who are in no membership, and can be tracked alone.
    const members = server.identities.filter(({ cni }) => cni);
    assert.ok(members.length >= 10);
    for (const identity of members) {
      const journey = new Journey(server, { mode: 'immatriculation', ...identity });
      await journey.reach('questions');
      const response = await journey.submit('questions');
      if (identity.mot_de_passe) {
        assert.match(response.location, new RegExp(`^${mount}/recuperation/`), identity.case);
      } else {
        const [member] = server.members.filter((m) => m.cni === identity.cni);
        const fact = member.payment_mode === 'transfer' ? member.rib : member.civil_status_no;
        const expected = member.status !== 'deceased' && fact ? 303 : 422;
        assert.equal(response.status, expected, identity.case ?? identity.cni);
      }
    }
  });

  it('a member with two memberships can use either, and has one account', async () => {
    const cni = server.members.map((m) => m.cni).find((c, i, all) => all.indexOf(c) !== i);
    const two = server.members.filter((m) => m.cni === cni);
    assert.deepEqual(two.map((m) => m.scheme).sort(), ['public', 'student']);

    const first = new Journey(server, answersOf(two[0]));
    await first.reach('termine');
    const second = new Journey(server, answersOf(two[1]));
    await second.reach('questions');
    assert.match((await second.submit('questions')).location, /\/recuperation\//);
    await server.outbox.nextCode(first.email); // the recovery's code, not one of those below

    for (const { immatriculation } of two) {
      const client = new Client(server);
      assert.equal((await signIn(client, immatriculation, first.password)).location, `${mount}/espace`);
    }
  });

  it('an unknown identity is treated as a known one with a wrong answer', async () => {
    const member = members.take();
    const known = new Journey(server, { ...answersOf(member), rib: '00000001' });
    const unknown = new Journey(server, unknownPerson);
    const wrongDate = new Journey(server, { ...answersOf(members.take()), date_naissance: '02/02/1902' });
    const bodies = [];
    for (const journey of [known, unknown, wrongDate]) {
      await journey.reach('questions');
      const response = await journey.submit('questions');
      assert.equal(response.status, 422);
      const page = response.json();
      bodies.push({ errors: page.errors, title: page.title, step: page.step, captcha: page.captcha });
    }
    assert.equal(bodies[0].errors.length, 1);
    assert.equal(bodies[0].errors[0].field, null);
    assert.deepEqual(bodies[1], bodies[0]);
    assert.deepEqual(bodies[2], bodies[0]);
  });

  it('an unknown identity is asked the same question every time', async () => {
    const asked = new Set();
    for (let i = 0; i < 3; i++) {
      const journey = await new Journey(server, unknownPerson).reach('questions');
      const page = await journey.page('questions');
      asked.add(page.fields.map((field) => field.name).join());
    }
    assert.equal(asked.size, 1);
  });

  it('unknown identities are asked both kinds of question', async () => {
    const asked = new Set();
    for (let i = 0; i < 12 && asked.size < 2; i++) {
      const journey = await new Journey(server, { ...unknownPerson, cni: `ZY${100_000 + i}` }).reach('questions');
      for (const field of (await journey.page('questions')).fields) {
        if (/^(rib|etat_civil)$/.test(field.name)) asked.add(field.name);
      }
    }
    assert.equal(asked.size, 2);
  });

  it('each single wrong fact gives the same error', async () => {
    const member = members.take({ payment_mode: 'money_order' });
    const wrongs = [
      { etat_civil: '1/1901' },
      { identifiant_employeur: 'QQ111111' },
      { date_naissance: '02/02/1902' },
      { immatriculation: '999999991' },
    ];
    const seen = [];
    for (const wrong of wrongs) {
      const journey = new Journey(server, { ...answersOf(member), ...wrong });
      await journey.reach('questions');
      const response = await journey.submit('questions');
      assert.equal(response.status, 422, JSON.stringify(wrong));
      seen.push(response.json().errors);
    }
    for (const errors of seen) assert.deepEqual(errors, seen[0]);
    assert.match(seen[0][0].message, /05.38.00.20.20/);
  });

  it('an empty fact never matches, whatever is typed', async () => {
    const member = server.members.find((m) => m.payment_mode === 'transfer' && !m.rib);
    for (const rib of ['', '00000000', '12345678']) {
      const journey = new Journey(server, { ...answersOf(member), rib });
      await journey.reach('questions');
      assert.equal((await journey.submit('questions', { rib })).status, 422, rib);
    }
  });

  it('twenty concurrent last steps make exactly one account', async () => {
    const member = members.take();
    const journey = await new Journey(server, answersOf(member)).reach('mot-de-passe');
    const page = await journey.page('mot-de-passe');
    const fields = {
      jeton: page.jeton,
      mot_de_passe: journey.password,
      mot_de_passe_confirmation: journey.password,
    };
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => journey.client.copy().post(pathOf('mot-de-passe'), fields)),
    );
    for (const response of responses) {
      assert.equal(response.status, 303);
      assert.equal(response.location, locationOf('termine'));
    }
    assert.equal((await server.outbox.drain(journey.email)).length, 1, 'told once');
    assert.equal((await enterPassword(new Client(server), member.cni, journey.password)).status, 303);
  });

  it('two browsers that race for one person make one account', async () => {
    const member = members.take();
    const rivals = [];
    for (const password of ['argan jaune 31 olives', 'cèdre rouge 82 amandes']) {
      rivals.push(await new Journey(server, answersOf(member), { password }).reach('mot-de-passe'));
    }
    const ends = await Promise.all(rivals.map((rival) => rival.submit('mot-de-passe')));
    assert.deepEqual(ends.map((end) => end.status), [303, 303]);
    const winners = ends.filter((end) => end.location === locationOf('termine'));
    assert.equal(winners.length, 1);
    const works = [];
    for (const rival of rivals) {
      works.push((await signIn(new Client(server), member.cni, rival.password)).status);
    }
    assert.deepEqual(works.sort(), [303, 422]);
  });

  it('an old tab cannot end a journey that was ended for another person', async () => {
    const [first, second] = [members.take(), members.take()];
    const journey = await new Journey(server, answersOf(first)).reach('mot-de-passe');
    const { jeton } = await journey.page('mot-de-passe');
    const old = journey.client.copy();

    journey.answers = answersOf(second);
    Object.assign(journey, newContacts());
    for (const step of ['identite', 'questions', 'courriel', 'courriel-code', 'telephone', 'telephone-code', 'mot-de-passe']) {
      assert.equal((await journey.submit(step)).status, 303, step);
    }
    const password = 'figues noires 20 seaux';
    const response = await old.post(pathOf('mot-de-passe'), {
      jeton, mot_de_passe: password, mot_de_passe_confirmation: password,
    });
    assert.equal(response.status, 303);
    const works = (await signIn(new Client(server), first.cni, password)).status === 303;
    assert.equal(works, false, 'one journey, one account');
    assert.equal(response.location, locationOf('conditions'));
    assert.equal((await signIn(new Client(server), second.cni, journey.password)).status, 303);
  });

  const refused = [
    ['Court1', 'too_short'],
    ['SANSMINUSCULE47', 'needs_lower'],
    ['sans aucun chiffre', 'needs_digit'],
    ['motdepasse1', 'common'],
    ['azerty123', 'common'],
    [`a1${'é'.repeat(127)}`, 'too_long'],
  ];
  it('passwords: the default rule', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('mot-de-passe');
    for (const [password, code] of refused) {
      const response = await journey.submit('mot-de-passe', {
        mot_de_passe: password,
        mot_de_passe_confirmation: password,
      });
      assert.equal(response.status, 422, password);
      assert.deepEqual([...new Set(journey.codesOf(response))], [code], password);
      assert.doesNotMatch(response.text, new RegExp(password.slice(0, 20)), 'never shown back');
    }
    const different = await journey.submit('mot-de-passe', { mot_de_passe_confirmation: 'autre chose 12' });
    assert.deepEqual(journey.codesOf(different), ['not_same']);
    journey.password = ` ${'كلمة'.repeat(20)}q7 `;
    assert.equal((await journey.submit('mot-de-passe')).status, 303, 'any character, blanks kept');
    const exact = await signIn(new Client(server), journey.answers.cni, journey.password);
    assert.equal(exact.status, 303);
    const trimmed = await signIn(new Client(server), journey.answers.cni, journey.password.trim());
    assert.equal(trimmed.status, 422);
  });
});
