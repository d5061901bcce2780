// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace/donnees: what is held about a member, and the end of the account.

import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { textOf } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/donnees';
const end = '/espace/donnees/cloture';
const here = `${mount}${end}`;

describe('data rights', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('rights', { directives: [...easyProofs, ...manyCodes, 'CnopsResendAfter 1s'] });
    members = new Members(server);
  });
  after(() => server?.stop());

  function drain(account) {
    return Promise.all([account.email, account.smsTo].map((to) => server.outbox.drain(to)));
  }

  async function newMember(member = members.take()) {
    const account = await new Journey(server, answersOf(member)).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    await drain(account);
    return account;
  }

  async function post(client, address, fields) {
    const { jeton } = await client.data(address);
    return client.post(address, { jeton, ...fields }, { Accept: 'application/json' });
  }

  // Password, code to the e-mail, code to the mobile.
  async function close(account) {
    assert.equal((await post(account.client, end, { mot_de_passe_actuel: account.password })).location, here);
    for (const to of [account.email, account.smsTo]) {
      assert.equal((await post(account.client, end, { code: await server.outbox.nextCode(to) })).location, here);
    }
    return account.client.data(end);
  }

  const linkIn = ({ text }) => /\/opposition\/[\w-]+/.exec(text.replaceAll('=\n', ''))[0];
  const kindsOf = async ({ client }) => (await client.data('/espace/securite')).events.map((event) => event.kind);

  describe('what is held', () => {
    it('each kind says from where, why and how long; contacts are masked', async () => {
      const account = await newMember();
      const data = await account.client.data(page);
      assert.ok(data.held.length >= 8);
      for (const kind of data.held) {
        for (const part of ['label', 'source', 'purpose', 'kept']) assert.ok(kind[part], `${kind.kind}: ${part}`);
        assert.ok(!/^(held|source|purpose|kept|datum)\./.test(kind.label + kind.source + kind.purpose + kind.kept));
      }
      const valuesOf = (name) => data.held.find(({ kind }) => kind === name).values.map(({ value }) => value);
      assert.ok(valuesOf('memberships').includes(account.answers.immatriculation ?? data.held[1].values[1].value));
      assert.ok(valuesOf('contacts').every((value) => value.includes('•')));
      const sessions = data.held.find(({ kind }) => kind === 'sessions');
      assert.match(sessions.kept, /8 heures/, 'CnopsSessionMax');
      assert.ok(data.site.filings.length && data.site.rights_contacts.length);
      assert.ok(!JSON.stringify(data).includes(account.email));
    });

    it('HTML shows what JSON says, in each language', async () => {
      const { client } = await newMember();
      for (const lang of ['fr', 'ar', 'en']) {
        const data = await client.data(`${page}?lang=${lang}`);
        const { text } = await client.get(`${page}?lang=${lang}`);
        const shown = textOf(text);
        for (const kind of data.held) {
          for (const said of [kind.label, kind.source, kind.purpose, kind.kept, ...kind.values.map(({ value }) => value)]) {
            assert.ok(shown.includes(said), `${lang}: ${said}`);
          }
        }
        for (const { reference } of data.site.filings) assert.ok(shown.includes(reference), reference);
      }
    });

    it('consent: off at first; what was given and withdrawn, with dates', async () => {
      const account = await newMember();
      assert.deepEqual((await account.client.data(page)).consent, { given: false, history: [] });
      for (const prospection of ['oui', undefined, 'oui']) {
        await post(account.client, '/espace/profil', { langue: 'fr', ...(prospection ? { prospection } : {}) });
      }
      const { consent } = await account.client.data(page);
      assert.equal(consent.given, true);
      assert.deepEqual(consent.history.map(({ given }) => given), [true, false, true]);
      for (const { when } of consent.history) assert.match(when, /^\d\d\/\d\d\/\d{4} \d\d:\d\d$/);
    });

    it('without a session there is nothing', async () => {
      for (const address of [page, end]) {
        const answer = await new Client(server).get(address, { Accept: 'application/json' });
        assert.equal(answer.status, 303);
        assert.match(answer.location, /\/connexion$/);
      }
    });
  });

  describe('the end of the account', () => {
    it('asks for the password, then for a code to each contact; then all contacts get a link', async () => {
      const account = await newMember();
      assert.equal((await account.client.data(end)).closing_on, null);
      const wrong = await post(account.client, end, { mot_de_passe_actuel: 'faux mot 12' });
      assert.equal(wrong.status, 422);
      assert.deepEqual(wrong.json().errors.map(({ field, code }) => [field, code]), [['mot_de_passe_actuel', 'password_wrong']]);
      assert.deepEqual((await drain(account)).map((list) => list.length), [0, 0]);

      await post(account.client, end, { mot_de_passe_actuel: account.password });
      assert.equal((await account.client.data(end)).step, 'code-courriel');
      assert.equal((await server.outbox.fresh(account.smsTo)).length, 0);
      const first = await server.outbox.nextCode(account.email);
      const false_one = String((Number(first) + 1) % 1_000_000).padStart(6, '0');
      assert.equal((await post(account.client, end, { code: false_one })).status, 422);
      await post(account.client, end, { code: first });
      assert.equal((await account.client.data(end)).step, 'code-telephone');
      assert.equal((await account.client.data(page)).closing, null, 'one code is not enough');
      await post(account.client, end, { code: await server.outbox.nextCode(account.smsTo) });

      const pending = await account.client.data(end);
      assert.match(pending.closing_on, /^\d\d\/\d\d\/\d{4} \d\d:\d\d$/);
      assert.ok(pending.notice);
      assert.equal((await account.client.data('/espace')).closing.when, pending.closing_on);
      const [mails, texts] = await drain(account);
      assert.deepEqual([mails.length, texts.length], [1, 1]);
      for (const message of [mails[0], texts[0]]) {
        assert.match(message.text, /\/opposition\//);
        assert.ok(message.text.includes(pending.closing_on));
      }
      assert.ok((await kindsOf(account)).includes('closing_asked'));
    });

    it('the owner keeps the account by pressing the button', async () => {
      const account = await newMember();
      await close(account);
      await drain(account);
      const kept = await post(account.client, end, { action: 'garder' });
      assert.equal(kept.location, `${mount}${page}`);
      assert.equal((await account.client.data(end)).closing_on, null);
      assert.deepEqual((await drain(account)).map((list) => list.length), [1, 1]);
      assert.equal((await post(account.client, end, { action: 'garder' })).status, 303, 'a second click');
      assert.deepEqual((await drain(account)).map((list) => list.length), [0, 0]);
      assert.ok((await close(account)).closing_on, 'it can be asked for again in the same session');
    });

    it('the link keeps it without a session: reading it changes nothing, an old link does nothing', async () => {
      const account = await newMember();
      await close(account);
      const [[mail]] = await drain(account);
      const link = linkIn(mail);
      const reader = new Client(server);
      const shown = await reader.data(link);
      assert.deepEqual([shown.kind, shown.state], ['closing', 'open']);
      assert.ok((await account.client.data(end)).closing_on, 'a GET changes nothing');
      assert.equal((await post(reader, link, {})).status, 303);
      assert.equal((await account.client.data(end)).closing_on, null);
      assert.ok((await kindsOf(account)).includes('closing_undone'));
      assert.equal((await account.client.get('/espace')).status, 200, 'sessions go on');

      await close(account);
      assert.equal((await reader.data(link)).state, 'over');
      await post(reader, link, {});
      assert.ok((await account.client.data(end)).closing_on, 'a link is about one end only');
    });

    it('20 simultaneous requests with the last code: one end, one message to each contact', async () => {
      const account = await newMember();
      await post(account.client, end, { mot_de_passe_actuel: account.password });
      await post(account.client, end, { code: await server.outbox.nextCode(account.email) });
      const code = await server.outbox.nextCode(account.smsTo);
      const { jeton } = await account.client.data(end);
      const clicks = await Promise.all(Array.from({ length: 20 }, () => account.client.copy().post(end, { jeton, code })));
      for (const click of clicks) assert.equal(click.location, here, `${click.status}`);
      assert.deepEqual((await drain(account)).map((list) => list.length), [1, 1]);
      assert.equal((await kindsOf(account)).filter((kind) => kind === 'closing_asked').length, 1);
    });

    // Last, because it changes the delay for all.
    it('after the delay it is gone, the contacts are told, and its owner may create a new one', async () => {
      const member = members.take();
      const account = await newMember(member);
      await appendFile(path.join(server.dir, 'conf.d/test.conf'), 'CnopsClosingDelay 1s\n');
      await server.restartGracefully();
      await signIn(account.client, account.answers.cni, account.password);
      await drain(account);
      await post(account.client, end, { mot_de_passe_actuel: account.password });
      for (const to of [account.email, account.smsTo]) {
        await post(account.client, end, { code: await server.outbox.nextCode(to) });
      }
      const told = await server.outbox.next(account.email, ({ subject }) => subject === 'Votre compte est clos');
      assert.doesNotMatch(told.text, /\/opposition\//);
      assert.equal((await account.client.get('/espace')).status, 303, 'its session has ended');
      const refused = await new Client(server).get('/connexion').then(() => signIn(new Client(server), account.answers.cni, account.password).catch((error) => error));
      assert.notEqual(refused.location, `${mount}/espace`);
      await newMember(member);
    });
  });
});
