// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// Sign-in and sign-out.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { solved } from '../lib/altcha.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members, unknownPerson } from '../lib/identities.mjs';
import { enterPassword, Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const space = `${mount}/espace`;
const door = `${mount}/connexion`;

function cookieNamed(response, name) {
  return (response.headers['set-cookie'] ?? []).find((line) => line.startsWith(`${name}=`));
}

describe('sign-in', () => {
  let server;
  let members;
  let member; // with an account of the demonstration
  let password;

  before(async () => {
    server = await startServer('signin', { directives: [...easyProofs, ...manyCodes, 'CnopsSigninDelayMax 2s'] });
    members = new Members(server);
    member = server.identities.find((identity) => identity.mot_de_passe);
    password = member.mot_de_passe;
  });
  after(() => server?.stop());

  it('by national card, in any case and with blanks, and by immatriculation', async () => {
    const { cni, immatriculation } = member;
    const typed = [
      cni, cni.toLowerCase(), ` ${cni} `, cni.replace(/^([A-Z]+)/, '$1 '), immatriculation,
      `${immatriculation.slice(0, 2)} ${immatriculation.slice(2)}`,
      immatriculation.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit))),
    ];
    for (const identifiant of typed) {
      const client = new Client(server);
      const response = await signIn(client, identifiant, password);
      assert.equal(response.status, 303, identifiant);
      assert.equal(response.location, space);
      const page = await client.get('/espace');
      assert.equal(page.status, 200);
      assert.match(page.text, new RegExp(immatriculation));
    }
  });

  it('works with JSON as with forms', async () => {
    const client = new Client(server);
    const { jeton } = await client.data('/connexion');
    const half = await client.postJson('/connexion', { jeton, identifiant: member.cni, mot_de_passe: password });
    assert.equal(half.location, `${door}/code`);
    const code = await server.outbox.nextCode(member.courriel);
    const { jeton: next } = await client.data('/connexion/code');
    const response = await client.postJson('/connexion/code', { jeton: next, code });
    assert.equal(response.location, space);
    const page = await client.data('/espace');
    assert.equal(page.signed_in, true);
    assert.ok(page.memberships.some((m) => m.immatriculation === member.immatriculation));
  });

  it('the space shows the person and masked contacts only', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const client = new Client(server);
    await signIn(client, account.answers.cni, account.password);
    const page = await client.data('/espace');
    assert.ok(page.person.name);
    for (const secret of [account.email, account.phone, account.smsTo, account.answers.rib]) {
      assert.ok(!JSON.stringify(page).includes(secret), secret);
    }
    assert.match(page.email, /•/);
    assert.match(page.phone, /•/);
  });

  it('wrong password, unknown identity, no account, deceased: one and the same answer', async () => {
    const deceased = server.members.find((m) => m.status === 'deceased');
    const tries = [
      [answersOf(members.take()).cni, password],
      [unknownPerson.cni, password],
      [unknownPerson.immatriculation, password],
      [deceased.cni, password],
      [member.cni, `${password}x`],
    ];
    const pages = [];
    for (const [identifiant, tried] of tries) {
      const response = await signIn(new Client(server), identifiant, tried);
      assert.equal(response.status, 422);
      const page = response.json();
      assert.equal(page.errors.length, 1);
      assert.equal(page.errors[0].field, 'identifiant');
      pages.push({ errors: page.errors, captcha: page.captcha, title: page.title });
      assert.ok(!response.text.includes(tried), 'the password is not shown back');
    }
    for (const page of pages) assert.deepEqual(page, pages[0]);
  });

  it('empty fields have their own errors', async () => {
    const response = await signIn(new Client(server), '', '');
    assert.equal(response.status, 422);
    assert.deepEqual(response.json().errors.map((e) => [e.field, e.code]), [
      ['identifiant', 'required'], ['mot_de_passe', 'required'],
    ]);
  });

  for (const who of ['known', 'unknown']) {
    it(`after three failures a proof of work is required (${who})`, async () => {
      const account = await new Journey(server, answersOf(members.take())).reach('termine');
      const identifiant = who === 'known' ? account.answers.cni : 'ZW424242';
      const client = new Client(server);
      const captchas = [];
      for (let i = 0; i < 3; i++) {
        captchas.push((await signIn(client, identifiant, 'faux mot 12')).json().captcha);
      }
      assert.deepEqual(captchas, ['none', 'none', 'required']);
      const without = await signIn(client, identifiant, 'faux mot 12', { altcha: undefined });
      assert.equal(without.status, 422);
      assert.deepEqual(without.json().errors.map((error) => error.code), ['captcha_required']);
      if (who === 'unknown') return;
      const right = await enterPassword(new Client(server), identifiant, account.password);
      assert.equal(right.status, 422, 'strangers owe it even with the right password');
      const paid = await signIn(client, identifiant, account.password, { altcha: await solved(client) });
      assert.equal(paid.location, space);
    });
  }

  it('strangers who fail do not lock a browser that signed in before', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const mine = new Client(server);
    await signIn(mine, account.answers.cni, account.password);
    const { jeton } = await mine.data('/espace');
    await mine.post('/deconnexion', { jeton });

    const stranger = new Client(server);
    let delayed = false;
    for (let i = 0; i < 12 && !delayed; i++) {
      const altcha = await solved(stranger);
      const response = await signIn(stranger, account.answers.cni, 'faux mot 12', { altcha });
      assert.ok([422, 429].includes(response.status));
      delayed = response.status === 429;
      if (delayed) assert.ok(Number(response.headers['retry-after']) >= 1);
    }
    assert.ok(delayed, 'strangers wait in the end');
    const page = await mine.data('/connexion');
    assert.equal(page.captcha, 'none');
    assert.equal((await signIn(mine, account.answers.cni, account.password)).location, space);
  });

  it('cookies: HttpOnly, SameSite, opaque and new at every sign-in', async () => {
    const client = new Client(server);
    const seen = new Set();
    for (let i = 0; i < 2; i++) {
      const response = await signIn(client, member.cni, password);
      const line = cookieNamed(response, 'cnops_session');
      assert.match(line, /;\s*HttpOnly/i);
      assert.match(line, /;\s*SameSite=(Lax|Strict)/i);
      assert.match(line, /;\s*Path=\//i);
      const value = line.slice(line.indexOf('=') + 1, line.indexOf(';'));
      assert.ok(value.length >= 43, '256 bits');
      seen.add(value);
    }
    assert.equal(seen.size, 2);
  });

  it('signing in again ends the former session of that browser', async () => {
    const client = new Client(server);
    await signIn(client, member.cni, password);
    const former = client.copy();
    await signIn(client, member.cni, password);
    assert.equal((await client.get('/espace')).status, 200);
    assert.equal((await former.get('/espace')).location, door);
  });

  it('sign-out ends the session on the server', async () => {
    const client = new Client(server);
    await signIn(client, member.cni, password);
    const stolen = client.copy();
    const { jeton } = await client.data('/espace');
    const without = await client.post('/deconnexion', {});
    assert.equal(without.status, 403, 'sign-out wants the token');
    assert.equal((await client.get('/espace')).status, 200);
    const response = await client.post('/deconnexion', { jeton });
    assert.equal(response.status, 303);
    assert.equal((await client.get('/espace')).location, door);
    assert.equal((await stolen.get('/espace')).location, door);
  });

  it('without a session the space redirects to sign-in', async () => {
    for (const value of [undefined, '', 'x', 'A'.repeat(43), '../..', "' OR 1=1"]) {
      const client = new Client(server);
      if (value !== undefined) client.jar.cookies.set('cnops_session', value);
      const response = await client.get('/espace');
      assert.equal(response.status, 303);
      assert.equal(response.location, door);
    }
  });

  it('a double click signs in, and a crowd leaves no trace', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const { cni } = account.answers;
    const both = new Client(server);
    const { jeton } = await both.data('/connexion');
    const fields = { jeton, identifiant: cni, mot_de_passe: account.password };
    const clicks = await Promise.all([both.copy(), both.copy()].map((client) => client.post('/connexion', fields)));
    assert.deepEqual(clicks.map((click) => click.status), [303, 303]);

    const crowd = Array.from({ length: 12 }, () => new Client(server));
    const responses = await Promise.all(crowd.map((client) => enterPassword(client, cni, account.password)));
    for (const { status, headers } of responses) {
      assert.ok([303, 422, 429, 503].includes(status), String(status));
      if (status === 429 || status === 503) assert.ok(Number(headers['retry-after']) > 0);
    }
    assert.equal((await signIn(account.client, cni, account.password)).status, 303);
  });
});

