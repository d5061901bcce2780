// SPDX-FileCopyrightText: 2026 The mod_cnops founders
// SPDX-License-Identifier: Apache-2.0

// What belongs to one member is nothing to another, and nothing to visitors without a session: every
// address that the product's own table has (pages/routes.c), every address that the pages of one
// member lead to, and every form on them. An address that is added to the table is tried without
// a word here. One with a part is found by the links to it: the first member must have such a row.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Client } from '../lib/client.mjs';
import { jetonOf, tags } from '../lib/html.mjs';
import { answersOf, Members } from '../lib/identities.mjs';
import { Journey, signIn } from '../lib/journey.mjs';
import { cnopsctl } from '../lib/recovery.mjs';
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
    server = await startServer('others', { directives: [...easyProofs, ...manyCodes, 'CnopsDayStatements 1000', 'CnopsDataExports 1000'] });
    members = new Members(server);
    routes = await readRoutes();
    owner = await newMember('Canari/1');
    other = await newMember('Autre/1');
    // A second session from a second browser, which can be ended and forgotten.
    await signIn(new Client(server, { headers: { 'User-Agent': 'Canari/2' } }), owner.account.answers.cni, owner.account.password);
    await giveClaims();
    await complain();
    await drawCertificate();
    found = await explore(owner.client, routes);
  });
  after(() => server?.stop());

  // Both have as many claims as fill more than a page.
  async function giveClaims() {
    const header = 'reference,immatriculation,received_on,care_kind,beneficiary,amount_spent,amount_refunded,status,paid_on,payment_mode,beneficiary_relation,beneficiary_birth_date';
    const rows = [owner, other].flatMap(({ account: { answers } }, i) =>
      Array.from({ length: 25 }, (_, k) =>
        `${i ? 'AUTRE' : 'CANARI'}-${k},${answers.immatriculation},2026-10-${String(k + 1).padStart(2, '0')},pharmacie,Enfant ${i ? 'Autre' : 'Canari'},${i ? 7654 : 8765}43,,received,,,child,2020-01-01`));
    const file = path.join(server.dir, 'claims.csv');
    await writeFile(file, `${[header, ...rows].join('\n')}\n`, { mode: 0o644 });
    const { status, stderr } = await cnopsctl(server, 'import', 'claims', file);
    assert.equal(status, 0, stderr);
  }

  // The owner has asked something of the insurer, about the newest claim.
  async function complain() {
    const { claims: [{ href }] } = await owner.client.data('/espace/dossiers');
    const address = `${href.slice(mount.length)}/reclamation`;
    if (!routeOf(routes, address)) return;
    const { text } = await owner.client.get(address);
    const choice = [...tags(text, 'input'), ...tags(text, 'option')].find(({ name, value }) => value && (name === 'objet' || name === undefined));
    const fields = { jeton: jetonOf(text), objet: choice.value, message: 'Le message du canari.' };
    assert.equal((await owner.client.post(address, fields)).status, 303);
  }

  async function drawCertificate() {
    const { jeton } = await owner.client.data('/espace/attestations');
    assert.equal((await owner.client.post('/espace/attestations', { jeton, type: 'immatriculation' })).status, 303);
  }

  // What the owner's pages show and no page of another may show.
  const secrets = () => [owner.account.answers.immatriculation, 'CANARI-24', 'Canari', '876543', '8 765'];

  function assertNothing(text, what) {
    const plain = text.replaceAll(/[\u00a0\u202f]/g, ' ');
    for (const secret of secrets()) assert.ok(!plain.includes(secret), `${what} shows ${secret}`);
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
      const volatile = /"(jeton|seconds|minutes|hour|minute|session_left|captcha_id)":("[^"]*"|\d+)/g;
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
      assert.ok(found.pages.some(({ html }) => html.replaceAll(/[\u00a0\u202f]/g, ' ').includes(secret)), `the owner's pages do not show ${secret}`);
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
    const first = await everything();
    const before = await everything();
    // Some addresses say when they were last asked.
    const steady = Object.keys(before).filter((address) => first[address] === before[address]);
    assert.ok(steady.length > 0.8 * found.pages.length, `only ${steady.length} of ${found.pages.length} addresses say the same twice`);
    assert.ok(found.forms.length >= 5, `${found.forms.length} forms`);
    for (const { action, fields } of found.forms) {
      const client = await otherClient();
      const { jeton } = await client.data('/espace/securite');
      const answer = await client.post(action, { ...fields, jeton });
      const what = `POST ${action} ${JSON.stringify(fields)}`;
      if (routeOf(routes, action).hasPart) assert.equal(answer.status, 404, what);
      else assert.ok([303, 404, 422].includes(answer.status), `${what}: ${answer.status}`);
    }
    const after = await everything();
    for (const address of steady) assert.equal(after[address], before[address], address);
    const { text } = await (await otherClient()).get('/espace/securite');
    assertNothing(text, 'the page of the other member');
  });
});
