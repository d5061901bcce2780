// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace/journal: what happened to an account, in plain words, and "this was not me".

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { enterPassword, Journey, signIn } from '../lib/journey.mjs';
import { by, cnopsctl, LostContacts, Recovery } from '../lib/recovery.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/journal';
const here = `${mount}${page}`;
const door = `${mount}/connexion`;
const password = `${mount}/espace/securite`;
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';

describe('the journal', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('journal', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
  });
  after(() => server?.stop());

  const newAccount = () => new Journey(server, answersOf(members.take())).reach('termine');

  async function enter(account, client = new Client(server)) {
    assert.equal((await signIn(client, account.answers.cni, account.password)).location, `${mount}/espace`);
    return client;
  }

  async function refuse(client, entree) {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, action: 'refuser', entree }, { Accept: 'application/json' });
  }

  const kindsOf = (list) => list.map((line) => [line.kind, line.count]);
  const lineOf = (data, kind) => data.events.find((line) => line.kind === kind);
  // Somebody who knows the facts of the account tries to create it again.
  const tryCreation = async (account) => {
    const journey = await new Journey(server, account.answers).reach('questions');
    assert.equal((await journey.submit('questions')).status, 303);
  };

  it('lists the same in JSON as in HTML, similar events in one line', async () => {
    const account = await newAccount();
    const client = await enter(account, new Client(server, { headers: { 'User-Agent': firefox } }));
    for (let i = 0; i < 3; i++) {
      await client.post('/deconnexion', { jeton: (await client.data(page)).jeton });
      await enter(account, client);
    }
    const data = await client.data(page);
    assert.deepEqual(kindsOf(data.events), [['signed_in', 3], ['signed_out', 3], ['device_new', 1], ['account_created', 1]]);
    for (const line of data.events) {
      assert.match(line.when, /^\d\d\/\d\d\/\d{4} \d\d:\d\d$/);
      assert.ok(!line.label.includes('event.'), line.label);
      assert.equal(line.since === null, line.count === 1);
    }
    assert.equal(lineOf(data, 'signed_in').device, 'Firefox · Windows');
    assert.equal(data.next_page, null);
    assert.deepEqual(data.attempts, []);
    const html = await client.get(page);
    for (const line of data.events) for (const text of [line.label, line.when]) assert.ok(html.text.includes(text), text);
    assert.match(html.text, /3 fois/);
    const own = await client.data('/espace/securite');
    assert.deepEqual(kindsOf(own.events), kindsOf(data.events), 'the security page has the same lines');
  });

  it('speaks the three languages, and has a sentence for each filter', async () => {
    const client = await enter(await newAccount());
    const seen = new Set();
    for (const lang of ['fr', 'ar', 'en']) {
      const data = await client.data(`${page}?lang=${lang}`);
      seen.add(data.events[0].label);
      for (const { label } of [...data.filters, ...data.events]) assert.doesNotMatch(label, /^event/);
      assert.equal(data.filters.length, 6);
    }
    assert.equal(seen.size, 3);
  });

  it('what strangers cause is one line with a count, apart, and pushes nothing away', async () => {
    const account = await newAccount();
    for (let i = 0; i < 3; i++) await tryCreation(account);
    const client = await enter(account);
    const data = await client.data(page);
    assert.deepEqual(kindsOf(data.events), [['device_new', 1], ['account_created', 1]]);
    const tried = data.attempts.find((line) => line.kind === 'creation_tried');
    assert.equal(tried.count, 3);
    assert.ok(tried.label && tried.when && tried.since);
    assert.equal(tried.who, 'visitor');
    const html = await client.get(page);
    assert.ok(html.text.includes(tried.label));
    const own = await client.data('/espace/securite');
    assert.deepEqual(own.events.map((line) => line.kind), ['device_new', 'account_created']);
    const filtered = await client.data(`${page}?filtre=tentatives`);
    assert.ok(filtered.events.every((line) => ['creation_tried', 'recovery_started'].includes(line.kind)));
    assert.deepEqual(filtered.attempts, [], 'not twice on one page');
  });

  it('shows by role and day that an operator looked, without name or reason', async () => {
    const account = await newAccount();
    const client = await enter(account);
    for (const name of ['h.fictif', 'z.autre']) await cnopsctl(server, 'account', 'show', account.answers.cni, ...by(name));
    const data = await client.data(`${page}?filtre=consultations`);
    assert.deepEqual(kindsOf(data.events), [['shown', 2]]);
    assert.match(data.events[0].when, /^\d\d\/\d\d\/\d{4}$/);
    assert.equal(data.events[0].by_operator, true);
    const html = await client.get(`${page}?filtre=consultations`);
    for (const text of [JSON.stringify(data), html.text]) assert.doesNotMatch(text, /h\.fictif|z\.autre|guichet/);
  });

  it('filters by group; an unknown filter or place shows the first page', async () => {
    const client = await enter(await newAccount());
    const { jeton } = await client.data('/espace/profil');
    await client.post('/espace/profil', { jeton, langue: 'fr', prospection: 'oui' });
    const kinds = async (query) => (await client.data(`${page}${query}`)).events.map((line) => line.kind);
    assert.deepEqual(await kinds('?filtre=connexions'), ['device_new']);
    assert.deepEqual(await kinds('?filtre=securite'), ['account_created']);
    assert.deepEqual(await kinds('?filtre=demandes'), []);
    assert.match((await client.get(`${page}?filtre=demandes`)).text, /Aucune opération de ce type/);
    const all = ['consent_changed', 'device_new', 'account_created'];
    for (const query of ['', '?filtre=tout', '?filtre=x', '?filtre=', '?suite=', '?suite=x', `?suite=${'A'.repeat(32)}`, '?filtre=%00', '?suite=%ff']) {
      assert.deepEqual(await kinds(query), all, query);
    }
    const given = (await client.data(page)).events[0];
    assert.equal(given.label, 'Accord donné pour recevoir des informations');
  });

  it('pages follow each other, and a place opens only for its member and its filter', async () => {
    const account = await newAccount();
    const client = await enter(account);
    // More events of one day than a page reads.
    let jeton;
    for (let i = 0; i < 205; i++) {
      if (i % 50 === 0) ({ jeton } = await client.data('/espace/profil'));
      const saved = await client.post('/espace/profil', { jeton, langue: i % 2 ? 'fr' : 'ar' });
      assert.equal(saved.status, 303);
    }
    const first = await client.data(`${page}?lang=fr`);
    assert.match(first.next_page, new RegExp(`^${here}\\?suite=[\\w-]+$`));
    assert.deepEqual(kindsOf(first.events), [['language_changed', 200]]);
    assert.match((await client.get(page)).text, /rel="next"/);
    const path = first.next_page.slice(mount.length);
    const second = await client.data(path);
    assert.equal(second.next_page, null);
    assert.deepEqual(kindsOf(second.events), [['language_changed', 5], ['device_new', 1], ['account_created', 1]]);
    assert.ok(second.first_page);
    const filtered = await client.data(`${path}&filtre=connexions`);
    assert.equal(filtered.first_page, null, 'a place of another filter');
    const other = await enter(await newAccount());
    assert.equal((await other.data(path)).first_page, null, 'a place of another member');
  });

  it('a sign-in can be refused: its browser and session are gone, and the password is asked for', async () => {
    const account = await newAccount();
    const mine = await enter(account);
    const stranger = await enter(account, new Client(server, { headers: { 'User-Agent': firefox } }));
    const line = (await mine.data(page)).events.find((one) => one.device === 'Firefox · Windows');
    assert.equal(line.kind, 'device_new');
    assert.equal(line.refusals.length, 1);
    assert.equal(line.current, false);
    assert.equal((await refuse(mine, line.refusals[0].entree)).location, password);
    assert.match((await mine.get('/espace/securite')).text, /Navigateur retiré et sessions fermées/);
    assert.equal((await stranger.get('/espace')).location, door);
    assert.equal((await enterPassword(stranger, account.answers.cni, account.password)).location, `${door}/code`);
    assert.equal((await mine.get('/espace')).status, 200);
    const after = await mine.data(page);
    assert.equal(after.events[0].kind, 'device_forgotten');
    assert.deepEqual(after.events.find((one) => one.device === 'Firefox · Windows').refusals, [], 'nothing is left to refuse');
    assert.equal((await refuse(mine, line.refusals[0].entree)).location, password, 'a second click');
  });

  it('one’s own sign-in can be refused too, and this session goes on', async () => {
    const account = await newAccount();
    const mine = await enter(account);
    const line = lineOf(await mine.data(page), 'device_new');
    assert.equal(line.current, true);
    assert.equal((await refuse(mine, line.refusals[0].entree)).location, password);
    assert.equal((await mine.get('/espace')).status, 200);
    assert.equal((await enterPassword(mine, account.answers.cni, account.password)).location, `${door}/code`);
  });

  it('nothing but a refusable event of one’s own is refused', async () => {
    const [one, two] = [await newAccount(), await newAccount()];
    const [mine, theirs] = [await enter(one), await enter(two)];
    const { entree } = lineOf(await theirs.data(page), 'device_new').refusals[0];
    for (const name of [entree, '', undefined, 'x', 'é', '0'.repeat(5000), (await mine.data(page)).filters[0].filtre]) {
      const fields = name === undefined ? [mine] : [mine, name];
      assert.equal((await refuse(...fields)).location, here, name);
    }
    assert.equal((await theirs.get('/espace')).status, 200);
    assert.equal(lineOf(await theirs.data(page), 'device_new').refusals.length, 1);
    assert.equal((await mine.post(page, { action: 'refuser', entree })).status, 403);
    const { jeton } = await mine.data(page);
    for (const action of ['autre', undefined]) {
      const fields = action ? { jeton, action } : { jeton };
      assert.equal((await mine.post(page, fields, { Accept: 'application/json' })).status, 422);
    }
    assert.equal((await new Client(server).get(page)).location, door);
    assert.equal((await mine.request('PUT', page)).status, 405);
  });

  it('a request for other contacts can be refused while it is open', async () => {
    const account = await newAccount();
    const mine = await enter(account);
    const recovery = await new Recovery(server, account).reach('courriel-code');
    await server.outbox.drain(account.email);
    const lost = await new LostContacts(recovery).reach('contact/termine');
    const line = lineOf(await mine.data(page), 'request_made');
    assert.equal(line.refusals.length, 1);
    assert.match((await mine.get(page)).text, /Refuser cette demande/);
    assert.equal((await refuse(mine, line.refusals[0].entree)).location, here);
    const data = await mine.data(page);
    assert.equal(data.events[0].kind, 'request_opposed');
    assert.deepEqual(lineOf(data, 'request_made').refusals, []);
    assert.match((await server.outbox.next(lost.email, ({ text }) => !/\b\d{6}\b/.test(text))).text, /refus/);
    assert.equal((await refuse(mine, line.refusals[0].entree)).location, here, 'a second click changes nothing');
    assert.deepEqual((await mine.data(page)).events[0].count, 1);
    assert.equal((await mine.data('/espace/coordonnees')).frozen, true);
  });

  it('a new password says where it can be refused', async () => {
    const account = await newAccount();
    const mine = await enter(account);
    const change = async (from, to) => {
      const { jeton } = await mine.data('/espace/securite');
      const fields = { jeton, action: 'mot-de-passe', mot_de_passe_actuel: from, mot_de_passe: to, mot_de_passe_confirmation: to };
      assert.equal((await mine.post('/espace/securite', fields)).status, 303);
    };
    await change(account.password, 'cèdre rouge 82 amandes');
    const line = lineOf(await mine.data(page), 'password_changed');
    assert.match(line.advice, /lien du message/);
    assert.ok((await mine.get(page)).text.includes('lien du message'));
    assert.equal(lineOf(await mine.data(page), 'account_created').advice, null);
    await change('cèdre rouge 82 amandes', 'olivier jaune 47 rabat');
    const both = lineOf(await mine.data(page), 'password_changed');
    assert.equal(both.count, 2);
    assert.match(both.advice, /lien du message/, 'of the newer one');
  });

  it('cnopsctl journal check finds the chain whole afterwards', async () => {
    const check = await cnopsctl(server, 'journal', 'check', '--json');
    assert.equal(check.status, 0, check.stderr);
    assert.ok(JSON.parse(check.stdout).events > 200);
  });
});
