// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Forms as people use them: filled in by a browser, with numbers typed in any usual way, left and
// reopened, open in two tabs.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { solved } from '../lib/altcha.mjs';
import { Client } from '../lib/client.mjs';
import { linksOf, tags } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, locationOf, pathOf, signIn, steps } from '../lib/journey.mjs';
import { startServer } from '../lib/server.mjs';

// The autocomplete values with which a browser or password manager fills fields in (HTML, "Autofill").
const tokens = {
  identifiant: 'username',
  immatriculation: 'off',
  identifiant_employeur: 'off',
  cni: 'off',
  date_naissance: 'bday',
  rib: 'off',
  etat_civil: 'off',
  courriel: 'email',
  courriel_confirmation: 'email',
  code: 'one-time-code',
  telephone: 'tel',
  telephone_confirmation: 'tel',
  mot_de_passe: 'new-password',
  mot_de_passe_confirmation: 'new-password',
};

const ZEROS = { 'Arabic-Indic': 0x660, extended: 0x6f0 };

describe('forms', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('forms');
    members = new Members(server);
  });
  after(() => server?.stop());

  const shown = (html) => tags(html, 'input').filter((input) => !['hidden', 'radio', 'checkbox'].includes(input.type));

  it('every field tells the browser its purpose', async () => {
    const seen = new Set();
    const look = (html, expected) => {
      for (const input of shown(html)) {
        assert.equal(input.autocomplete, expected[input.name] ?? 'off', input.name);
        seen.add(input.name);
      }
    };
    look((await new Client(server).get('/')).text, { ...tokens, mot_de_passe: 'current-password' });
    for (const payment_mode of ['transfer', 'money_order']) {
      const journey = new Journey(server, answersOf(members.take({ payment_mode })));
      for (const step of steps.slice(0, -1)) {
        look((await journey.client.get(pathOf(step))).text, tokens);
        assert.equal((await journey.submit(step)).status, 303, step);
      }
    }
    for (const name of Object.keys(tokens)) assert.ok(seen.has(name), `${name} was asked`);
  });

  const inScript = (text, zero) => text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  // Writes the digits in another script, with a blank after every third character.
  const written = (text, zero) => ` ${inScript(text.replace(/.{3}/g, '$& '), zero)} `;

  for (const [name, zero] of Object.entries(ZEROS)) {
    for (const [payment_mode, mode] of [['transfer', 'immatriculation'], ['money_order', 'employeur']]) {
      it(`numbers in ${name} digits with blanks: ${payment_mode}, ${mode}`, async () => {
        const answers = answersOf(members.take({ payment_mode }), mode);
        const loose = { ...answers };
        for (const field of ['immatriculation', 'identifiant_employeur', 'cni', 'rib', 'etat_civil']) {
          if (answers[field]) loose[field] = written(answers[field], zero);
        }
        loose.date_naissance = ` ${inScript(answers.date_naissance, zero).replaceAll('/', ' / ')} `;
        const journey = await new Journey(server, loose).reach('courriel-code');
        const email = written(await server.outbox.nextCode(journey.email), zero);
        assert.equal((await journey.submit('courriel-code', { code: email })).status, 303);
        const telephone = written(journey.phone, zero);
        const both = { telephone, telephone_confirmation: telephone };
        assert.equal((await journey.submit('telephone', both)).status, 303);
        const sms = written(await server.outbox.nextCode(journey.smsTo), zero);
        assert.equal((await journey.submit('telephone-code', { code: sms })).status, 303);
        assert.equal((await journey.submit('mot-de-passe')).status, 303);
        const member = await signIn(new Client(server), written(answers.cni, zero), journey.password);
        assert.equal(member.status, 303, 'signs in with the number written so');
      });
    }
  }

  it('a visitor who comes back continues at the open step', async () => {
    const journey = new Journey(server, answersOf(members.take()));
    const resume = async () => (await journey.client.data('/')).resume;
    assert.equal(await resume(), null, 'nothing was begun');
    await journey.page('conditions');
    assert.equal(await resume(), null, 'a page that was read is no journey');
    for (const [i, step] of steps.slice(0, -1).entries()) {
      assert.equal((await journey.submit(step)).status, 303, step);
      const last = i === steps.length - 2;
      assert.equal(await resume(), last ? null : locationOf(steps[i + 1]));
      const links = linksOf((await journey.client.get('/')).text);
      assert.equal(links.includes(locationOf(steps[i + 1])), !last, step);
    }
  });

  it('a step says how long it stays open', async () => {
    const journey = new Journey(server, answersOf(members.take()));
    assert.equal((await journey.page('conditions')).expires_in, null);
    await journey.reach('questions');
    const { expires_in: left } = await journey.page('questions');
    assert.ok(left > 1790 && left <= 1800, String(left));
  });

  it('two tabs of one journey do not disturb each other', async () => {
    const journey = await new Journey(server, answersOf(members.take())).reach('questions');
    const { client } = journey;
    const tab = await journey.page('questions'); // stays open while another tab goes on
    for (const step of ['questions', 'courriel', 'courriel-code']) {
      assert.equal((await journey.submit(step)).status, 303, step);
    }
    const again = { jeton: tab.jeton, ...(await journey.fieldsOf('questions', tab, {})) };
    const answered = await client.post(pathOf('questions'), again);
    assert.equal(answered.location, locationOf('telephone'), 'the same answers take nothing back');
    const begun = await client.post(pathOf('conditions'), { jeton: tab.jeton, accepte: 'oui' });
    assert.equal(begun.location, locationOf('telephone'), 'nor does beginning in a new tab');
    const code = await client.post(pathOf('courriel-code'), { jeton: tab.jeton, code: '000000' });
    assert.equal(code.status, 422);
    assert.equal((await client.get(pathOf('telephone'))).status, 200, 'nor a wrong code whose step is done');
    const signin = await client.post('/connexion', { jeton: tab.jeton });
    assert.equal(signin.status, 422, 'a token serves all forms of the browser');
    for (const step of ['telephone', 'telephone-code', 'mot-de-passe']) {
      assert.equal((await journey.submit(step)).status, 303, step);
    }
    const late = await client.post(pathOf('telephone'), { jeton: tab.jeton, telephone: '0600000000', telephone_confirmation: '0600000000' });
    assert.equal(late.location, locationOf('termine'), 'what is over stays over');
  });

  it('what is typed is kept, whatever it is, and the cookie stays small enough', async () => {
    const long = '٣'.repeat(40);
    const journey = await new Journey(server, answersOf(members.take())).reach('courriel');
    const keep = async (step, fields) => {
      const { jeton } = await journey.page(step);
      return journey.client.post(pathOf(step), { jeton, ...fields, garder: 'ar' });
    };
    const shownAt = async (step) => Object.fromEntries((await journey.page(step)).fields.map(({ name, value }) => [name, value]));
    const email = `${'é'.repeat(126)}@x`;
    assert.equal((await keep('identite', { mode: 'employeur', cni: long, immatriculation: long, date_naissance: '٣١/٠٧/١٩٦١' })).status, 303);
    const kept = await keep('courriel', { courriel: email, courriel_confirmation: `${email}y` });
    assert.equal(kept.headers.location, `${locationOf('courriel')}?lang=ar`);
    assert.deepEqual(await shownAt('courriel'), { courriel: email, courriel_confirmation: `${email}y` });
    assert.deepEqual(await shownAt('identite'), {
      mode: 'employeur', immatriculation: `33${'•'.repeat(36)}33`, identifiant_employeur: null,
      cni: `33${'•'.repeat(36)}33`, date_naissance: '••/••/1961',
    });
    const [cookie] = kept.headers['set-cookie'].filter((line) => line.includes('cnops_journey'));
    assert.ok(cookie.length < 4000, `${cookie.length} characters`);
    assert.equal((await journey.submit('courriel')).status, 303, 'the journey goes on');
  });

  it('students are asked for their number once, also in another language and by JSON', async () => {
    const answers = answersOf(members.take({ scheme: 'student' }));
    const client = new Client(server);
    const html = (await client.get('/etudiants')).text;
    assert.ok(linksOf(html).includes(`${locationOf('conditions')}?entree=etudiants`));
    const { jeton } = await client.data('/creation/conditions?entree=etudiants');
    await client.post('/creation/conditions?entree=etudiants', { jeton, accepte: 'oui' });
    const page = await client.data('/creation/identite?lang=ar');
    assert.deepEqual(page.fields.map(({ name }) => name), ['cni', 'date_naissance']);
    assert.equal(page.action, `${locationOf('identite')}?entree=etudiants`);
    const { cni, date_naissance } = answers;
    const sent = await client.postJson('/creation/identite?entree=etudiants', { jeton, cni, date_naissance, altcha: await solved(client) });
    assert.equal(sent.location, locationOf('questions'));
    const { recap, fields } = await client.data('/creation/questions');
    assert.equal(recap.rows.length, 2);
    assert.ok(!JSON.stringify(recap).includes(cni));
    const facts = Object.fromEntries(fields.map(({ name }) => [name, answers[name]]));
    assert.equal((await client.postJson('/creation/questions', { jeton, ...facts })).location, locationOf('courriel'));
  });
});
