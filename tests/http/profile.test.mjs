// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace/profil: the language of messages and consent to prospecting. Also the navigation of the space.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { textOf } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/profil';
const here = `${mount}${page}`;

describe('the profile', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('profile', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
  });
  after(() => server?.stop());

  async function newMember(options) {
    const account = await new Journey(server, answersOf(members.take()), options).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    return account;
  }

  async function post({ client }, fields) {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, ...fields }, { Accept: 'application/json' });
  }

  const fieldOf = async ({ client }, name) => (await client.data(page)).fields.find((field) => field.name === name);
  const kindsOf = async ({ client }) => (await client.data('/espace/securite')).events.map((event) => event.kind);

  it('consent is off at first, can be given and withdrawn; the history has both', async () => {
    const account = await newMember();
    assert.equal((await fieldOf(account, 'prospection')).value, null);
    assert.equal((await post(account, { langue: 'fr', prospection: 'oui' })).location, here);
    assert.equal((await fieldOf(account, 'prospection')).value, 'oui');
    assert.equal((await post(account, { langue: 'fr' })).location, here);
    assert.equal((await fieldOf(account, 'prospection')).value, null);
    assert.equal((await kindsOf(account)).filter((kind) => kind === 'consent_changed').length, 2);
  });

  it('messages are in the language that was chosen', async () => {
    const account = await newMember();
    assert.equal((await post(account, { langue: 'ar' })).location, here);
    await server.outbox.drain(account.email);
    const { jeton } = await account.client.data('/espace/securite');
    const password = 'cèdre rouge 82 amandes';
    await account.client.post('/espace/securite', {
      jeton, action: 'mot-de-passe', mot_de_passe_actuel: account.password, mot_de_passe: password, mot_de_passe_confirmation: password,
    });
    const message = await server.outbox.next(account.email);
    assert.match(message.subject, /[\u0600-\u06ff]/);
    assert.ok((await kindsOf(account)).includes('language_changed'));
  });

  it('a new account has the language in which it was created', async () => {
    const account = await newMember({ headers: { 'Accept-Language': 'ar' } });
    const { options } = await fieldOf(account, 'langue');
    assert.deepEqual(options.map(({ value, checked }) => [value, checked]), [['fr', false], ['ar', true], ['en', false]]);
  });

  // The word "Français" has two translations: the links name a language in that language, the form names it
  // in the language of the page.
  it('links name a language in itself, the form in the language of the page', async () => {
    const { client } = await newMember();
    const own = ['Français', 'العربية', 'English'];
    const named = {
      fr: ['Français', 'Arabe', 'Anglais'], ar: ['الفرنسية', 'العربية', 'الإنجليزية'], en: ['French', 'Arabic', 'English'],
    };
    for (const [lang, names] of Object.entries(named)) {
      const data = await client.data(`${page}?lang=${lang}`);
      assert.deepEqual(data.languages.map(({ name }) => name), own);
      assert.deepEqual(data.fields.find(({ name }) => name === 'langue').options.map(({ label }) => label), names);
      const { text } = await client.get(`${page}?lang=${lang}`);
      for (const name of [...own, ...names]) assert.ok(textOf(text).includes(name), `${lang}: ${name}`);
      assert.doesNotMatch(textOf(text), /[[\]]/, `${lang}: a context`);
    }
  });

  it('no other value is accepted', async () => {
    const account = await newMember();
    for (const [fields, field] of [[{}, 'langue'], [{ langue: 'tlh' }, 'langue'], [{ langue: 'fr', prospection: 'non' }, 'prospection']]) {
      const response = await post(account, fields);
      assert.equal(response.status, 422);
      assert.deepEqual(response.json().errors.map((error) => error.field), [field]);
    }
  });

  it('each page of the space links to the others', async () => {
    const { client } = await newMember();
    const first = await client.data('/espace');
    const pages = first.nav.map(({ href }) => href.slice(mount.length));
    for (const page of ['/espace', '/espace/dossiers', '/espace/demandes', '/espace/coordonnees', '/espace/profil', '/espace/securite', '/espace/donnees']) {
      assert.ok(pages.includes(page), page);
    }
    for (const address of pages) {
      const { nav } = await client.data(address);
      assert.deepEqual(nav.map(({ href }) => href), pages.map((each) => `${mount}${each}`));
      assert.deepEqual(nav.map(({ current }) => current), pages.map((each) => each === address));
      const { text } = await client.get(address);
      assert.equal(text.match(/aria-current="page"/g)?.length, 1);
    }
  });
});
