// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What an import of members changes for those who have signed in: an address to confirm stands before
// the space (/espace/adresse); the dead have no session; whose membership is closed keeps the space.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { textOf } from '../lib/html.mjs';
import { answersOf, importMembers, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/adresse';
const here = `${mount}${page}`;
const space = `${mount}/espace`;
const door = `${mount}/connexion`;
const json = { Accept: 'application/json' };
const ours = ['/espace', '/espace/coordonnees', '/espace/profil', '/espace/adhesion'];

describe('the address to confirm', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('address', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
  });
  after(() => server?.stop());

  async function enter(account) {
    const client = new Client(server);
    assert.equal((await signIn(client, account.answers.cni, account.password)).location, space);
    return client;
  }

  // Somebody with an account, signed in. pending: the import says that the address is to be confirmed.
  async function newMember({ pending = false } = {}) {
    const row = { ...members.take(), address_pending: pending ? '1' : '0' };
    if (pending) await importMembers(server, row);
    const account = await new Journey(server, answersOf(row)).reach('termine');
    return { row, account, client: await enter(account) };
  }

  async function answer(client, fields) {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, ...fields }, json);
  }

  const kindsOf = async (client) => (await client.data('/espace/securite')).events.map(({ kind }) => kind);

  async function assertGate(client, address = here) {
    for (const each of ours) {
      for (const headers of [{}, json]) {
        const response = await client.get(each, headers);
        assert.deepEqual([response.status, response.location], [303, address], each);
      }
    }
  }

  async function assertOpen(client) {
    for (const each of ours) assert.equal((await client.get(each)).status, 200, each);
  }

  it('stands before every page of the space, but for security, and shows the whole address', async () => {
    const { row, client } = await newMember({ pending: true });
    await assertGate(client);
    for (const each of ['/espace/securite', page, '/aide', '/']) assert.equal((await client.get(each)).status, 200, each);
    const data = await client.data(page);
    assert.equal(data.pending, true);
    assert.deepEqual(data.address, { address: row.address, postal_code: row.postal_code, city: row.city });
    assert.deepEqual(data.fields.map(({ name }) => name), ['adresse', 'code_postal', 'ville']);
    const { text } = await client.get(page);
    for (const each of [row.address, row.postal_code, row.city]) assert.ok(textOf(text).includes(each), each);
    assert.match(text, /value="confirmer"/);
    const { jeton } = data;
    assert.equal((await client.post('/deconnexion', { jeton })).location, `${mount}/`);
  });

  it('leads on to the page asked for first once it is confirmed, and is not asked again', async () => {
    const { account, row, client } = await newMember({ pending: true });
    assert.equal((await client.get('/espace/profil?suite=a%20b')).location, here);
    assert.equal((await client.get('/espace/coordonnees')).location, here);
    const response = await answer(client, { action: 'confirmer' });
    assert.equal(response.status, 303);
    assert.match(response.headers.location, /\/espace\/profil\?suite=a(\+|%20)b$/);
    assert.ok((await client.data('/espace/profil')).notice);
    await assertOpen(client);
    await assertOpen(await enter(account));
    await importMembers(server, { ...row, email_on_file: 'nouvelle@exemple.ma' });
    await assertOpen(client);
    assert.equal((await kindsOf(client)).filter((kind) => kind === 'address_confirmed').length, 1);
    assert.equal((await answer(client, { action: 'confirmer' })).location, space);
    assert.equal((await kindsOf(client)).filter((kind) => kind === 'address_confirmed').length, 1, 'a second click is no event');
  });

  it('asks again about another address', async () => {
    const { row, client } = await newMember();
    await assertOpen(client);
    await importMembers(server, { ...row, address: '9, rue Ibn Sina', address_pending: '1' });
    await assertGate(client);
    await answer(client, { action: 'confirmer' });
    await assertOpen(client);
    await importMembers(server, { ...row, address: '10, rue Ibn Sina', address_pending: '1' });
    await assertGate(client);
    await importMembers(server, { ...row, address: '10, rue Ibn Sina', address_pending: '0' });
    await assertOpen(client);
  });

  it('takes no answer about an address that another one has replaced since', async () => {
    const { row, client } = await newMember({ pending: true });
    const { jeton, adresse_affichee } = await client.data(page);
    assert.equal((await client.get(page)).text.split(`name="adresse_affichee" value="${adresse_affichee}"`).length, 3, 'in both forms');
    await importMembers(server, { ...row, address: '9, rue Ibn Sina', address_pending: '1' });
    const correction = { action: 'corriger', adresse: '4, avenue des Palmiers', code_postal: '20000', ville: 'Casablanca' };
    for (const fields of [{ action: 'confirmer' }, correction]) {
      for (const headers of [{}, json]) {
        const response = await client.post(page, { jeton, adresse_affichee, ...fields }, headers);
        assert.deepEqual([response.status, response.location], [303, here]);
        const data = await client.data(page);
        assert.deepEqual([Boolean(data.notice), data.pending, data.address.address], [true, true, '9, rue Ibn Sina']);
      }
    }
    assert.deepEqual((await kindsOf(client)).filter((kind) => /^(address|ticket)_/.test(kind)), []);
    await assertGate(client);
    await answer(client, { action: 'confirmer', adresse_affichee: (await client.data(page)).adresse_affichee });
    await assertOpen(client);
  });

  it('takes a correction, whole', async () => {
    const { row, client } = await newMember({ pending: true });
    const good = { action: 'corriger', adresse: '4, avenue des Palmiers', code_postal: '20000', ville: 'Casablanca' };
    const wrong = [
      [{ ...good, adresse: '' }, 'adresse', 'required'], [{ ...good, code_postal: '2000' }, 'code_postal', 'invalid_postal_code'],
      [{ ...good, ville: '' }, 'ville', 'required'], [{ ...good, ville: 'x'.repeat(81) }, 'ville', 'too_long'],
      [{ action: 'corriger', adresse: row.address, code_postal: row.postal_code, ville: row.city }, 'adresse', 'address_to_confirm'],
    ];
    for (const [fields, field, code] of wrong) {
      const response = await answer(client, fields);
      assert.equal(response.status, 422);
      assert.deepEqual(response.json().errors.map((error) => [error.field, error.code]), [[field, code]]);
    }
    await assertGate(client);
    assert.equal((await answer(client, good)).status, 303);
    await assertOpen(client);
    assert.ok((await kindsOf(client)).includes('address_corrected'));
    assert.equal((await client.data(page)).pending, false);
    assert.equal((await client.data(page)).address.address, row.address, 'only imports write addresses');
  });

  it('a form of the space without a session leads to sign-in, whatever its jeton', async () => {
    const client = new Client(server);
    for (const each of [page, '/espace/profil', '/espace/securite', '/espace/adhesion', '/espace/coordonnees']) {
      for (const fields of [{}, { jeton: 'faux' }, { jeton: (await client.data('/connexion')).jeton }]) {
        const response = await client.post(each, fields, json);
        assert.deepEqual([response.status, response.location], [303, door], each);
      }
    }
  });

  it('the dead sign in no more, and their sessions end', async () => {
    const { account, row, client } = await newMember();
    const other = await enter(account);
    const { jeton } = await other.data('/espace/profil');
    await importMembers(server, { ...row, status: 'deceased' });
    assert.equal((await client.get('/espace')).location, door);
    assert.equal((await client.get('/espace/securite', json)).location, door);
    assert.equal((await other.post('/espace/profil', { jeton, langue: 'ar' })).location, door);
    const pages = [];
    for (const password of [account.password, 'pas le bon 12']) {
      const response = await signIn(new Client(server), account.answers.cni, password);
      assert.equal(response.status, 422);
      const { errors, captcha, title, notice } = response.json();
      pages.push({ errors, captcha, title, notice });
    }
    assert.deepEqual(pages[0], pages[1]);
  });

  it('whose memberships are all closed keeps the space, and may create an account', async () => {
    const { account, row, client } = await newMember({ pending: true });
    await importMembers(server, { ...row, status: 'closed' });
    await assertOpen(client);
    await assertOpen(await enter(account));
    assert.equal((await client.data('/espace')).memberships[0].status, 'closed');
    const late = members.take();
    await importMembers(server, { ...late, status: 'closed' });
    const created = await new Journey(server, answersOf(late)).reach('termine');
    await assertOpen(await enter(created));
  });

  it('no address is in a log', async () => {
    const { client } = await newMember({ pending: true });
    await client.get(`${page}?adresse=canari-dans-la-requete`);
    await answer(client, { action: 'corriger', adresse: 'canari-dans-le-formulaire', code_postal: '20000', ville: 'canari-ville' });
    const logs = await Promise.all(['access.log', 'error.log'].map((name) => readFile(path.join(server.dir, 'logs', name), 'utf8')));
    for (const log of logs) assert.doesNotMatch(log, /canari/);
  });
});
