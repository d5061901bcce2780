// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// The second step of signing in: in an unknown browser, a code is sent to a contact.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { enterCode, enterPassword, Journey, signIn } from '../lib/journey.mjs';
import { linkOf, Recovery } from '../lib/recovery.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const space = `${mount}/espace`;
const door = `${mount}/connexion`;
const codePage = `${mount}/connexion/code`;
const page = '/connexion/code';

const sessionOf = (client) => client.jar.cookies.get('cnops_session');

describe('the second step', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('second-step', { directives: [...easyProofs, 'CnopsResendAfter 1s', 'CnopsSigninFree 100'] });
    members = new Members(server);
  });
  after(() => server?.stop());

  const newAccount = () => new Journey(server, answersOf(members.take())).reach('termine');

  async function half(account) {
    const client = new Client(server);
    const response = await enterPassword(client, account.answers.cni, account.password);
    assert.equal(response.status, 303);
    assert.equal(response.location, codePage);
    return client;
  }

  const post = async (client, fields) => {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, ...fields }, { Accept: 'application/json' });
  };

  it('a new browser: password, code by e-mail, session; then the browser is known', async () => {
    const account = await newAccount();
    const client = await half(account);
    assert.equal(sessionOf(client), undefined, 'no session before the code');
    assert.equal((await client.get('/espace')).location, door);
    const shown = await client.data(page);
    assert.equal(shown.step, 'code');
    assert.equal(shown.canal, 'courriel');
    assert.match(shown.destination, /•/);
    assert.ok(!JSON.stringify(shown).includes(account.email));
    assert.deepEqual(shown.fields.map((field) => field.name), ['code']);
    assert.equal((await enterCode(client, account.answers.cni)).location, space);
    assert.equal((await client.get('/espace')).status, 200);
    const { jeton } = await client.data('/espace');
    await client.post('/deconnexion', { jeton });
    const again = await enterPassword(client, account.answers.cni, account.password);
    assert.equal(again.location, space, 'a known browser is asked for no code');
  });

  it('the browser that created the account is known', async () => {
    const account = await newAccount();
    const response = await enterPassword(account.client, account.answers.cni, account.password);
    assert.equal(response.location, space);
  });

  it('a browser in another journey gets a code of its own for signing in', async () => {
    const account = await newAccount();
    const recovery = await new Recovery(server, account).reach('courriel-code');
    const theirs = await server.outbox.nextCode(account.email);
    const { client } = recovery;
    assert.equal((await enterPassword(client, account.answers.cni, account.password)).location, codePage);
    const ours = await server.outbox.nextCode(account.email);
    if (theirs !== ours) assert.equal((await post(client, { code: theirs, canal: 'courriel' })).status, 422);
    assert.equal((await post(client, { code: ours, canal: 'courriel' })).location, space);
  });

  it('both contacts get a message about the new browser, with a link to refuse it', async () => {
    const account = await newAccount();
    await signIn(new Client(server), account.answers.cni, account.password);
    const address = `${server.origin}${mount}/opposition/`;
    const links = new Set();
    for (const to of [account.email, account.smsTo]) {
      const message = await server.outbox.next(to, ({ text }) => text.includes('/opposition/'));
      assert.ok(message.text.includes(address), message.text);
      links.add(linkOf(message, 'opposition'));
    }
    const [link] = links;
    assert.equal(links.size, 1);
    assert.match(link, /^\/opposition\/[\w-]{22}$/, 'a random token of 128 bits');
    const page = await new Client(server).data(link);
    assert.deepEqual([page.kind, page.state], ['device', 'open']);
    const forged = link.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
    assert.equal((await new Client(server).get(forged)).status, 404);
    for (const log of ['error.log', 'access.log'])
      assert.ok(!(await readFile(`${server.dir}/logs/${log}`, 'utf8')).includes(link.slice(12)), log);
  });

  it('the code goes by SMS where the member chooses that', async () => {
    const account = await newAccount();
    const client = await half(account);
    await server.outbox.drain(account.smsTo);
    assert.equal((await post(client, { canal: 'sms' })).location, codePage);
    assert.equal((await client.data(page)).canal, 'sms');
    const code = await server.outbox.nextCode(account.smsTo);
    assert.equal((await post(client, { canal: 'sms', code })).location, space);
  });

  it('a code can be sent again after a wait; only the last code counts', async () => {
    const account = await newAccount();
    const client = await half(account);
    const first = await server.outbox.nextCode(account.email);
    const soon = await post(client, { action: 'renvoyer' });
    if (soon.status === 429) assert.ok(Number(soon.headers['retry-after']) >= 1);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    assert.equal((await post(client, { action: 'renvoyer' })).location, codePage);
    const second = await server.outbox.nextCode(account.email);
    if (first !== second) assert.equal((await post(client, { code: first })).status, 422);
    assert.equal((await post(client, { code: second })).location, space);
  });

  it('after five wrong codes even the right one is refused', async () => {
    const account = await newAccount();
    const client = await half(account);
    const code = await server.outbox.nextCode(account.email);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    for (let i = 0; i < 5; i++) {
      const response = await post(client, { code: wrong });
      assert.equal(response.status, 422);
      assert.deepEqual(response.json().errors.map((e) => [e.field, e.code]), [['code', 'code_wrong']]);
    }
    const late = await post(client, { code });
    assert.deepEqual(late.json().errors.map((e) => e.code), ['code_exhausted']);
    assert.equal(sessionOf(client), undefined);
  });

  it('the step cannot be reached without the password', async () => {
    const client = new Client(server);
    assert.equal((await client.get(page)).location, door);
    const { jeton } = await client.data('/connexion');
    assert.equal((await client.post(page, { jeton, code: '123456' })).location, door);
    assert.equal((await client.post(page, { code: '123456' })).status, 403);
    assert.equal((await client.request('PUT', page)).status, 405);
  });

  it('a stolen device cookie alone signs in nobody', async () => {
    const account = await newAccount();
    const owner = new Client(server);
    await signIn(owner, account.answers.cni, account.password);
    const device = owner.jar.cookies.get('cnops_device');
    assert.ok(device);
    for (const address of ['/espace', '/espace/securite', '/espace/coordonnees', '/espace/profil']) {
      const thief = new Client(server);
      thief.jar.cookies.set('cnops_device', device);
      assert.equal((await thief.get(address)).location, door, address);
    }
    const thief = new Client(server);
    thief.jar.cookies.set('cnops_device', device);
    thief.jar.cookies.set('cnops_session', device);
    assert.equal((await thief.get('/espace')).location, door);
    assert.equal((await enterPassword(thief, account.answers.cni, 'faux mot 12')).status, 422);
    assert.equal((await thief.get(page)).location, door);
  });

  it('100 simultaneous right codes: one session', async () => {
    const account = await newAccount();
    const client = await half(account);
    const code = await server.outbox.nextCode(account.email);
    const { jeton } = await client.data(page);
    const clicks = Array.from({ length: 100 }, () => client.copy());
    const responses = await Promise.all(clicks.map((click) => click.post(page, { jeton, code })));
    const tokens = new Set(clicks.map(sessionOf).filter(Boolean));
    const statuses = responses.map((response) => response.status);
    assert.ok(statuses.every((status) => [303, 422, 429, 503].includes(status)), statuses.join());
    assert.ok(statuses.includes(303));
    assert.equal(tokens.size, 1, 'one session');
    const winner = clicks.find(sessionOf);
    const { sessions, events } = await winner.data('/espace/securite');
    assert.equal(sessions.length, 1);
    assert.equal(events.filter((event) => event.kind === 'device_new').length, 1);
    // The cookie from before gives no access once its session has ended.
    const { jeton: mine } = await winner.data('/espace');
    await winner.post('/deconnexion', { jeton: mine });
    assert.notEqual((await client.copy().post(page, { jeton, code })).location, space);
  });

  it('a password change ends second steps under way and other sessions', async () => {
    const account = await newAccount();
    const [mine, other] = [new Client(server), new Client(server)];
    await signIn(mine, account.answers.cni, account.password);
    await signIn(other, account.answers.cni, account.password);
    const waiting = await half(account);
    const { jeton: before } = await waiting.data(page);
    const code = await server.outbox.nextCode(account.email);
    const stolen = mine.copy();
    const { jeton } = await mine.data('/espace/securite');
    const password = 'cèdre rouge 82 amandes';
    const changed = await mine.post('/espace/securite', {
      jeton, action: 'mot-de-passe', mot_de_passe_actuel: account.password,
      mot_de_passe: password, mot_de_passe_confirmation: password,
    });
    assert.equal(changed.location, `${mount}/espace/securite`);
    assert.equal((await mine.get('/espace')).status, 200, 'this browser goes on');
    assert.equal((await other.get('/espace')).location, door, 'others end');
    assert.equal((await stolen.get('/espace')).location, door, 'this one has a new token');
    const late = await waiting.post(page, { jeton: before, code });
    assert.equal(late.location, door, 'half a sign-in is void');
    assert.equal(sessionOf(waiting), undefined);
  });
});

