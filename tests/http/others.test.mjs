// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What belongs to one member is nothing to another, and nothing to visitors without a session: every
// address that the product's own table has (pages/routes.c), every address that the pages of one
// member lead to, and every form on them. An address that is added to the table is tried without
// a word here. One with a part is found by the links to it: the first member must have such a row.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { explore, readRoutes, routeOf } from '../lib/routes.mjs';
import { easyProofs, manyCodes, mount, startServer } from '../lib/server.mjs';

const json = { Accept: 'application/json' };

describe('what belongs to another member', () => {
  let server;
  let members;
  let routes;
  let owner; // of everything that is tried
  let other;
  let found; // what the owner's pages lead to

  async function newMember(name) {
    const account = await new Journey(server, answersOf(members.take())).reach('termine');
    const client = new Client(server, { headers: { 'User-Agent': name } });
    await signIn(client, account.answers.cni, account.password);
    return { account, client };
  }

  before(async () => {
    server = await startServer('others', { directives: [...easyProofs, ...manyCodes] });
    members = new Members(server);
    routes = await readRoutes();
    owner = await newMember('Canari/1');
    other = await newMember('Autre/1');
    // A second session from a second browser, which can be ended and forgotten.
    await signIn(new Client(server, { headers: { 'User-Agent': 'Canari/2' } }), owner.account.answers.cni, owner.account.password);
    found = await explore(owner.client, routes);
  });
  after(() => server?.stop());

  // What the owner's pages show and no page of another may show.
  const secrets = () => [owner.account.answers.immatriculation];

  function assertNothing(text, what) {
    for (const secret of secrets()) assert.ok(!text.includes(secret), `${what} shows ${secret}`);
  }

  // Signs in again where an attempt has ended the session of the one who made it.
  async function otherClient() {
    if ((await other.client.get('/espace')).status !== 200) {
      await signIn(other.client, other.account.answers.cni, other.account.password);
    }
    return other.client;
  }

  // What the owner sees at every address, without what is made anew for each answer.
  async function everything() {
    const shown = {};
    for (const { address } of found.pages) {
      const { status, text } = await owner.client.get(address, json);
      const volatile = /"(jeton|seconds|session_left|captcha_id)":("[^"]*"|\d+)/g;
      shown[address] = `${status} ${text.replaceAll(volatile, '')}`;
    }
    return shown;
  }

  it('the table has the addresses of members, and a row of each kind was found', () => {
    const own = routes.filter((route) => route.member);
    assert.ok(own.length >= 4, `${own.length} addresses of members`);
    for (const route of own.filter(({ hasPart }) => hasPart)) {
      assert.ok(
        found.pages.some(({ address }) => routeOf(routes, address) === route) || found.forms.some(({ action }) => routeOf(routes, action) === route),
        `no page leads to ${route.path}: give the owner such a row`,
      );
    }
    for (const secret of secrets()) {
      assert.ok(found.pages.some(({ html }) => html.includes(secret)), `the owner's pages do not show ${secret}`);
    }
  });

  it('no address of a member answers without a session', async () => {
    const stranger = new Client(server);
    const { jeton } = await stranger.data('/connexion');
    const parts = routes.filter(({ member, hasPart }) => member && hasPart).map((route) => route.path.replaceAll(/\*+/g, 'abc'));
    const paths = routes.filter(({ member, hasPart }) => member && !hasPart).map((route) => route.path);
    for (const address of new Set([...paths, ...parts, ...found.pages.map((page) => page.address)])) {
      const route = routeOf(routes, address);
      for (const headers of [{}, json]) {
        if (route.gets) {
          const got = await stranger.get(address, headers);
          assert.deepEqual([got.status, got.location], [303, `${mount}/connexion`], `GET ${address}`);
        }
        if (!route.posts) continue;
        for (const fields of [{ jeton }, {}]) {
          const posted = await stranger.post(address, fields, headers);
          assert.deepEqual([posted.status, posted.location], [303, `${mount}/connexion`], `POST ${address}`);
        }
      }
    }
  });

  it('no address of one member shows anything of theirs to another', async () => {
    const client = await otherClient();
    for (const { address } of found.pages) {
      for (const headers of [{}, json]) {
        const answer = await client.get(address, headers);
        if (routeOf(routes, address).hasPart) assert.equal(answer.status, 404, address);
        assertNothing(answer.text + JSON.stringify(answer.headers), address);
      }
    }
  });

  it('no form of one member, sent by another, changes or shows anything of theirs', async () => {
    const before = await everything();
    assert.ok(found.forms.length >= 5, `${found.forms.length} forms`);
    for (const { action, fields } of found.forms) {
      const client = await otherClient();
      const { jeton } = await client.data('/espace/securite');
      const answer = await client.post(action, { ...fields, jeton });
      const what = `POST ${action} ${JSON.stringify(fields)}`;
      if (routeOf(routes, action).hasPart) assert.equal(answer.status, 404, what);
      else assert.ok([303, 404, 422].includes(answer.status), `${what}: ${answer.status}`);
    }
    assert.deepEqual(await everything(), before);
    const { text } = await (await otherClient()).get('/espace/securite');
    assertNothing(text, 'the page of the other member');
  });
});
