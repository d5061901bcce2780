// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// /espace/securite: the password, open sessions, known browsers, the history.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { enterPassword, Journey, signIn } from '../lib/journey.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const page = '/espace/securite';
const here = `${mount}${page}`;
const door = `${mount}/connexion`;
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
const other = 'cèdre rouge 82 amandes';

describe('the security page', () => {
  let server;
  let members;

  before(async () => {
    server = await startServer('security', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
  });
  after(() => server?.stop());

  const newAccount = () => new Journey(server, answersOf(members.take())).reach('termine');

  async function enter(account, headers) {
    const client = new Client(server, { headers });
    assert.equal((await signIn(client, account.answers.cni, account.password)).location, `${mount}/espace`);
    return client;
  }

  async function post(client, fields) {
    const { jeton } = await client.data(page);
    return client.post(page, { jeton, ...fields }, { Accept: 'application/json' });
  }

  const change = (client, current, password, confirmation = password) =>
    post(client, {
      action: 'mot-de-passe', mot_de_passe_actuel: current, mot_de_passe: password, mot_de_passe_confirmation: confirmation,
    });

  const codesOf = (response) => response.json().errors.map((error) => [error.field, error.code]);

  it('lists the same in JSON as in HTML', async () => {
    const account = await newAccount();
    const client = await enter(account, { 'User-Agent': firefox });
    const data = await client.data(page);
    assert.equal(data.step, 'securite');
    assert.deepEqual(data.fields.map((field) => field.name), ['mot_de_passe_actuel', 'mot_de_passe', 'mot_de_passe_confirmation']);
    assert.deepEqual(data.sessions.map((session) => [session.device, session.current]), [['Firefox · Windows', true]]);
    assert.equal(data.sessions[0].place, null, 'the loopback says nothing to people');
    assert.equal(data.others, false);
    const html = await client.get(page);
    for (const text of ['Firefox · Windows', data.events[0].label, data.events[0].when]) {
      assert.ok(html.text.includes(text), text);
    }
    assert.ok(!html.text.includes(client.jar.cookies.get('cnops_session')));
    assert.deepEqual(data.events.map((event) => event.kind), ['device_new', 'account_created']);
  });

  it('a new password needs the current one and follows the rule, and no password is shown again', async () => {
    const account = await newAccount();
    const client = await enter(account);
    const tries = [
      [['faux mot 12', other], [['mot_de_passe_actuel', 'password_wrong']]],
      [['', other], [['mot_de_passe_actuel', 'required']]],
      [[account.password, 'Court1'], [['mot_de_passe', 'too_short']]],
      [[account.password, 'azerty123'], [['mot_de_passe', 'common']]],
      [[account.password, account.email], [['mot_de_passe', 'common']]],
      [[account.password, account.password], [['mot_de_passe', 'same_password']]],
      [[account.password, other, 'autre chose 12'], [['mot_de_passe_confirmation', 'not_same']]],
    ];
    for (const [typed, errors] of tries) {
      const response = await change(client, ...typed);
      assert.equal(response.status, 422, typed.join());
      assert.deepEqual(codesOf(response), errors, typed.join());
      for (const secret of typed.filter((word) => word && word !== account.email)) {
        assert.ok(!response.text.includes(secret), 'never shown back');
      }
    }
    assert.equal((await change(client, account.password, other)).location, here);
    assert.equal((await enterPassword(new Client(server), account.answers.cni, account.password)).status, 422);
    account.password = other;
    await enter(account);
    for (const to of [account.email, account.smsTo]) {
      const messages = await server.outbox.drain(to);
      assert.ok(messages.some(({ text }) => text.includes('/opposition/')), to);
    }
  });

  it('wrong current passwords cause delays, only in this session', async () => {
    const account = await newAccount();
    const [guessing, mine] = [await enter(account), await enter(account)];
    const statuses = [];
    for (let i = 0; i < 8; i++) statuses.push((await change(guessing, 'faux mot 12', other)).status);
    assert.ok(statuses.includes(429), statuses.join());
    assert.equal((await change(mine, account.password, other)).location, here);
  });

  it('a member can end one session, or all others', async () => {
    const account = await newAccount();
    const [mine, second, third] = [await enter(account), await enter(account), await enter(account)];
    const { sessions } = await second.data(page);
    const own = sessions.find((session) => session.current).session;
    assert.equal((await post(mine, { action: 'fermer-session', session: own })).location, here);
    assert.equal((await second.get('/espace')).location, door);
    assert.equal((await third.get('/espace')).status, 200);
    assert.equal((await post(mine, { action: 'fermer-autres' })).location, here);
    assert.equal((await third.get('/espace')).location, door);
    assert.equal((await mine.get('/espace')).status, 200);
    assert.equal((await mine.data(page)).sessions.length, 1);
  });

  it('a member cannot end a session or forget a browser of another member', async () => {
    const [one, two] = [await newAccount(), await newAccount()];
    const [mine, theirs] = [await enter(one), await enter(two)];
    const data = await theirs.data(page);
    await post(mine, { action: 'fermer-session', session: data.sessions[0].session });
    await post(mine, { action: 'oublier-navigateur', navigateur: data.browsers[0].navigateur });
    assert.equal((await theirs.get('/espace')).status, 200);
    assert.equal((await theirs.data(page)).browsers.length, data.browsers.length);
  });

  it('a browser that is forgotten loses its session and is asked for a code again', async () => {
    const account = await newAccount();
    const [mine, lost] = [await enter(account), await enter(account)];
    const { browsers } = await lost.data(page);
    const { navigateur } = browsers.find((browser) => browser.current);
    assert.equal((await post(mine, { action: 'oublier-navigateur', navigateur })).location, here);
    assert.equal((await lost.get('/espace')).location, door);
    const again = await enterPassword(lost, account.answers.cni, account.password);
    assert.equal(again.location, `${mount}/connexion/code`);
    assert.equal((await post(mine, { action: 'oublier-navigateurs' })).location, here);
    assert.equal((await mine.data(page)).browsers.length, 0);
    assert.equal((await mine.get('/espace')).status, 200);
  });

  it('an unknown session or browser changes nothing', async () => {
    const client = await enter(await newAccount());
    for (const name of [undefined, '', 'x', 'é', '٣', '\u{1f600}'.repeat(300), '0'.repeat(5000), "' OR 1=1 --"]) {
      const named = name === undefined ? {} : { session: name, navigateur: name };
      for (const action of ['fermer-session', 'oublier-navigateur']) {
        const response = await post(client, { action, ...named });
        assert.equal(response.location, here, `${action} ${name?.slice(0, 20)}: ${response.status}`);
      }
    }
    assert.equal((await client.data(page)).sessions.length, 1);
    assert.equal((await client.data(page)).browsers.length, 2);
  });

  it('forms need their token and a known action', async () => {
    const account = await newAccount();
    const client = await enter(account);
    assert.equal((await client.post(page, { action: 'fermer-autres' })).status, 403);
    assert.equal((await post(client, { action: 'tout-casser' })).status, 422);
    for (const method of ['PUT', 'DELETE']) assert.equal((await client.request(method, page)).status, 405);
    const json = await client.data(page);
    const sent = await client.postJson(page, { jeton: json.jeton, action: 'fermer-autres' });
    assert.equal(sent.location, here);
    for (const address of [page, '/espace/coordonnees', '/espace/profil']) {
      assert.equal((await new Client(server).get(address)).location, door, address);
    }
  });
});
