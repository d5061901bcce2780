// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace/donnees: what is held about a member, and the end of the account.

import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { claimsOf, importClaims } from '../lib/claims.mjs';
import { Client } from '../lib/client.mjs';
import { textOf } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/donnees';
const end = '/espace/donnees/cloture';
const file = '/espace/donnees/export.json';
const here = `${mount}${end}`;

describe('data rights', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('rights', { directives: [...easyProofs, ...manyCodes, 'CnopsResendAfter 1s'] });
    members = new Members(server);
  });
  after(() => server?.stop());

  // Each waits a second for messages that must not come.
  function drain(account) {
    return Promise.all([account.email, account.smsTo].map((to) => server.outbox.drain(to)));
  }

  async function newMember(member = members.take()) {
    const account = await new Journey(server, answersOf(member)).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    return account;
  }

  // The e-mail and the SMS of one act.
  function told(account, words) {
    return Promise.all([account.email, account.smsTo].map((to) => server.outbox.next(to, ({ text }) => words.test(text))));
  }

  const ENDS = /sera clos le/;
  const KEPT = /est annulée/;

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

  describe('what is held', () => {
    it('each kind says from where, why and how long, in each language; contacts are masked', async () => {
      const account = await newMember();
      for (const lang of ['fr', 'ar', 'en']) {
        const data = await account.client.data(`${page}?lang=${lang}`);
        const { text } = await account.client.get(`${page}?lang=${lang}`);
        const shown = textOf(text);
        assert.ok(data.held.length >= 8);
        for (const { kind, label, source, purpose, kept, values } of data.held) {
          for (const said of [label, source, purpose, kept, ...values.flatMap((each) => [each.label, each.value])]) {
            assert.ok(said && shown.includes(said), `${lang}: ${kind}: ${said}`);
            assert.doesNotMatch(said, /^(held|source|purpose|kept|datum)\./);
          }
        }
        for (const { reference } of data.site.filings) assert.ok(shown.includes(reference), reference);
        for (const { email } of data.site.rights_contacts) assert.ok(shown.includes(email), email);
        assert.ok(!(text + JSON.stringify(data)).includes(account.email));
      }
      const { held } = await account.client.data(`${page}?lang=fr`);
      const valuesOf = (name) => held.find(({ kind }) => kind === name).values.map(({ value }) => value);
      assert.ok(valuesOf('identity').includes(account.answers.cni));
      assert.ok(valuesOf('contacts').every((value) => value.includes('•')));
      const keptOf = (name) => held.find(({ kind }) => kind === name).kept;
      assert.match(keptOf('sessions'), /8 heures/, 'CnopsSessionMax');
      assert.match(keptOf('browsers'), /400 jours/, 'CnopsDeviceKept');
      assert.match(keptOf('claims'), /5 ans/, 'CnopsClaimYears');
      assert.match(keptOf('requests'), /5 ans/, 'CnopsTicketKept');
      assert.match(keptOf('journal'), /10 ans/, 'CnopsJournalKept');
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
      for (const address of [page, end, file, `${page}/rectification`, `${page}/opposition`]) {
        const answer = await new Client(server).get(address, { Accept: 'application/json' });
        assert.equal(answer.status, 303);
        assert.match(answer.location, /\/connexion$/);
      }
    });
  });

  describe('the file of all data', () => {
    it('is not made where another site has sent the browser', async () => {
      const { client } = await newMember();
      for (const [from, status] of [['cross-site', 303], ['same-origin', 200], ['none', 200]]) {
        const answer = await client.get(file, { 'Sec-Fetch-Site': from, Accept: 'application/json' });
        assert.equal(answer.status, status, from);
        if (status === 303) assert.equal(answer.location, `${mount}${page}`);
      }
    });

    it('everything, with contacts in clear; nothing that opens something, and nothing of others', async () => {
      const [account, other] = [await newMember(), await newMember()];
      await post(account.client, '/espace/profil', { langue: 'fr', prospection: 'oui' });
      const answer = await account.client.get(file);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/json');
      assert.match(answer.headers['content-disposition'], /^attachment; filename="mes-donnees.json"$/);
      assert.equal(answer.headers['cache-control'], 'no-store');
      const data = JSON.parse(answer.text);
      assert.equal(data.person.cni, account.answers.cni);
      assert.equal(data.account.email, account.email);
      assert.equal(data.account.phone, account.smsTo);
      assert.deepEqual(data.consent.rows.map(({ prospecting }) => prospecting), ['on']);
      for (const part of ['memberships', 'sessions', 'browsers', 'journal']) assert.ok(data[part].rows.length, part);
      assert.equal(data.journal.rows[0].event, 'exported');
      assert.doesNotMatch(answer.text, /[0-9a-f]{32}|\$argon2|digest"|sealed|"token/i);
      for (const { email, answers } of [other]) {
        assert.ok(!answer.text.includes(email) && !answer.text.includes(answers.cni));
      }
    });

    it('claims with the history of their status; grown beneficiaries are masked', async () => {
      const mine = members.take();
      const theirs = members.take();
      await importClaims(server, [...claimsOf(mine, 9), ...claimsOf(theirs, 2, 'THEIRS')]);
      const { client } = await newMember(mine);
      const { text } = await client.get(file);
      const { claims } = JSON.parse(text);
      assert.equal(claims.complete, true);
      assert.deepEqual(claims.rows.map(({ reference }) => reference), claimsOf(mine, 9).map(({ reference }) => reference));
      for (const claim of claims.rows) assert.deepEqual(claim.history.map(({ status }) => status), [claim.status]);
      assert.deepEqual(claims.rows.slice(0, 4).map(({ masked }) => masked), [false, true, true, false]);
      assert.doesNotMatch(text, /psychiatrie|THEIRS/);
    });

    it('five a day, then 429 with the time to wait', async () => {
      const { client } = await newMember();
      const statuses = [];
      for (let i = 0; i < 6; i++) statuses.push((await client.get(file)).status);
      assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429]);
      assert.ok(Number((await client.get(file)).headers['retry-after']) > 0);
    });
  });

  describe('rectification and opposition', () => {
    for (const [name, subject, word, kind] of [
      ['rectification', 'donnee', 'identite', 'rectification'], ['opposition', 'usage', 'statistiques', 'opposition'],
    ]) {
      it(`${name}: a form becomes a request with its clock, which the file has too`, async () => {
        const account = await newMember();
        const form = `${page}/${name}`;
        const message = 'Mon prénom s’écrit avec un h : <Fatima-Zahra> & "ع".';
        const faults = async (fields) => (await post(account.client, form, fields)).json().errors.map(({ field, code }) => [field, code]);
        assert.deepEqual(await faults({ [subject]: 'x', message }), [[subject, 'invalid_choice']]);
        assert.deepEqual(await faults({ [subject]: word }), [['message', 'required']]);
        assert.equal((await faults({ [subject]: word, message: 'x'.repeat(2001) }))[0][0], 'message');
        const answer = await post(account.client, form, { [subject]: word, message });
        assert.equal(answer.status, 303);
        const ticket = await account.client.data(answer.location.slice(mount.length));
        assert.deepEqual([ticket.kind, ticket.state, ticket.days], [kind, 'open', 10]);
        assert.deepEqual(ticket.asked.map(({ name: each }) => each), ['subject', 'message']);
        assert.notEqual(ticket.asked[0].value, word, 'the sentence of the word');
        assert.equal(ticket.asked[1].value, message);
        const { requests } = JSON.parse((await account.client.get(file)).text);
        assert.deepEqual(requests.rows.map((each) => [each.kind, each.reference, each.asked.subject, each.asked.message]),
          [[kind, ticket.reference, word, message]]);
      });
    }
  });

  describe('the end of the account', () => {
    it('asks for the password, then for a code to each contact; then all contacts get a link', async () => {
      const account = await newMember();
      assert.equal((await account.client.data(end)).closing_on, null);
      const wrong = await post(account.client, end, { mot_de_passe_actuel: 'faux mot 12' });
      assert.equal(wrong.status, 422);
      assert.deepEqual(wrong.json().errors.map(({ field, code }) => [field, code]), [['mot_de_passe_actuel', 'password_wrong']]);

      await post(account.client, end, { mot_de_passe_actuel: account.password });
      assert.equal((await account.client.data(end)).step, 'code-courriel');
      const first = await server.outbox.nextCode(account.email);
      const other = String((Number(first) + 1) % 1_000_000).padStart(6, '0');
      assert.equal((await post(account.client, end, { code: other })).status, 422);
      await post(account.client, end, { code: first });
      assert.equal((await account.client.data(end)).step, 'code-telephone');
      assert.equal((await account.client.data(page)).closing, null, 'one code is not enough');
      await post(account.client, end, { code: await server.outbox.nextCode(account.smsTo) });

      const pending = await account.client.data(end);
      assert.match(pending.closing_on, /^\d\d\/\d\d\/\d{4} \d\d:\d\d$/);
      assert.ok(pending.notice);
      assert.equal((await account.client.data('/espace')).closing.when, pending.closing_on);
      for (const { text } of await told(account, ENDS)) {
        assert.match(text, /\/opposition\//);
        assert.ok(text.includes(pending.closing_on));
      }
    });

    it('the link keeps it without a session: reading it changes nothing, an old link does nothing', async () => {
      const account = await newMember();
      await close(account);
      const [mail] = await told(account, ENDS);
      const link = linkIn(mail);
      const reader = new Client(server);
      const shown = await reader.data(link);
      assert.deepEqual([shown.kind, shown.state], ['closing', 'open']);
      assert.ok((await account.client.data(end)).closing_on, 'a GET changes nothing');
      assert.equal((await post(reader, link, {})).status, 303);
      assert.equal((await account.client.data(end)).closing_on, null);
      await told(account, KEPT);
      assert.equal((await account.client.get('/espace')).status, 200, 'sessions go on');

      await close(account); // again, in the same session
      assert.equal((await reader.data(link)).state, 'over');
      await post(reader, link, {});
      assert.ok((await account.client.data(end)).closing_on, 'a link is about one end only');
      assert.equal((await post(account.client, end, { action: 'garder' })).location, `${mount}${page}`);
      assert.equal((await account.client.data(end)).closing_on, null);
      const { journal } = JSON.parse((await account.client.get(file)).text);
      assert.deepEqual(journal.rows.map(({ event }) => event).filter((event) => event.startsWith('closing_')),
        ['closing_undone', 'closing_asked', 'closing_undone', 'closing_asked']);
    });

    it('five simultaneous requests, as many as a code has tries, with the last code or to keep it: one act, one message to each contact', async () => {
      const account = await newMember();
      await post(account.client, end, { mot_de_passe_actuel: account.password });
      await post(account.client, end, { code: await server.outbox.nextCode(account.email) });
      const code = await server.outbox.nextCode(account.smsTo);
      await drain(account);
      for (const [fields, to] of [[{ code }, here], [{ action: 'garder' }, `${mount}${page}`]]) {
        const { jeton } = await account.client.data(end);
        const clicks = await Promise.all(Array.from({ length: 5 }, () => account.client.copy().post(end, { jeton, ...fields })));
        for (const click of clicks) assert.equal(click.location, to, `${click.status}`);
        assert.deepEqual((await drain(account)).map((list) => list.length), [1, 1]);
      }
    });

    // Last, because it changes the delay for all.
    it('after the delay it is gone, the contacts are told, and its owner may create a new one', async () => {
      const member = members.take();
      const account = await newMember(member);
      await appendFile(path.join(server.dir, 'conf.d/test.conf'), 'CnopsClosingDelay 1s\n');
      await server.restartGracefully();
      await post(account.client, end, { mot_de_passe_actuel: account.password });
      for (const to of [account.email, account.smsTo]) {
        await post(account.client, end, { code: await server.outbox.nextCode(to) });
      }
      const told = await server.outbox.next(account.email, ({ subject }) => subject === 'Votre compte est clos');
      assert.doesNotMatch(told.text, /\/opposition\//);
      assert.equal((await account.client.get('/espace')).status, 303, 'its session has ended');
      const refused = await signIn(new Client(server), account.answers.cni, account.password).catch((error) => error);
      assert.notEqual(refused.location, `${mount}/espace`);
      await newMember(member);
    });
  });
});
