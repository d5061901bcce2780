// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// News of claims: asked for in the profile, sent after an import, refused by the link in each message, also by
// mail programs (RFC 8058).

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { changeClaims, importClaims } from '../lib/claims.mjs';
import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/profil';
const oneClick = 'List-Unsubscribe=One-Click';

// Words of claims that are in nothing that is sent or logged.
const claim = { care_kind: 'zqkanarisoin', beneficiary: 'Wxjamila Zqkanari', amount_spent: '7391846', amount_refunded: '6284715' };
const reference = 'ZQX-73918465';

describe('news of claims', () => {
  let server;
  let reader; // by e-mail
  let texted; // by SMS
  let mail;

  before(async () => {
    server = await startServer('news', {
      directives: [...easyProofs, ...manyCodes, 'CnopsNewsSmsBudget 10', 'CnopsNewsSmsFrom 0', 'CnopsNewsSmsUntil 24'],
    });
    const members = new Members(server);
    [reader, texted] = await Promise.all([newMember(members.take()), newMember(members.take())]);
  });
  after(() => server?.stop());

  async function newMember(member) {
    const account = await new Journey(server, answersOf(member)).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    return account;
  }

  async function choose({ client }, nouvelles) {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, langue: 'fr', nouvelles }, { Accept: 'application/json' });
  }

  const choiceOf = async ({ client }) => (await client.data(page)).fields.find(({ name }) => name === 'nouvelles').value;
  const linkOf = ({ text }) => /\/desabonnement\/[\w-]+/.exec(text)[0];
  const isNews = ({ text }) => /\/desabonnement\//.test(text);
  const stateOf = async (response) => [response.status, response.json().state];

  it('are off until the member asks for them', async () => {
    const field = (await reader.client.data(page)).fields.find(({ name }) => name === 'nouvelles');
    assert.equal(field.value, 'aucune');
    assert.deepEqual(field.options.map(({ value }) => value), ['aucune', 'courriel', 'sms']);
    assert.equal((await choose(reader, 'courriel')).location, `${mount}${page}`);
    await choose(texted, 'sms');
    assert.equal(await choiceOf(reader), 'courriel');
    assert.equal(await choiceOf(texted), 'sms');
  });

  it('are told after the import, by the way that was chosen, and say nothing of the claim', async () => {
    const immatriculations = [reader, texted].map(({ answers }) => answers.immatriculation);
    await changeClaims(server, immatriculations, claim);
    await importClaims(server, [{ ...claim, immatriculation: immatriculations[0], reference, status: 'received' }]);
    mail = await server.outbox.next(reader.email, isNews);
    const sms = await server.outbox.next(texted.smsTo, isNews);
    assert.ok(mail.text.includes(`${server.origin}${mount}/espace/dossiers\n`));
    assert.equal(mail.headers['list-unsubscribe'], `<${server.url(linkOf(mail))}>`);
    for (const message of [mail, sms]) {
      const all = JSON.stringify(message);
      for (const word of [...Object.values(claim), reference, 'REF-', 'in_process', reader.answers.cni, ...immatriculations])
        assert.ok(!all.includes(word), `${word}: ${all}`);
    }
  });

  it('come once a day', async () => {
    await importClaims(server, [reader, texted].map(({ answers }) => ({ ...claim, immatriculation: answers.immatriculation, status: 'rejected' })));
    assert.equal((await server.outbox.drain(reader.email)).filter(isNews).length, 0);
    assert.equal((await server.outbox.drain(texted.smsTo)).filter(isNews).length, 0);
  });

  it('a page with a button ends them; to open it changes nothing', async () => {
    const client = new Client(server);
    assert.deepEqual(await stateOf(await client.get(linkOf(mail), { Accept: 'application/json' })), [200, 'open']);
    const { text } = await client.get(linkOf(mail));
    assert.match(text, new RegExp(`<form[^>]+action="${mount}${linkOf(mail)}"`));
    assert.match(text, /name="List-Unsubscribe" value="One-Click"/);
    assert.equal(await choiceOf(reader), 'courriel');
    const sent = await client.post(linkOf(mail), oneClick);
    assert.equal(sent.status, 200);
    assert.equal(await choiceOf(reader), 'aucune');
    assert.deepEqual(await stateOf(await client.get(linkOf(mail), { Accept: 'application/json' })), [200, 'done']);
  });

  it('a mail program ends them without a cookie, as often as it likes', async () => {
    await choose(reader, 'courriel');
    const multipart = `--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n`;
    for (const [type, body] of [['application/x-www-form-urlencoded', oneClick], ['multipart/form-data; boundary=b', multipart]]) {
      const response = await new Client(server).request('POST', linkOf(mail), { headers: { 'Content-Type': type }, body });
      assert.equal(response.status, 200, type);
      assert.equal(await choiceOf(reader), 'aucune');
    }
    const { events } = await reader.client.data('/espace/securite');
    const changes = events.filter(({ kind }) => kind === 'news_changed'); // those of one kind stand in one line
    assert.equal(changes.reduce((sum, { count }) => sum + (count ?? 1), 0), 4);
  });

  it('a link that is not valid says so and does nothing', async () => {
    await choose(reader, 'courriel');
    const client = new Client(server, { headers: { Accept: 'application/json' } });
    for (const token of ['x', `${linkOf(mail).slice(-22, -1)}.`, 'A'.repeat(22)]) {
      assert.deepEqual(await stateOf(await client.get(`/desabonnement/${token}`)), [404, 'over']);
      assert.deepEqual(await stateOf(await client.post(`/desabonnement/${token}`, oneClick)), [404, 'over']);
    }
    assert.equal(await choiceOf(reader), 'courriel');
  });

  it('no other address takes a form without a token', async () => {
    for (const address of ['/connexion', '/deconnexion', '/opposition/x'])
      assert.equal((await new Client(server).post(address, oneClick)).status, 403, address);
  });

  it('the logs have neither the link nor a word of the claims', async () => {
    for (const name of await readdir(path.join(server.dir, 'logs'))) {
      const text = await readFile(path.join(server.dir, 'logs', name), 'utf8');
      for (const word of [linkOf(mail).split('/').pop(), ...Object.values(claim), reference, 'REF-'])
        assert.ok(!text.includes(word), `${name}: ${word}`);
    }
  });
});