describe('sessions of two seconds', () => {
  let server;

  before(async () => {
    server = await startServer('signin-short', {
      directives: [...easyProofs, ...manyCodes, 'CnopsSessionIdle 2s', 'CnopsSessionMax 4s'],
    });
  });
  after(() => server?.stop());

  it('end when idle', async () => {
    const { cni, mot_de_passe: password } = server.identities.find((identity) => identity.mot_de_passe);
    const client = new Client(server);
    await signIn(client, cni, password);
    assert.equal((await client.get('/espace')).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 2300));
    assert.equal((await client.get('/espace')).location, door);
  });

  // The address that a sign-in leads to, with its query, below the mount.
  const wayOf = ({ headers }) => headers.location.slice(headers.location.indexOf(mount) + mount.length);
  const someone = () => server.identities.find((identity) => identity.mot_de_passe);

  // First from a browser that is not known, which owes a code, then from one that is.
  it('after it has ended, the sign-in leads back to the page that was asked for, once', async () => {
    const { cni, mot_de_passe: password } = someone();
    const client = new Client(server);
    for (const page of ['/espace/journal?filtre=acces', '/espace/dossiers?statut=paid']) {
      assert.equal((await client.get(page)).location, door);
      assert.equal(wayOf(await signIn(client, cni, password)), page);
      assert.equal((await client.get(page)).status, 200);
      assert.equal(wayOf(await signIn(client, cni, password)), '/espace');
      await new Promise((resolve) => setTimeout(resolve, 2300));
    }
  });

  it('it leads to the latest page, and to no file, nor to what is no page of a member', async () => {
    const { cni, mot_de_passe: password } = someone();
    const client = new Client(server);
    await signIn(client, cni, password);
    const leads = async (pages) => {
      for (const name of ['cnops_session', 'cnops_journey']) client.jar.cookies.delete(name);
      for (const page of pages) await client.get(page);
      return wayOf(await signIn(client, cni, password));
    };
    assert.equal(await leads(['/espace/journal', '/espace/profil']), '/espace/profil');
    for (const pages of [['/espace/profil', '/espace'], ['/espace/dossiers.csv'], ['/aide'], ['/espace/nulle-part'],
      [`/espace/journal?suite=${'x'.repeat(300)}`]]) {
      assert.equal(await leads(pages), '/espace', pages.join());
    }
    client.jar.cookies.delete('cnops_session');
    assert.equal((await client.post('/espace/profil', {})).location, door);
    assert.equal(wayOf(await signIn(client, cni, password)), '/espace');
  });
});
