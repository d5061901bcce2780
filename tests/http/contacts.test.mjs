// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace/coordonnees: a member changes the e-mail or mobile, with the password and with codes to the
// old and the new contact.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, newContacts, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/coordonnees';
const here = `${mount}${page}`;

describe('the contacts page', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('contacts', { directives: [...easyProofs, ...manyCodes, 'CnopsResendAfter 1s'] });
    members = new Members(server);
  });
  after(() => server?.stop());

  // Signs in; the browser that created the account is not asked for a code.
  async function newMember() {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    await signIn(account.client, account.answers.cni, account.password);
    for (const to of [account.email, account.smsTo]) await server.outbox.drain(to);
    return account;
  }

  async function post(client, fields) {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, ...fields }, { Accept: 'application/json' });
  }

  const askEmail = (account, email, password = account.password) =>
    post(account.client, { canal: 'courriel', courriel: email, courriel_confirmation: email, mot_de_passe_actuel: password });
  const askPhone = (account, phone) =>
    post(account.client, { canal: 'sms', telephone: phone, telephone_confirmation: phone, mot_de_passe_actuel: account.password });
  const codesOf = (response) => response.json().errors.map((error) => [error.field, error.code]);

  it('an e-mail: password, code to the old one, code to the new one; all contacts get a message', async () => {
    const account = await newMember();
    const email = newContacts().email.replace('personne', 'nouvelle');
    const first = await account.client.data(page);
    assert.equal(first.step, 'coordonnees');
    assert.match(first.email, /•/);
    assert.equal((await askEmail(account, email)).location, here);
    assert.equal((await account.client.data(page)).step, 'ancien-code');
    assert.equal((await server.outbox.fresh(email)).length, 0, 'the new one hears nothing yet');
    const old = await server.outbox.nextCode(account.email);
    assert.equal((await post(account.client, { code: old })).location, here);
    const second = await account.client.data(page);
    assert.equal(second.step, 'nouveau-code');
    assert.equal(second.destination, email, 'what was just typed may be read again');
    assert.equal((await post(account.client, { code: await server.outbox.nextCode(email) })).location, here);
    const last = await account.client.data(page);
    assert.ok(last.notice);
    assert.notEqual(last.email, first.email);

    const messages = { old: await server.outbox.drain(account.email), fresh: await server.outbox.drain(email), sms: await server.outbox.drain(account.smsTo) };
    assert.deepEqual(Object.values(messages).map((list) => list.length), [1, 1, 1]);
    assert.match(messages.old[0].text, /\/opposition\//);
    assert.match(messages.sms[0].text, /\/opposition\//);
    assert.doesNotMatch(messages.fresh[0].text, /\/opposition\//);
    assert.ok(!messages.old[0].text.includes(email), 'the old contact does not learn the new one');

    // From now on codes go to the new address.
    account.server.remember([account.answers.cni], { email });
    assert.equal((await signIn(new Client(server), account.answers.cni, account.password)).location, `${mount}/espace`);
  });

  it('a mobile is changed in the same way', async () => {
    const account = await newMember();
    const { phone, smsTo } = newContacts();
    assert.equal((await askPhone(account, phone)).location, here);
    assert.equal((await post(account.client, { code: await server.outbox.nextCode(account.smsTo) })).location, here);
    assert.equal((await post(account.client, { code: await server.outbox.nextCode(smsTo) })).location, here);
    assert.equal((await account.client.data(page)).step, 'coordonnees');
    assert.ok((await account.client.data(page)).phone.endsWith(phone.slice(-2)));
  });

  it('errors are named, and what was typed stays, except the password', async () => {
    const account = await newMember();
    const { email } = newContacts();
    assert.deepEqual(codesOf(await post(account.client, { canal: 'pigeon' })).map(([field]) => field)[0], 'canal');
    const wrong = await askEmail(account, email, 'faux mot 12');
    assert.equal(wrong.status, 422);
    assert.deepEqual(codesOf(wrong), [['mot_de_passe_actuel', 'password_wrong']]);
    assert.ok(wrong.text.includes(email));
    assert.ok(!wrong.text.includes('faux mot 12'));
    assert.deepEqual(codesOf(await askEmail(account, 'pas une adresse')), [['courriel', 'invalid_email']]);
    assert.deepEqual(codesOf(await askEmail(account, account.email)), [['courriel', 'same_contact']]);
    assert.equal((await server.outbox.drain(account.email)).length, 0);
  });

  it('without the code to the old contact nothing changes; the change can be cancelled', async () => {
    const account = await newMember();
    const { email } = newContacts();
    await askEmail(account, email);
    const code = await server.outbox.nextCode(account.email);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    assert.equal((await post(account.client, { code: wrong })).status, 422);
    assert.equal((await account.client.data(page)).step, 'ancien-code');
    assert.equal((await post(account.client, { action: 'annuler' })).location, here);
    assert.equal((await account.client.data(page)).step, 'coordonnees');
    assert.equal((await server.outbox.drain(email)).length, 0);
    assert.equal((await post(account.client, { code })).location, here);
    assert.equal((await account.client.data(page)).step, 'coordonnees', 'its code is of no use any more');
  });

  it('20 simultaneous requests with the last code: one change, one message to each contact', async () => {
    const account = await newMember();
    const { email } = newContacts();
    await askEmail(account, email);
    await post(account.client, { code: await server.outbox.nextCode(account.email) });
    const code = await server.outbox.nextCode(email);
    const { jeton } = await account.client.data(page);
    const clicks = await Promise.all(Array.from({ length: 20 }, () => account.client.copy().post(page, { jeton, code })));
    for (const click of clicks) assert.equal(click.location, here, `${click.status}`);
    assert.equal((await server.outbox.drain(account.email)).length, 1);
    const { events } = await account.client.data('/espace/securite');
    assert.equal(events.filter((event) => event.kind === 'email_changed').length, 1);
  });

  it('the right code sent twice succeeds both times; a late form is not an error', async () => {
    const account = await newMember();
    const { email } = newContacts();
    await askEmail(account, email);
    const first = account.client.copy();
    const old = await server.outbox.nextCode(account.email);
    for (const client of [account.client, first]) assert.equal((await post(client, { code: old })).location, here);
    assert.equal((await account.client.data(page)).step, 'nouveau-code');

    const code = await server.outbox.nextCode(email);
    const last = account.client.copy();
    for (const client of [account.client, last]) assert.equal((await post(client, { code })).location, here);
    for (const late of [{ code: '123456' }, { action: 'renvoyer' }, { action: 'annuler' }]) {
      assert.equal((await post(account.client, late)).location, here, JSON.stringify(late));
    }
    assert.equal((await account.client.data(page)).step, 'coordonnees');
  });

  it('a contact can be bound to at most five accounts', async () => {
    const shared = newContacts();
    const statuses = [];
    for (let i = 0; i < 6; i++) {
      const account = await newMember();
      const asked = await askEmail(account, shared.email);
      statuses.push(asked.status);
      if (asked.status !== 303) break;
      await post(account.client, { code: await server.outbox.nextCode(account.email) });
      await post(account.client, { code: await server.outbox.nextCode(shared.email) });
    }
    assert.deepEqual(statuses, [303, 303, 303, 303, 303, 422]);
  });
});