describe('limits of the second step', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('second-step-limits', { directives: [...easyProofs, 'CnopsSigninFree 100', 'CnopsSigninCodes 3'] });
    members = new Members(server);
  });
  after(() => server?.stop());

  it('a thief who knows the password cannot send many SMS: codes are counted by account', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    await server.outbox.drain(account.email);
    await server.outbox.drain(account.smsTo);
    for (let i = 0; i < 4; i++) {
      const client = new Client(server);
      const half = await enterPassword(client, account.answers.cni, account.password);
      assert.equal(half.location, codePage);
      const { jeton, unsent, resend, channels } = await client.data(page);
      const sms = await client.post(page, { jeton, canal: 'sms' });
      if (i >= 2) assert.equal(sms.status, 429);
      if (i >= 2) assert.ok(unsent && resend.from && !channels.some(({ allowed }) => allowed), 'told that no code left, and until when');
    }
    const sent = [...await server.outbox.drain(account.email), ...await server.outbox.drain(account.smsTo)];
    assert.equal(sent.length, 3);
    // The browser that the owner signed in with before needs no code.
    assert.equal((await enterPassword(account.client, account.answers.cni, account.password)).location, space);
  });

  it('a stranger who has codes sent to a mailbox does not keep out its owner, who has the password', async () => {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const contact = { courriel: account.email, courriel_confirmation: account.email };
    let status = 303;
    for (let i = 0; status === 303 && i < 10; i++) {
      const stranger = await new Journey(server, answersOf(members.take())).reach('courriel');
      status = (await stranger.submit('courriel', contact)).status;
    }
    assert.equal(status, 429, 'the mailbox is not used up');
    await server.outbox.drain(account.email);
    const client = new Client(server);
    assert.equal((await signIn(client, account.answers.cni, account.password)).location, space);
    // Nor does it keep the owner from changing that mailbox.
    const courriel = 'ailleurs@exemple.ma';
    const { jeton } = await client.data('/espace/coordonnees');
    const change = { jeton, canal: 'courriel', courriel, courriel_confirmation: courriel, mot_de_passe_actuel: account.password };
    await server.outbox.drain(account.email);
    assert.equal((await client.post('/espace/coordonnees', change)).status, 303);
    assert.match(await server.outbox.nextCode(account.email), /^\d{6}$/);
  });
});

for (const [setting, known, fresh] of [['always', codePage, codePage], ['never', space, space]]) {
  describe(`CnopsSigninSecondStep ${setting}`, () => {
    let server;

    before(async () => {
      server = await startServer(`second-step-${setting}`, {
        directives: [...easyProofs, ...manyCodes, `CnopsSigninSecondStep ${setting}`],
      });
    });
    after(() => server?.stop());

    it('is obeyed', async () => {
      const { cni, mot_de_passe: password } = server.identities.find((identity) => identity.mot_de_passe);
      const client = new Client(server);
      assert.equal((await enterPassword(client, cni, password)).location, fresh);
      if (fresh === codePage) await enterCode(client, cni);
      assert.equal((await client.get('/espace')).status, 200);
      assert.equal((await enterPassword(client, cni, password)).location, known);
    });
  });
}
